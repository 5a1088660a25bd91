#!/bin/sh
# dockerd in a network namespace of its own, for as long as standard input stays
# open: docker.sh FOLDER. Bridge, NAT and the embedded DNS work there, and the
# machine's firewall, forwarding and interfaces stay as they are.
#
# Says "ready", and the words before a command that shall run in that network; or
# why there is none. The daemon is FOLDER/docker/sock.
set -eu

HERE=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
WORK=$1
SPACE=rcp-e2e-$$
# The kubelets set these for the whole machine.
SETTINGS='vm.overcommit_memory kernel.panic kernel.panic_on_oops'

say() {
  printf 'kind: %s\n' "$1" >&2
}

# shellcheck source=tests/e2e-install/docker.sh
. "$HERE/../../e2e-install/docker.sh"

end_docker() {
  if [ -f "$WORK/docker/pid" ]; then
    # dockerd waits for its containers some seconds only, and leaves them running.
    for container in $(docker ps --all --quiet 2>/dev/null); do
      docker rm --force --volumes "$container" >/dev/null 2>&1 || :
    done
    pid=$(cat "$WORK/docker/pid")
    kill "$pid" 2>/dev/null || :
    tries=0
    while kill -0 "$pid" 2>/dev/null && [ "$tries" -lt 60 ]; do
      tries=$((tries + 1))
      sleep 0.5
    done
  fi
  ip netns delete "$SPACE" 2>/dev/null || :
  for setting in $SETTINGS; do
    sysctl -q -w "$setting=$(cat "$WORK/$setting")" >/dev/null 2>&1 || :
  done
  # Those of another daemon that runs are not empty, and stay.
  find /sys/fs/cgroup -depth -type d \( -path '*/docker' -o -path '*/docker/*' \) -exec rmdir {} + 2>/dev/null || :
}

# Without this capability no container can ask for all of them.
is_bounded() {
  set -- $((0x$(sed -n 's/^CapBnd:[[:space:]]*//p' /proc/self/status) >> 24 & 1))
  [ "$1" = 0 ]
}

for one in dockerd=docker.io iptables=iptables jq=jq ip=iproute2 nsenter=util-linux runc=runc; do
  need "${one%=*}" "${one#*=}"
  command -v "${one%=*}" >/dev/null 2>&1 || {
    printf '%s is missing: install the package %s\n' "${one%=*}" "${one#*=}"
    exit 0
  }
done
for setting in $SETTINGS; do sysctl -n "$setting" >"$WORK/$setting"; done
trap end_docker EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
ip netns add "$SPACE"
ip -n "$SPACE" link set lo up
mkdir -p "$WORK/docker"
export DOCKER_HOST="unix://$WORK/docker/sock"
set -- dockerd --host "$DOCKER_HOST" --data-root "$WORK/docker/data" \
  --exec-root "$WORK/docker/exec" --pidfile "$WORK/docker/pid"
if is_bounded; then
  install -m 0755 "$HERE/bounded_runc.sh" "$WORK/docker/bounded-runc"
  set -- "$@" --add-runtime "bounded=$WORK/docker/bounded-runc" --default-runtime bounded
fi
nsenter --net="/run/netns/$SPACE" "$@" >"$WORK/docker/log" 2>&1 </dev/null &
tries=0
until docker info >/dev/null 2>&1; do
  tries=$((tries + 1))
  [ "$tries" -lt 120 ] || {
    printf 'dockerd does not start: %s\n' "$(tail -n 1 "$WORK/docker/log")"
    exit 0
  }
  sleep 0.5
done
printf 'ready nsenter --net=/run/netns/%s\n' "$SPACE"
cat >/dev/null
