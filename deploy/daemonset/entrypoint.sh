#!/bin/sh
# What a pod of the DaemonSet does on its node, through node.sh in the node's own
# namespaces.
#
#   entrypoint.sh install     installs; then again whenever the mounted files change
#   entrypoint.sh dry-run     shows what an installation would change
#   entrypoint.sh uninstall   takes everything off the node
#   entrypoint.sh ready       the readiness probe: did it work, is the node healthy
#
# install and dry-run take --files-only, for nodes whose flags are managed
# elsewhere, or --any-host: it goes on to node.sh.
#
# It never ends by itself: an end would start it again, and a config that the
# kubelet refuses would restart the kubelet over and over.
#
# Environment: NODE_NAME, the node; SPREAD, the seconds over which nodes spread
# themselves where nothing else keeps them apart; INTERVAL, the seconds between
# looks at the mounted files; NODE_WINDOW and NODE_TIMEOUT, which node.sh reads.
# The tests set CONFIG, SECRETS, STATE, NODE_ROOT and UPTIME.
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
program=registry-credential-provider
config=${CONFIG:-/config}
secrets=${SECRETS:-/secrets}
state=${STATE:-/run/installer}
uptime=${UPTIME:-/proc/uptime}
root=${NODE_ROOT:-}
stage=$root/var/lib/$program/daemonset
interval=${INTERVAL:-30}
spread=${SPREAD:-300}

# The node's folders of programs, whatever those of the image are.
PATH=$PATH:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/opt/bin
export PATH

say() {
  printf 'installer: %s\n' "$1"
}

complain() {
  printf 'installer: %s\n' "$1" >&2
}

# Runs a command in the namespaces of the node's first process: mounts (-m), host
# name (-u), System V IPC (-i), network (-n), processes (-p). BusyBox has no long
# options. In the foreground: a signal waits until node.sh has ended.
on_node() {
  nsenter -t 1 -m -u -i -n -p -- "$@"
}

node_sh() {
  on_node sh "$stage/node.sh" "$@" ${root:+--root "$root"}
}

# Without hostPID process 1 is this container, which would get the installation.
check_namespaces() {
  command -v nsenter >/dev/null 2>&1 || {
    complain 'nsenter is missing: build the image on a base that has util-linux or BusyBox'
    return 1
  }
  node=$(readlink /proc/1/ns/mnt) || {
    complain 'the namespaces of process 1 cannot be read: the container has to be privileged'
    return 1
  }
  [ "$node" != "$(readlink /proc/self/ns/mnt)" ] || {
    complain 'process 1 is of this container: the pod needs hostPID: true'
    return 1
  }
  on_node sh -c : || {
    complain 'the node has no shell to run node.sh with (Talos, Bottlerocket): see docs/install.md'
    return 1
  }
}

# Copies FILE to the node as NAME with MODE, by a rename.
put() {
  # shellcheck disable=SC2016 # the node's shell expands it
  on_node sh -c 'umask 077 && cat >"$1.new" && chmod "$2" "$1.new" && mv "$1.new" "$1"' \
    sh "$stage/$2" "$3" <"$1"
}

make_stage() {
  # shellcheck disable=SC2016 # the node's shell expands it
  if ! on_node sh -c 'umask 022 && mkdir -p "$1" && chmod 0700 "$1"' sh "$stage" ||
    ! put "$here/node.sh" node.sh 0700; then
    complain "the node does not take files in $stage: is it read-only, or full?"
    return 1
  fi
}

# The program is large and the secrets are secret: none of them stays here.
clean_stage() {
  on_node rm -rf "$stage/$program" "$stage/registries.yaml" "$stage/files"
}

# The mounted secrets, one path a line. A key of a Secret begins with at most one
# point; the kubelet's own entries begin with two.
secret_files() {
  for file in "$secrets"/* "$secrets"/.[!.]*; do
    if [ -f "$file" ]; then printf '%s\n' "$file"; fi
  done
}

content_hash() {
  {
    sha256sum 2>/dev/null <"$config/registries.yaml" || :
    secret_files | while IFS= read -r file; do
      printf '%s\n' "${file##*/}"
      sha256sum <"$file"
    done
  } | sha256sum
}

