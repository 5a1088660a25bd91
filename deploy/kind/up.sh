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

# Puts the file $1 to $2 with the mode $3, in one step.
place() {
  cp "$1" "$2.new"
  chmod "$3" "$2.new"
  mv -f "$2.new" "$2"
}

create_cluster() {
  WORKERS=${WORKERS:-0}
  case $WORKERS in
    *[!0-9]*) stop 2 "WORKERS=$WORKERS is no number" ;;
  esac
  command -v kind >/dev/null 2>&1 ||
    stop 1 'there is no kind on PATH: install it, see https://kind.sigs.k8s.io'
  find_provider
  [ -z "$CONTAINERS" ] ||
    stop 1 "the cluster \"$CLUSTER\" is there: run make kind-install, or give another CLUSTER="
  own=${KIND_FOLDER:-${XDG_DATA_HOME:-$HOME/.local/share}/$NAME/kind/$CLUSTER}
  mkdir -p "$own/mount"
  own=$(CDPATH='' cd -- "$own" && pwd)
  case $own in
    # The first ends the path in the mount option of docker, the others the text in the file.
    *:* | *'"'* | *\\*) stop 1 "the folder $own cannot be mounted, because of a character in its name: give another KIND_FOLDER=" ;;
  esac
  mount=$own/mount
  machine=$(uname -m)
  find_program "$machine" || exit 1
  chmod 0755 "$mount"
  place "$NODE_PROGRAM" "$mount/$NAME" 0755
  place "$CONFIG" "$mount/registries.yaml" 0600
  for file in ${FILES:+"$FILES"/*}; do
    [ -f "$file" ] || continue
    place "$file" "$mount/$(basename -- "$file")" 0600
  done
  # The same file as node.sh writes, so that a later install finds nothing to do.
  "$mount/$NAME" kubelet-config --config "$mount/registries.yaml" \
    --config-on-node "$FOLDER/registries.yaml" >"$own/kubelet.yaml" ||
    stop 1 "CONFIG=$CONFIG was not accepted: the line above says why; no cluster was created"
  place "$own/kubelet.yaml" "$mount/kubelet.yaml" 0644
  rm "$own/kubelet.yaml"
  cluster_file "$mount" >"$own/cluster.yaml"
  say "creates the cluster \"$CLUSTER\" from $own/cluster.yaml"
  KIND_EXPERIMENTAL_PROVIDER=${ENGINE%%,*} kind create cluster --name "$CLUSTER" --config "$own/cluster.yaml" --retain ||
    stop 1 "the cluster did not come up: \"kind export logs --name $CLUSTER\" has the reason, \"kind delete cluster --name $CLUSTER\" removes it"
  say "every node mounts $mount: keep it as long as the cluster"
}
