# shellcheck shell=sh
# The proof that a node, and the cluster, use the provider. Read by kind.sh.

verify_node() {
  in_node "$1" sh -s -- "$FOLDER" "${IMAGE:-}" <"$DEPLOY/kind/verify_in_node.sh"
}

# Starts a pod whose image has to come through the plugin, where kubectl reaches the cluster.
verify_pod() {
  pod=${POD:-$PROJECT/config.examples/pod.yaml}
  context=kind-$CLUSTER
  if ! command -v kubectl >/dev/null 2>&1; then
    say 'no pod was started: there is no kubectl on PATH'
    return 0
  fi
  if ! kubectl --context "$context" --request-timeout 5s get --raw /readyz >/dev/null 2>&1; then
    say "no pod was started: kubectl does not reach the cluster by the context $context"
    return 0
  fi
  [ -f "$pod" ] || stop 1 "POD=$pod is no file: give a manifest with one pod"
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
  kubectl --context "$context" delete --ignore-not-found --filename - >/dev/null <<POD
$manifest
POD
  started=$(kubectl --context "$context" create --output name --filename - <<POD
$manifest
POD
  ) || stop 1 "the pod of $pod was not created: the line above says why"
  say "waits up to two minutes for the image of $started"
  if ! image_came "$started"; then
    kubectl --context "$context" describe "$started" | sed -n '/^Events:/,$p' >&2
    kubectl --context "$context" delete "$started" --wait=false >/dev/null
    stop 1 "the image of $started was not pulled: the events are above; \"no basic auth credentials\", \"anonymous token\" or \"401 Unauthorized\" mean that no pattern of the config matches the image, or that the registry refuses the credentials"
  fi
  kubectl --context "$context" delete "$started" --wait=false >/dev/null
  say "the image of $started was pulled through the plugin"
}

# Waits for the image of the pod $1. Not for the pod to be ready: what is in the
# image may end at once.
image_came() {
  tries=0
  while [ "$tries" -lt 60 ]; do
    status=$(kubectl --context "$context" get "$1" --output \
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