# Every step says whether it failed: "set -e" does not count where a caller asks.
stage_content() {
  [ -f "$config/registries.yaml" ] || {
    complain 'the ConfigMap registry-credential-provider-config has no key registries.yaml'
    return 1
  }
  # The links for service accounts begin with the name of the program.
  for name in "$secrets/registries.yaml" "$secrets/kubelet.yaml" "$secrets/config.yaml" "$secrets/$program"*; do
    [ ! -e "$name" ] || {
      complain "the Secret registry-credential-provider-secrets has the key ${name##*/}, which is the name of a file of the installation: rename it"
      return 1
    }
  done
  clean_stage &&
    put "$here/$program" "$program" 0755 &&
    put "$config/registries.yaml" registries.yaml 0600 &&
    on_node mkdir -p "$stage/files" &&
    secret_files | while IFS= read -r file; do
      put "$file" "files/${file##*/}" 0600 || exit 1
    done
}

install_files() {
  # As long as the kubelet exchanges the mounted files meanwhile, anew: half of
  # the old ones and half of the new are no config that anybody wrote.
  while :; do
    applied=$(content_hash)
    stage_content || {
      clean_stage
      return 1
    }
    [ "$applied" != "$(content_hash)" ] || break
  done
  code=0
  # Who may write the ConfigMap is not to read all of the node with it.
  set -- --binary "$stage/$program" --config "$stage/registries.yaml" --files "$stage/files" --only-own-files
  if [ "$mode" = dry-run ]; then set -- "$@" --dry-run; fi
  if [ -n "$extra" ]; then set -- "$@" "$extra"; fi
  node_sh install "$@" || code=$?
  clean_stage
  return "$code"
}

uninstall() {
  node_sh uninstall || return $?
  # shellcheck disable=SC2016 # the node's shell expands it
  on_node sh -c 'rm -rf "$1" && { rmdir "${1%/*}" 2>/dev/null || :; }' sh "$stage"
}

# Waits a time that only this node has, so that not all kubelets restart at once.
# wait_own WHY
wait_own() {
  sum=$(printf '%s' "${NODE_NAME:-$(uname -n)}" | sha256sum)
  # Seven digits are a number in each shell.
  if [ "$spread" -gt 0 ]; then delay=$((0x${sum%"${sum#???????}"} % spread)); else delay=0; fi
  say "$1: waiting $delay of $spread seconds, so that not all nodes restart their kubelet together"
  pause "$delay"
}

# In the background, so that a signal ends it.
pause() {
  sleep "$1" &
  sleeper=$!
  wait "$sleeper"
}

# The first pods of a DaemonSet start on all nodes together, unlike those of a
# roll-out. Where a dry run was before, this is a roll-out. A node that has just
# come up needs its credentials now, and is one of few.
wait_at_first() {
  if [ "$mode" != install ] || on_node test -e "$stage/node.sh"; then return; fi
  read -r up _ <"$uptime"
  if [ "${up%.*}" -lt 600 ]; then return; fi
  wait_own 'the first installation without a dry run before it'
}

# Does the work once, and tells the readiness probe.
work() {
  rm -f "$state/done"
  code=0
  {
    make_stage && if [ "$mode" = uninstall ]; then uninstall; else install_files; fi
  } || code=$?
  if [ "$code" = 0 ]; then
    printf '%s\n' "$mode${extra:+ $extra}" >"$state/done"
    say "$mode: done"
    return
  fi
  case $code in
    3) why='refused this node and changed nothing' ;;
    *) why="failed (exit code $code), and the node is as it was before" ;;
  esac
  complain "$mode: node.sh $why. The reason stands above; $stage/registries.yaml in it is the registries.yaml of the ConfigMap. It is tried again when the config, a secret or this pod changes, not before"
}

watch() {
  while :; do
    pause "$interval"
    if [ "$mode" = uninstall ] || [ "$(content_hash)" = "$applied" ]; then continue; fi
    wait_own 'the config or a secret has changed'
    work
  done
}

mode=${1:-}
extra=${2:-}
case $mode:$extra in
  install: | install:--files-only | install:--any-host) ;;
  dry-run: | dry-run:--files-only | dry-run:--any-host | uninstall:) ;;
  ready:)
    did=$(cat "$state/done" 2>/dev/null) || {
      complain 'not done, or failed: see the log of this pod'
      exit 1
    }
    # With --files-only the flags of the kubelet are the matter of somebody else.
    case $did in install | 'install --any-host') node_sh status ;; esac
    exit 0
    ;;
  *)
    complain 'usage: entrypoint.sh install|dry-run [--files-only|--any-host], uninstall or ready'
    exit 2
    ;;
esac
sleeper=''
applied=''
entered=no
trap 'kill "$sleeper" 2>/dev/null || :; [ "$entered" = no ] || clean_stage || :; exit 0' TERM INT
rm -f "$state/done"
if check_namespaces; then
  entered=yes
  wait_at_first
  work
  watch
fi
# Nothing can change this; a restart would only repeat it.
while :; do pause 3600; done
