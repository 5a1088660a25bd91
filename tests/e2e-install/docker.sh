# shellcheck shell=sh disable=SC2034 # run.sh reads WHY_NOT
# A Docker daemon for the suite: the one that answers, or one that is started by
# hand and ends with the suite. Read by run.sh.

# Sets DOCKERD_PID where it starts one. Fails, with the reason in WHY_NOT.
start_docker() {
  need docker docker.io
  if docker info >/dev/null 2>&1; then
    say 'uses the Docker daemon that answers'
    return 0
  fi
  if [ "$(id -u)" != 0 ]; then
    WHY_NOT='no Docker daemon answers, and only root can start one'
    return 1
  fi
  need dockerd docker.io
  need iptables iptables
  command -v dockerd >/dev/null 2>&1 || {
    WHY_NOT='dockerd is missing: install the package docker.io'
    return 1
  }
  mkdir "$WORK/docker"
  # Nothing in the suite needs a network: neither bridge nor firewall is touched.
  dockerd --host "unix://$WORK/docker/sock" --data-root "$WORK/docker/data" \
    --exec-root "$WORK/docker/exec" --pidfile "$WORK/docker/pid" \
    --bridge none --iptables=false --ip6tables=false >"$WORK/docker/log" 2>&1 &
  DOCKERD_PID=$!
  DOCKER_HOST=unix://$WORK/docker/sock
  export DOCKER_HOST
  tries=0
  until docker info >/dev/null 2>&1; do
    tries=$((tries + 1))
    if [ "$tries" -gt 60 ] || ! kill -0 "$DOCKERD_PID" 2>/dev/null; then
      WHY_NOT="dockerd does not start: $(tail -n 1 "$WORK/docker/log")"
      return 1
    fi
    sleep 0.5
  done
  say 'started dockerd, with its data in a temporary folder'
}

stop_docker() {
  [ -n "${DOCKERD_PID:-}" ] || return 0
  kill "$DOCKERD_PID" 2>/dev/null || return 0
  wait "$DOCKERD_PID" 2>/dev/null || :
}

# need COMMAND PACKAGE: installs it where that is possible
need() {
  command -v "$1" >/dev/null 2>&1 && return 0
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    say "installs the package $2, for $1"
    {
      apt-get update -q || :
      DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=120 install -q -y --no-install-recommends "$2"
    } >"$WORK/apt.log" 2>&1 || :
  fi
}
