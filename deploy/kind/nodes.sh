# shellcheck shell=sh
# The nodes of a Kind cluster, and the command that reaches them. Read by kind.sh.

# Kind puts these labels on its containers.
CLUSTER_LABEL=io.x-k8s.kind.cluster
ROLE_LABEL=io.x-k8s.kind.role

# Prints the containers of the cluster as the command $1 knows them: also stopped
# ones and the load balancer. Prints nothing, and ends with 0, where there are none.
containers_of() {
  if command -v kind >/dev/null 2>&1; then
    KIND_EXPERIMENTAL_PROVIDER=$1 kind get nodes --name "$CLUSTER"
  else
    "$1" ps --all --filter "label=$CLUSTER_LABEL=$CLUSTER" --format '{{.Names}}'
  fi
}

# Sets CONTAINERS; fails where the command $1 does not answer, and keeps what it says.
list_containers() {
  # On standard error kind also talks about what is in order.
  CONTAINERS=$(containers_of "$1" 2>/dev/null) && return 0
  trouble="${trouble:+$trouble; }$1 says: $(containers_of "$1" 2>&1 >/dev/null | tail -n 1)"
  CONTAINERS=''
  return 1
}

# Sets ENGINE and CONTAINERS.
find_provider() {
  trouble=''
  ENGINE=${PROVIDER:-${KIND_EXPERIMENTAL_PROVIDER:-}}
  case $ENGINE in
    docker | podman | nerdctl)
      command -v "$ENGINE" >/dev/null 2>&1 ||
        stop 1 "PROVIDER=$ENGINE: there is no command $ENGINE on PATH"
      list_containers "$ENGINE" || stop 1 "$trouble"
      return 0
      ;;
    '') ;;
    *) stop 2 "PROVIDER=$ENGINE is not known: use docker, podman or nerdctl" ;;
  esac
  tried=''
  # The order in which kind itself looks.
  for ENGINE in docker nerdctl podman; do
    command -v "$ENGINE" >/dev/null 2>&1 || continue
    tried="${tried:+$tried, }$ENGINE"
    list_containers "$ENGINE" || continue
    [ -z "$CONTAINERS" ] || return 0
  done
  [ -n "$tried" ] || stop 1 'none of docker, nerdctl and podman is on PATH: install the one that runs the cluster'
  [ -z "$trouble" ] || stop 1 "no node of the cluster \"$CLUSTER\" was found; $trouble"
  ENGINE=$tried
  CONTAINERS=''
}

# Sets NODES: control plane and workers, sorted, all of them running.
find_nodes() {
  find_provider
  NODES=''
  stopped=''
  # Names of containers hold no space.
  for name in $(printf '%s\n' "$CONTAINERS" | sort); do
    facts=$("$ENGINE" inspect --format \
      "{{.State.Status}}|{{index .Config.Labels \"$ROLE_LABEL\"}}|{{index .Config.Labels \"$CLUSTER_LABEL\"}}" \
      "$name") || stop 1 "$ENGINE inspect $name failed: the line above says why"
    state=${facts%%|*}
    owner=${facts##*|}
    role=${facts#*|}
    role=${role%|*}
    [ "$owner" = "$CLUSTER" ] || continue
    case $role in
      control-plane | worker) ;;
      *)
        say "$name is not a node (${role:-no role}): left out"
        continue
        ;;
    esac
    [ "$state" = running ] || stopped="${stopped:+$stopped }$name"
    NODES="${NODES:+$NODES
}$name"
  done
  [ -n "$NODES" ] ||
    stop 1 "the cluster \"$CLUSTER\" has no nodes (asked: $ENGINE): give CLUSTER=NAME of one that \"kind get clusters\" lists, or create it"
  [ -z "$stopped" ] ||
    stop 1 "these nodes do not run: $stopped" "Start them with \"$ENGINE start $stopped\", and run this again. Nothing was changed."
  say "cluster \"$CLUSTER\" ($ENGINE): $(one_line "$NODES")"
}

# Runs a command in a node, with the standard input of the caller.
# in_node NODE COMMAND...
in_node() {
  "$ENGINE" exec -i "$@"
}
