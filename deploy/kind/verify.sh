# shellcheck shell=sh
# The proof that a node, and the cluster, use the provider. Read by kind.sh.

verify_node() {
  in_node "$1" sh -s -- "$FOLDER" "${IMAGE:-}" <"$DEPLOY/kind/verify_in_node.sh"
}

# kubectl for the cluster.
of_cluster() {
  kubectl --context "kind-$CLUSTER" "$@"
}

# Starts a pod on every node whose image has to come through the plugin, where
# kubectl reaches the cluster.
verify_pods() {
  pod=${POD:-$PROJECT/config.examples/pod.yaml}
  if ! command -v kubectl >/dev/null 2>&1; then
    say 'no pod was started: there is no kubectl on PATH'
    return 0
  fi
  if ! of_cluster --request-timeout 5s get --raw /readyz >/dev/null 2>&1; then
    say "no pod was started: kubectl does not reach the cluster by the context kind-$CLUSTER"
    return 0
  fi
  [ -f "$pod" ] || stop 1 "POD=$pod is not a file: give a manifest with one pod"
  manifest=$(cat "$pod")
  if [ -n "${IMAGE:-}" ]; then
    manifest=$(printf '%s\n' "$manifest" | sed "s|^\( *-\{0,1\} *image:\).*|\1 $IMAGE|")
  fi
  case $manifest in
    *example.com/*)
      say "no pod was started: the image of $pod is an example; give IMAGE= with a private image that your config has credentials for"
      return 0
      ;;
  esac
  # Those of a run that was killed.
  remove_pods
  asked_before=''
  for node in $NODES; do
    asked_before="$asked_before$node=$(times_asked "$node") "
    start_pod "$node" || {
      remove_pods
      stop 1 "the pod of $pod was not created on $node: the line above says why"
    }
  done
  say "waits up to two minutes for the image on each node"
  for node in $NODES; do
    await_image "$node" || {
      remove_pods
      stop 1 "$why_not"
    }
  done
  remove_pods
}

# The pod for the node $1. Its name is not the manifest's: a pod of that name may be
# in use.
start_pod() {
  printf '%s\n' "$manifest" |
    of_cluster create --dry-run=client --validate=false --output json --filename - |
    of_cluster patch --local --type merge --output json --filename - \
      --patch '{"metadata":{"name":"'"$NAME-check-$1"'"},"spec":{"nodeName":"'"$1"'"}}' |
    of_cluster create --filename - >/dev/null
}

# Waits until they are gone: a pod that is applied next may have the same name.
remove_pods() {
  names=''
  for one in $NODES; do names="$names $NAME-check-$one"; done
  # Names hold no space.
  # shellcheck disable=SC2086
  of_cluster delete pod $names --ignore-not-found --timeout 60s >/dev/null
}

# How often the kubelet of the node $1 has run the program, by any of its entries;
# nothing where that cannot be read.
times_asked() {
  of_cluster get --raw "/api/v1/nodes/$1/proxy/metrics" 2>/dev/null |
    sed -n "s/^kubelet_credential_provider_plugin_duration_count{plugin_name=\"${NAME}[^\"]*\"} //p" |
    awk '{ sum += $1 } END { if (NR > 0) print sum }' || :
}

# Waits for the image on the node $1, and says what that proves. Fails with the
# reason in why_not, and the events on standard error.
await_image() {
  started=$NAME-check-$1
  came=yes
  image_came "$started" || came=no
  before=${asked_before##*"$1="}
  before=${before%% *}
  now=$(times_asked "$1")
  # A metric that is not there yet counts nothing.
  if [ -n "$now" ] && [ "$now" != "${before:-0}" ]; then asked=yes; else asked=no; fi
  [ "$came" = yes ] || of_cluster describe pod "$started" | sed -n '/^Events:/,$p' >&2
  kept="its kubelet did not run the program for it, so it has an answer that it keeps for up to cacheDuration. For what is installed now, restart that kubelet (\"$ENGINE exec $1 systemctl restart kubelet\") or wait"
  case $came:$asked in
    yes:yes) say "$1: the image was pulled through the plugin" ;;
    yes:no) say "$1: the image was pulled, but this proves nothing new: $kept; or it has no pattern in the config, or is there without a pull" ;;
    no:yes)
      why_not="$1: the image was not pulled: the events are above. The kubelet did run the program: it failed (\"$ENGINE exec $1 journalctl -u kubelet\" has its line), or the registry refuses its credentials (\"401 Unauthorized\"), or the image is not there"
      return 1
      ;;
    no:no)
      why_not="$1: the image was not pulled: the events are above. Either no pattern of the config matches it (\"no basic auth credentials\", \"anonymous token\"); or it needs a service account's token that its kubelet may not ask for (\"$ENGINE exec $1 journalctl -u kubelet\" names the audience; \"$NAME kubelet-config --rbac\" prints the right that is missing); or $kept, and verify again"
      return 1
      ;;
  esac
}

# Waits for the image of the pod $1. Not for the pod to be ready: what is in the
# image may end at once.
image_came() {
  tries=0
  while [ "$tries" -lt 60 ]; do
    status=$(of_cluster get pod "$1" --output \
      'jsonpath={.status.containerStatuses[*].imageID}|{.status.containerStatuses[*].state.waiting.reason}') || return 1
    case $status in
      *'|ImagePullBackOff'*) return 1 ;;
      '|'*) ;;
      *) return 0 ;;
    esac
    tries=$((tries + 1))
    sleep 2
  done
  return 1
}
