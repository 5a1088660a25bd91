#!/bin/sh
# Gives every node of a Kind cluster the credential provider, takes it away, or proves it.
#
#   kind.sh install     copies program, config and node.sh into each node and runs node.sh there;
#                       for a cluster of "kind.sh up", puts them into the folder that its nodes mount
#   kind.sh verify      flags of the live kubelets, an answered request, and pods where kubectl works
#   kind.sh uninstall   runs node.sh uninstall in each node
#   kind.sh up          creates a cluster that has it from the start
#
# From the environment:
#   CLUSTER       name of the cluster (default kind)
#   CONFIG        the config of the nodes, for install and up (default registries.yaml)
#   FILES         folder with secret files that the config names, for install and up
#   PROVIDER      docker, podman or nerdctl; otherwise the one that knows the cluster
#   IMAGE         the image that verify asks for; otherwise one that the config's patterns match
#   POD           the pod that verify starts on each node; otherwise config.examples/pod.yaml
#   WORKERS       how many workers up creates in addition to the control plane (default 0)
#   NODE_IMAGE    the image of the nodes that up creates; otherwise that of kind
#   ANY_HOST      1: the kubelets ask for every registry, so further rules need no restart; install and up
#   KIND_PROGRAM  the program for the nodes; otherwise it is built for their architecture
#   KIND_FOLDER   where up keeps what the nodes mount
#   NODE_WINDOW, NODE_TIMEOUT  passed on to node.sh
#
# Names in capitals are shared by the files in kind/.
set -eu

DEPLOY=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
PROJECT=$(dirname -- "$DEPLOY")
NODE_SH=$PROJECT/dist/node.sh
CLUSTER=${CLUSTER:-kind}
NAME=registry-credential-provider
FOLDER=/etc/kubernetes/credential-providers
# Where the stages are; node.sh keeps its own below it.
STATE_FOLDER=/var/lib/registry-credential-provider

say() {
  printf 'kind: %s\n' "$1"
}

# stop CODE MESSAGE...: a line for each message
stop() {
  code=$1
  shift
  printf 'kind: %s\n' "$@" >&2
  exit "$code"
}

# shellcheck source=deploy/kind/nodes.sh
. "$DEPLOY/kind/nodes.sh"
# shellcheck source=deploy/kind/program.sh
. "$DEPLOY/kind/program.sh"
# shellcheck source=deploy/kind/stage.sh
. "$DEPLOY/kind/stage.sh"
# shellcheck source=deploy/kind/secrets.sh
. "$DEPLOY/kind/secrets.sh"
# shellcheck source=deploy/kind/verify.sh
. "$DEPLOY/kind/verify.sh"
# shellcheck source=deploy/kind/mounted.sh
. "$DEPLOY/kind/mounted.sh"
# shellcheck source=deploy/kind/up.sh
. "$DEPLOY/kind/up.sh"

# Runs a step on every node, in order, up to the first that fails.
# each_node STEP WHAT: STEP is called with the name of the node
each_node() {
  finished=''
  waiting=$NODES
  count=$(printf '%s\n' "$NODES" | wc -l)
  number=0
  for node in $NODES; do
    number=$((number + 1))
    waiting=$(printf '%s\n' "$waiting" | sed 1d)
    say "$node ($number of $((count))): $2"
    status=0
    "$1" "$node" || status=$?
    if [ "$status" -ne 0 ]; then
      case $2 in
        verify)
          stop "$status" "$node: verify failed with exit code $status; the lines above say why" \
            "verified: ${finished:-none}; failed: $node; not verified: $(one_line "$waiting")" \
            'Verifying changes nothing on a node: what is installed there stays.'
          ;;
        *)
          stop "$status" "$node: $2 failed with exit code $status; the lines above say why" \
            "done: ${finished:-none}; failed: $node; not touched: $(one_line "$waiting")" \
            'The nodes that are done stay as they are. Remove the reason, and run this again.'
          ;;
      esac
    fi
    finished="${finished:+$finished }$node"
  done
  say "$2: done on $((count)) of $((count)) nodes of the cluster \"$CLUSTER\""
}

one_line() {
  [ -n "$1" ] || set -- none
  printf '%s' "$1" | tr '\n' ' '
}

# Both at the start: a file that is missing shall not be found on the second node.
need_files() {
  CONFIG=${CONFIG:-registries.yaml}
  # So that a name that begins with a hyphen is not taken for an option, and a bare
  # name is not looked up on PATH.
  case $CONFIG in /*) ;; *) CONFIG=./$CONFIG ;; esac
  case ${FILES:-/} in /*) ;; *) FILES=./$FILES ;; esac
  case ${KIND_PROGRAM:-/} in /*) ;; *) KIND_PROGRAM=./$KIND_PROGRAM ;; esac
  case ${ANY_HOST:-1} in
    1) ;;
    *) stop 2 "ANY_HOST=$ANY_HOST is not known: give ANY_HOST=1, or leave it out" ;;
  esac
  [ -f "$CONFIG" ] || stop 1 "the config $CONFIG is not a file: give one for the nodes, as in CONFIG=registries.yaml"
  [ -z "${FILES:-}" ] || [ -d "$FILES" ] ||
    stop 1 "FILES=$FILES is not a folder: give the folder with the secret files that the config names"
  each_secret :
}

need_script() {
  [ -e "$NODE_SH" ] && return 0
  say "the script $NODE_SH is missing: run make build" >&2
  return 1
}

install_node() {
  # From the node itself: it may be emulated.
  machine=$(in_node "$1" uname -m </dev/null) || return 1
  find_program "$machine" || return 1
  need_script || return 1
  check_secrets_on "$1" || return 1
  open_stage "$1" || return 1
  if ! stage_install; then
    close_stage
    return 1
  fi
  set -- "$1" install --binary "$STAGE/$NAME" --config "$STAGE/registries.yaml"
  [ -z "${FILES:-}" ] || set -- "$@" --files "$STAGE/files"
  [ -z "${ANY_HOST:-}" ] || set -- "$@" --any-host
  run_staged "$@"
}

uninstall_node() {
  need_script || return 1
  open_stage "$1" || return 1
  if ! to_node "$NODE_SH" "$STAGE/node.sh"; then
    close_stage
    return 1
  fi
  run_staged "$1" uninstall
}

[ $# -eq 1 ] || stop 2 'call it as kind.sh install, verify, uninstall or up'
case $1 in
  install)
    need_files
    find_nodes
    find_mount
    if [ -n "$MOUNT" ]; then install_mounted; else each_node install_node install; fi
    each_node verify_node verify
    ;;
  verify)
    find_nodes
    each_node verify_node verify
    verify_pods
    ;;
  uninstall)
    find_nodes
    find_mount
    [ -z "$MOUNT" ] || stop 1 "the nodes of the cluster \"$CLUSTER\" have the provider since they were created, by make kind-up: they mount $MOUNT" \
      "Only deleting the cluster takes it away: kind delete cluster --name $CLUSTER. Nothing was changed."
    each_node uninstall_node uninstall
    ;;
  up)
    need_files
    create_cluster
    ;;
  *) stop 2 "$1 is not known: call it as kind.sh install, verify, uninstall or up" ;;
esac
