# shellcheck shell=sh disable=SC2034 # run.sh reads WHY_NOT
# The image of the nodes: a minimal Debian with systemd and a stand-in for the
# kubelet, laid out like a node of Kind. Read by run.sh.

IMAGE_NAME=registry-credential-provider-e2e-node
DEBIAN=bookworm
# What a node of Kind has and a minimal Debian has not. A name that changes with
# the list, so that the cache is not one of another list.
PACKAGES=systemd,systemd-sysv,curl,procps
MIRROR=${DEBIAN_MIRROR:-http://deb.debian.org/debian}

# Builds the image. Fails, with the reason in WHY_NOT.
build_image() {
  find_base || return 1
  mkdir "$WORK/node"
  tar -x -C "$WORK/node" -f "$base"
  lay_out "$WORK/node"
  tar -c -C "$WORK/node" . | docker import --change 'ENV container=docker' \
    --change 'CMD ["/sbin/init"]' - "$IMAGE_NAME" >/dev/null || {
    WHY_NOT='docker import failed'
    return 1
  }
  rm -rf "$WORK/node"
}

# Puts the path of the Debian into base. Fails, with the reason in WHY_NOT.
find_base() {
  base=$CACHE/node-$DEBIAN-$(uname -m)-$(printf '%s' "$PACKAGES" | tr , -).tar
  [ -f "$base" ] || build_base
}

build_base() {
  need debootstrap debootstrap
  if [ "$(id -u)" != 0 ] || ! command -v debootstrap >/dev/null 2>&1; then
    WHY_NOT='the image of the nodes is made by debootstrap, which is missing or needs root'
    return 1
  fi
  say "debootstrap makes a Debian $DEBIAN (about a minute; kept in $CACHE)"
  debootstrap --variant=minbase "--include=$PACKAGES" "$DEBIAN" "$WORK/base" "$MIRROR" \
    >"$WORK/debootstrap.log" 2>&1 || {
    WHY_NOT="debootstrap failed: $(tail -n 1 "$WORK/debootstrap.log"); DEBIAN_MIRROR= names another mirror than $MIRROR"
    return 1
  }
  rm -rf "$WORK/base/var/cache/apt/archives" "$WORK/base/var/lib/apt/lists"
  mkdir -p "$CACHE"
  tar -c -C "$WORK/base" -f "$base.$$" .
  mv "$base.$$" "$base"
  rm -rf "$WORK/base"
}

# The files of a node, below the folder $1.
lay_out() {
  unit=$1/etc/systemd/system
  install -m 0755 "$SUITE/node/kubelet" "$1/usr/bin/kubelet"
  install -D -m 0644 "$SUITE/node/kubelet.service" "$unit/kubelet.service"
  install -D -m 0644 "$SUITE/node/10-kubeadm.conf" "$unit/kubelet.service.d/10-kubeadm.conf"
  mkdir -p "$unit/multi-user.target.wants" "$1/etc/kubernetes" "$1/var/lib/kubelet"
  ln -s ../kubelet.service "$unit/multi-user.target.wants/kubelet.service"
  # As in a node of Kind: a flag that has to stay, and no line feed at the end.
  printf 'KUBELET_EXTRA_ARGS=--runtime-cgroups=/system.slice/containerd.service' >"$1/etc/default/kubelet"
  printf 'KUBELET_KUBEADM_ARGS="--container-runtime-endpoint=unix:///run/containerd/containerd.sock --node-ip=172.18.0.2 --node-labels= --pod-infra-container-image=registry.k8s.io/pause:3.10"\n' \
    >"$1/var/lib/kubelet/kubeadm-flags.env"
  printf 'apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\n' >"$1/var/lib/kubelet/config.yaml"
}
