#!/bin/sh
# A stand-in for kind, over the containers of engine.sh.
set -eu

printf 'kind %s\n' "$*" >>"$FAKES/log"
engine=$KIND_EXPERIMENTAL_PROVIDER
printf 'using %s due to KIND_EXPERIMENTAL_PROVIDER\n' "$engine" >&2
case "$1 $2 $3" in
  'get nodes --name')
    found=no
    for container in "$FAKES/containers/$engine"/*; do
      [ "$(cat "$container/cluster" 2>/dev/null || :)" = "$4" ] || continue
      found=yes
      basename -- "$container"
    done
    # The real one ends with 0 here, too.
    [ "$found" = yes ] || printf 'No kind nodes found for cluster "%s".\n' "$4" >&2
    ;;
  'create cluster --name')
    [ "$5" = --config ]
    cp "$6" "$FAKES/created.yaml"
    node=$FAKES/containers/$engine/$4-control-plane
    mkdir -p "$node/root/var/lib"
    printf 'running\n' >"$node/state"
    printf 'control-plane\n' >"$node/role"
    printf '%s\n' "$4" >"$node/cluster"
    printf 'x86_64\n' >"$node/machine"
    ;;
  *) exit 64 ;;
esac
