#!/bin/sh
# node.sh on a machine with K3s, which it installs there: k3s.sh
#
# For a machine of its own, as root, with docker-registry, htpasswd and skopeo. It
# leaves K3s running. A registry with a password is the witness: it refuses the
# image before the installation, lets the node in with it, and refuses again
# afterwards.
set -eu

PROJECT=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd)
HOST=registry.internal:5000
WORK=$(mktemp -d)
export KUBECONFIG=/etc/rancher/k3s/k3s.yaml

say() {
  printf 'k3s: %s\n' "$1"
}

fail() {
  printf 'k3s: %s\n' "$1" >&2
  kubectl describe pods >&2 || :
  exit 1
}

start_registry() {
  grep -q registry.internal /etc/hosts || echo '127.0.0.1 registry.internal' >>/etc/hosts
  htpasswd -Bbc "$WORK/htpasswd" node an-example-password 2>/dev/null
  cat >"$WORK/registry.yml" <<YAML
version: 0.1
log: { level: info }
storage: { filesystem: { rootdirectory: $WORK/blobs } }
http: { addr: "127.0.0.1:5000" }
auth: { htpasswd: { realm: registry, path: $WORK/htpasswd } }
YAML
  OTEL_TRACES_EXPORTER=none docker-registry serve "$WORK/registry.yml" >"$WORK/log" 2>&1 &
  trap 'kill $!' EXIT
  mkdir -p /etc/rancher/k3s
  printf 'mirrors:\n  "%s":\n    endpoint: ["http://%s"]\n' "$HOST" "$HOST" >/etc/rancher/k3s/registries.yaml
}

start_k3s() {
  curl --silent --show-error --fail --location https://get.k3s.io -o "$WORK/install.sh"
  INSTALL_K3S_CHANNEL=stable sh "$WORK/install.sh"
  tries=0
  until kubectl get serviceaccount default >/dev/null 2>&1; do
    tries=$((tries + 1))
    [ "$tries" -lt 120 ] || fail 'K3s did not come up'
    sleep 2
  done
  kubectl version
}

# Two images, of which the node has none.
push_images() {
  for name in before after; do
    skopeo copy --dest-tls-verify=false --dest-creds node:an-example-password \
      docker://registry.k8s.io/pause:3.10 "docker://$HOST/team/$name:1"
  done
  : >"$WORK/log"
}

# add_pod NAME IMAGE
add_pod() {
  kubectl delete pod "$1" --ignore-not-found --timeout 60s
  kubectl run "$1" --image "$2" --image-pull-policy Always --restart Never
}

# pod_is NAME STATE PATTERN: waits until its first container is in that state
pod_is() {
  tries=0
  until kubectl get pod "$1" --output "jsonpath={.status.containerStatuses[0].state.$2}" | grep -q "$3"; do
    tries=$((tries + 1))
    [ "$tries" -lt 60 ] || fail "the pod $1 is not $2"
    sleep 2
  done
}

# answers STATUS PATH: how often the registry gave this answer for the manifest
answers() {
  grep -c "\"[A-Z]* /v2/$2/manifests/[^\"]*\" $1 " "$WORK/log" || :
}

start_registry
start_k3s
push_images
add_pod before "$HOST/team/before:1"
pod_is before waiting 'ErrImagePull\|ImagePullBackOff'
[ "$(answers 401 team/before)" -gt 0 ] || fail 'the registry was not asked'
[ "$(answers 200 team/before)" -eq 0 ] || fail 'the image needs no credentials'

cat >"$WORK/registries.yaml" <<YAML
apiVersion: registry-credential-provider/v1
kind: RegistryConfig
registries:
  - name: internal
    match: ["$HOST"]
    static: { username: node, password: an-example-password }
YAML
sh "$PROJECT/dist/node.sh" install --binary "$PROJECT/dist/registry-credential-provider" --config "$WORK/registries.yaml"
sh "$PROJECT/dist/node.sh" status
add_pod before "$HOST/team/before:1"
pod_is before running startedAt
[ "$(answers 200 team/before)" -gt 0 ] || fail 'the registry did not let the node in'

sh "$PROJECT/dist/node.sh" uninstall
add_pod after "$HOST/team/after:1"
pod_is after waiting 'ErrImagePull\|ImagePullBackOff'
[ "$(answers 200 team/after)" -eq 0 ] || fail 'the node has credentials after the removal'
say 'installed, pulled, removed'
