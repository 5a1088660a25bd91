#!/bin/sh
# A Docker daemon with the image of a node that has containerd and Debian's
# registry, for as long as standard input stays open: docker.sh IMAGE.
#
# Says "ready" and the value of DOCKER_HOST, or why there is none.
# Names in capitals are shared with the files of tests/e2e-install.
set -eu

HERE=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
SUITE=$HERE/../../e2e-install
IMAGE_NAME=$1
CACHE=${XDG_CACHE_HOME:-$HOME/.cache}/registry-credential-provider
WORK=$(mktemp -d "${TMPDIR:-/tmp}/rcp-e2e.XXXXXX")

say() {
  printf 'kubelet: %s\n' "$1" >&2
}

# shellcheck source=tests/e2e-install/docker.sh
. "$SUITE/docker.sh"
# shellcheck source=tests/e2e-install/image.sh
. "$SUITE/image.sh"
PACKAGES=systemd,systemd-sysv,curl,procps,containerd,docker-registry,runc
IMAGE_NAME=$1

# Called by build_image, in place of the stand-in for the kubelet.
lay_out() {
  unit=$1/etc/systemd/system
  install -D -m 0644 "$SUITE/node/kubelet.service" "$unit/kubelet.service"
  install -D -m 0644 "$SUITE/node/10-kubeadm.conf" "$unit/kubelet.service.d/10-kubeadm.conf"
  install -D -m 0644 "$HERE/20-standalone.conf" "$unit/kubelet.service.d/20-standalone.conf"
  ln -sf ../kubelet.service "$unit/multi-user.target.wants/kubelet.service"
  ln -sf /dev/null "$unit/docker-registry.service"
  install -D -m 0644 "$HERE/config.yaml" "$1/var/lib/kubelet/config.yaml"
  # As in a node of Kind: a flag that has to stay, and no line feed at the end.
  printf 'KUBELET_EXTRA_ARGS=--hostname-override=node-1' >"$1/etc/default/kubelet"
  install -D -m 0644 "$HERE/containerd.toml" "$1/etc/containerd/config.toml"
  install -D -m 0644 -t "$1/etc/e2e" "$HERE/basic.yml" "$HERE/htpasswd"
  for registry in registry.internal:5000 tokens.internal:5001; do
    printf '[host."http://%s"]\n  capabilities = ["pull", "resolve"]\n' "$registry" |
      install -D -m 0644 /dev/stdin "$1/etc/containerd/certs.d/$registry/hosts.toml"
  done
  mkdir -p "$1/etc/kubernetes/manifests"
}

clean_up() {
  stop_docker
  rm -rf "$WORK"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

if start_docker && build_image >&2; then
  printf 'ready %s\n' "${DOCKER_HOST:-}"
else
  printf '%s\n' "$WHY_NOT"
  exit 0
fi
# Whoever started this is done.
cat >/dev/null
docker image rm --force "$IMAGE_NAME" >/dev/null 2>&1 || :
