#!/bin/sh
# A stand-in for kubectl: it keeps the manifests, and a pod is as FAKES/pod says.
set -eu

printf 'kubectl %s\n' "$*" >>"$FAKES/log"
[ -f "$FAKES/reachable" ] || exit 1
case " $* " in
  *' create '*)
    cat >"$FAKES/manifest.yaml"
    printf 'pod/pull-test\n'
    ;;
  *' delete '*--filename*) cat >/dev/null ;;
  *' get pod/'*)
    case $(cat "$FAKES/reachable") in
      pulled) printf 'registry@sha256:abc|' ;;
      # As long as a kubelet has not said anything, there is nothing.
      refused)
        [ -f "$FAKES/asked" ] && printf '|ImagePullBackOff' || printf '|'
        : >"$FAKES/asked"
        ;;
    esac
    ;;
  *' describe '*) printf 'Name: pull-test\nEvents:\n  Failed to pull image: no basic auth credentials\n' ;;
esac
