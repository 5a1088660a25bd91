#!/bin/sh
# A stand-in for docker, podman and nerdctl. A container is a folder of
# FAKES/containers with the files state, role, cluster and machine, perhaps mount
# (what is mounted on the folder of the provider), and root/, which is / to what
# runs in it: absolute paths below it are given by rewriting the arguments. Every
# call is a line of FAKES/log.
set -eu

engine=$(basename -- "$0")
printf '%s' "$engine" >>"$FAKES/log"
for word in "$@"; do printf ' %s' "$word" | tr '\n' ' ' >>"$FAKES/log"; done
printf '\n' >>"$FAKES/log"
# A container belongs to one of them.
own=$FAKES/containers/$engine
if [ -f "$FAKES/no-daemon" ]; then
  printf 'Cannot connect to the %s daemon\n' "$engine" >&2
  exit 1
fi
case $1 in
  ps)
    for container in "$own"/*; do
      label=io.x-k8s.kind.cluster=$(cat "$container/cluster" 2>/dev/null || :)
      case " $* " in *" label=$label "*) basename -- "$container" ;; esac
    done
    ;;
  inspect)
    container=$own/$4
    case $3 in
      *.Mounts*)
        cat "$container/mount" 2>/dev/null || :
        exit 0
        ;;
    esac
    printf '%s|%s|%s\n' "$(cat "$container/state")" "$(cat "$container/role")" "$(cat "$container/cluster")"
    ;;
  exec)
    [ "$2" = -i ]
    NODE=$own/$3
    [ "$(cat "$NODE/state")" = running ]
    export NODE
    shift 3
    count=$#
    while [ "$count" -gt 0 ]; do
      word=$1
      shift
      case $word in
        # What came out of the container goes in again.
        "$NODE"/*) ;;
        # Scripts are given their paths as arguments.
        /*) word=$NODE/root$word ;;
      esac
      set -- "$@" "$word"
      count=$((count - 1))
    done
    PATH=$FAKES/in_node:$PATH exec "$@"
    ;;
  *) exit 64 ;;
esac
