# shellcheck shell=sh
# A new Kind cluster that has the provider from the start. Read by kind.sh.

# The cluster file: every node mounts the folder $1 and gets the flags. Without
# apiVersion and with a map of flags a patch fits every version of kubeadm.
cluster_file() {
  printf 'kind: Cluster\napiVersion: kind.x-k8s.io/v1alpha4\nnodes:\n'
  number=0
  while [ "$number" -le "$WORKERS" ]; do
    role=worker
    [ "$number" -gt 0 ] || role=control-plane
    printf '  - role: %s\n    extraMounts:\n' "$role"
    printf '      - hostPath: "%s"\n        containerPath: %s\n        readOnly: true\n' "$1" "$FOLDER"
    number=$((number + 1))
  done
  printf 'kubeadmConfigPatches:\n'
  for kind in InitConfiguration JoinConfiguration; do
    printf '  - |\n    kind: %s\n    nodeRegistration:\n      kubeletExtraArgs:\n' "$kind"
    printf '        image-credential-provider-config: %s/kubelet.yaml\n' "$FOLDER"
    printf '        image-credential-provider-bin-dir: %s\n' "$FOLDER"
  done
}

create_cluster() {
  WORKERS=${WORKERS:-0}
  case $WORKERS in
    *[!0-9]*) stop 2 "WORKERS=$WORKERS is not a number" ;;
  esac
  command -v kind >/dev/null 2>&1 ||
    stop 1 'there is no kind on PATH: install it, see https://kind.sigs.k8s.io'
  find_provider
  [ -z "$CONTAINERS" ] ||
    stop 1 "the cluster \"$CLUSTER\" is there: run make kind-install, or give another CLUSTER="
  own=${KIND_FOLDER:-${XDG_DATA_HOME:-$HOME/.local/share}/$NAME/kind/$CLUSTER}
  case $own in
    *'
'*) stop 1 'a folder with a line feed in its name cannot be mounted: give another KIND_FOLDER=' ;;
  esac
  mkdir -p -- "$own/mount"
  own=$(CDPATH='' cd -- "$own" && pwd)
  case $own in
    # The first ends the path in the mount option of docker, the others the text in the file.
    *:* | *'"'* | *\\*) stop 1 "the folder $own cannot be mounted, because of a character in its name: give another KIND_FOLDER=" ;;
  esac
  MOUNT=$own/mount
  machine=$(uname -m)
  find_program "$machine" || exit 1
  chmod 0755 "$MOUNT"
  make_kubelet_config "$own/kubelet.yaml" ||
    stop 1 "CONFIG=$CONFIG was not accepted: the line above says why; no cluster was created"
  check_secrets_in "$MOUNT" || exit 1
  place_files "$own/kubelet.yaml"
  place "$own/kubelet.yaml" "$MOUNT/kubelet.yaml" 0644
  rm "$own/kubelet.yaml"
  cluster_file "$MOUNT" >"$own/cluster.yaml"
  say "creates the cluster \"$CLUSTER\" from $own/cluster.yaml"
  KIND_EXPERIMENTAL_PROVIDER=${ENGINE%%,*} kind create cluster --name "$CLUSTER" --config "$own/cluster.yaml" \
    ${NODE_IMAGE:+--image "$NODE_IMAGE"} --retain ||
    stop 1 "the cluster did not come up: \"kind export logs --name $CLUSTER\" has the reason, \"kind delete cluster --name $CLUSTER\" removes it"
  say "every node mounts $MOUNT: keep it as long as the cluster"
  find_nodes
  each_node verify_node verify
}
