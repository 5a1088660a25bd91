#!/bin/sh
# Makes a node image, as "kind build node-image" does on kind's base image:
# node_image.sh IMAGE
#
# From the environment:
#   BIN      folder with the programs, under their plain names
#   BASE_FILES     images/base/files of kind's source
#   VERSION  of Kubernetes, without v
#   WORK     an empty folder, which is removed
#   CACHE    keeps the Debian, which debootstrap makes once
# DOCKER_HOST is the daemon that gets the image. The last line is why there is none.
set -eu

HERE=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
SUITE=$HERE/../../e2e-install
NODE_IMAGE=$1
case $(uname -m) in
  x86_64) ARCH=amd64 ;;
  aarch64) ARCH=arm64 ;;
  *) ARCH=$(uname -m) ;;
esac
ROOT=$WORK/root
importer=''

say() {
  printf 'kind: %s\n' "$1" >&2
}

# shellcheck source=tests/e2e-install/docker.sh
. "$SUITE/docker.sh"
# shellcheck source=tests/e2e-install/image.sh
. "$SUITE/image.sh"
# shellcheck source=tests/e2e/kind/images.sh
. "$HERE/images.sh"
# As images/base/Dockerfile of kind, on Debian 12: systemd 252 is the last that
# boots on a host with cgroup v1.
PACKAGES=systemd,conntrack,iptables,nftables,iproute2,ethtool,util-linux,mount,kmod,libseccomp2,pigz,e2fsprogs,bash,ca-certificates,curl,jq,procps,runc

clean_up() {
  [ -z "$importer" ] || kill "$importer" 2>/dev/null || :
  rm -rf "$WORK"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

unpack_debian() {
  base=$CACHE/kind-$DEBIAN-$(uname -m).tar
  [ -f "$base" ] || build_base || {
    printf '%s\n' "$WHY_NOT"
    exit 1
  }
  mkdir "$ROOT"
  tar -x -C "$ROOT" -f "$base"
}

# The steps of images/base/Dockerfile.
lay_out_base() {
  unit=$ROOT/etc/systemd/system
  mkdir -p "$ROOT/LICENSES" "$ROOT/opt/cni/bin"
  # Files with the modes that the image has; the copy in Go's cache is read-only.
  (cd "$BASE_FILES" && find . -type f) | while read -r file; do
    mode=0644
    case $file in
      ./usr/local/bin/* | ./kind/bin/*) mode=0755 ;;
    esac
    install -D -m "$mode" "$BASE_FILES/$file" "$ROOT/$file"
  done
  find "$ROOT/lib/systemd/system/sysinit.target.wants/" -name systemd-tmpfiles-setup.service -delete
  rm -f "$ROOT"/lib/systemd/system/multi-user.target.wants/* "$unit"/*.wants/* \
    "$ROOT"/lib/systemd/system/local-fs.target.wants/* "$ROOT"/lib/systemd/system/sockets.target.wants/*udev* \
    "$ROOT"/lib/systemd/system/sockets.target.wants/*initctl* "$ROOT"/lib/systemd/system/basic.target.wants/*
  printf 'ReadKMsg=no\n' >>"$ROOT/etc/systemd/journald.conf"
  ln -sf /usr/lib/systemd/systemd "$ROOT/sbin/init"
  install -m 0755 -t "$ROOT/usr/local/bin" "$BIN/containerd" "$BIN/ctr" "$BIN/containerd-shim-runc-v2" "$BIN/crictl"
  install -m 0755 -t "$ROOT/opt/cni/bin" "$BIN/host-local" "$BIN/loopback" "$BIN/ptp" "$BIN/portmap"
  "$BIN/ctr" oci spec |
    jq '.hooks.createContainer[.hooks.createContainer | length] |= . + { path: "/kind/bin/mount-product-files.sh" } | del(.process.rlimits)' \
      >"$ROOT/etc/containerd/cri-base.json"
}

# The steps of "kind build node-image".
lay_out_kubernetes() {
  install -m 0755 "$BIN/hyperkube" "$ROOT/usr/bin/hyperkube"
  for name in kubeadm kubelet kubectl; do ln -s hyperkube "$ROOT/usr/bin/$name"; done
  printf 'v%s' "$VERSION" >"$ROOT/kind/version"
  mkdir -p "$ROOT/kind/manifests" "$ROOT/etc/kubernetes/manifests"
  install -m 0644 -t "$ROOT/kind/manifests" "$HERE/node/default-cni.yaml" "$HERE/node/default-storage.yaml"
  install -m 0755 "$HERE/node/pod-network.sh" "$ROOT/usr/local/bin/pod-network"
  install -m 0644 -t "$unit" "$HERE/node/pod-network.service"
}

# So that neither kind nor its config needs a word about this machine.
lay_out_for_machine() {
  sed -i 's/restrict_oom_score_adj = false/restrict_oom_score_adj = true/' "$ROOT/etc/containerd/config.toml"
  install -D -m 0644 -t "$ROOT/etc/kubernetes/kubelet.conf.d" "$HERE/node/20-machine.conf"
  sed -i 's|--config=/var/lib/kubelet/config.yaml|& --config-dir=/etc/kubernetes/kubelet.conf.d|' \
    "$unit/kubelet.service.d/10-kubeadm.conf"
}

unpack_debian
lay_out_base
lay_out_kubernetes
lay_out_for_machine
{
  chroot "$ROOT" systemctl enable kubelet.service containerd.service undo-mount-hacks.service pod-network.service
  chroot "$ROOT" systemctl mask systemd-binfmt.service
} >"$WORK/systemctl.log" 2>&1
add_images
tar -C "$ROOT" -c . | docker import --change 'ENV container=docker' \
  --change 'ENTRYPOINT ["/usr/local/bin/entrypoint","/sbin/init"]' - "$NODE_IMAGE" >/dev/null
