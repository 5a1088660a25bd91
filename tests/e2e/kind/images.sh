# shellcheck shell=sh
# Images in the store of a node's containerd, as "kind build node-image" imports
# them. Read by node_image.sh, which sets BIN, ROOT and WORK.

PATH_IN_IMAGE=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
LIBRARIES=usr/lib/$(uname -m)-linux-gnu

# The one layer of all images: every program of the control plane, and what
# kube-proxy calls, with its libraries, from the node's Debian. write_layer FOLDER
write_layer() {
  mkdir -p "$1/usr/local/bin" "$1/usr/sbin" "$1/$LIBRARIES" "$1/lib64" "$1/bin" "$1/run" "$1/tmp" "$1/etc"
  install -m 0755 -t "$1/usr/local/bin" "$BIN/hyperkube" "$BIN/etcd" "$BIN/coredns" "$BIN/pause"
  for name in kube-apiserver kube-controller-manager kube-scheduler kube-proxy; do
    ln -s hyperkube "$1/usr/local/bin/$name"
  done
  install -m 0755 -t "$1/usr/sbin" "$ROOT/usr/sbin/xtables-nft-multi" "$ROOT/usr/sbin/conntrack" "$ROOT/usr/sbin/nft"
  for table in iptables ip6tables; do
    for verb in '' -save -restore; do
      ln -s xtables-nft-multi "$1/usr/sbin/$table$verb"
      ln -s xtables-nft-multi "$1/usr/sbin/$table-nft$verb"
    done
  done
  cp -a "$ROOT/$LIBRARIES/xtables" "$1/$LIBRARIES/"
  for name in xtables-nft-multi conntrack nft; do
    chroot "$ROOT" ldd "/usr/sbin/$name" | awk '/=> \// { print $3 } /^\t\/lib64/ { print $1 }'
  done | sort -u | while read -r library; do
    mkdir -p "$1${library%/*}"
    cp -L "$ROOT$library" "$1$library"
  done
}

# An archive as "docker save" writes it. write_archive LAYER_FOLDER FILE NAME:TAG=PROGRAM...
write_archive() {
  parts=$WORK/archive file=$2
  mkdir "$parts"
  tar --sort=name --owner=0 --group=0 --numeric-owner --mtime=@0 -C "$1" -cf "$parts/layer.tar" .
  layer=$(sha256sum "$parts/layer.tar" | cut -d ' ' -f 1)
  shift 2
  for one; do
    jq -n -c --arg arch "$ARCH" --arg program "/usr/local/bin/${one##*=}" --arg path "PATH=$PATH_IN_IMAGE" --arg layer "sha256:$layer" \
      '{ architecture: $arch, os: "linux", config: { Entrypoint: [$program], Env: [$path], WorkingDir: "/" },
         rootfs: { type: "layers", diff_ids: [$layer] }, history: [{ created: "1970-01-01T00:00:00Z" }] }' \
      >"$parts/config"
    config=$(sha256sum "$parts/config" | cut -d ' ' -f 1).json
    mv "$parts/config" "$parts/$config"
    jq -n -c --arg config "$config" --arg name "${one%=*}" \
      '{ Config: $config, RepoTags: [$name], Layers: ["layer.tar"] }' >>"$parts/list"
  done
  jq -s -c . "$parts/list" >"$parts/manifest.json"
  rm "$parts/list"
  tar -C "$parts" -cf "$file" .
  rm -rf "$parts"
}

# Imports the archive $1 with a containerd on this machine.
import_archive() {
  "$BIN/containerd" --root "$ROOT/var/lib/containerd" --state "$WORK/state" \
    --address "$WORK/containerd" --config /dev/null >"$WORK/containerd.log" 2>&1 &
  importer=$!
  tries=0
  until "$BIN/ctr" --address "$WORK/containerd" version >/dev/null 2>&1; do
    tries=$((tries + 1))
    if [ "$tries" -gt 120 ]; then
      tail -n 3 "$WORK/containerd.log" >&2
      return 1
    fi
    sleep 0.5
  done
  "$BIN/ctr" --address "$WORK/containerd" --namespace k8s.io images import \
    --label=io.cri-containerd.pinned=pinned --all-platforms --no-unpack "$1" >/dev/null
  kill "$importer"
  wait "$importer" || :
  importer=''
}

# What kubeadm of this version asks for; the tags are kubeadm's, the programs ours.
add_images() {
  write_layer "$WORK/layer"
  sandbox=$(sed -n 's/^ *sandbox_image = "\(.*\)"$/\1/p' "$ROOT/etc/containerd/config.toml")
  set -- "$sandbox=pause"
  for image in $(chroot "$ROOT" kubeadm config images list --kubernetes-version "v$VERSION" 2>/dev/null); do
    program=${image%:*}
    program=${program##*/}
    [ "$image" = "$sandbox" ] || set -- "$@" "$image=$program"
  done
  write_archive "$WORK/layer" "$WORK/images.tar" "$@"
  rm -rf "$WORK/layer"
  import_archive "$WORK/images.tar"
  rm "$WORK/images.tar"
}
