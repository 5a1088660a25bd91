#!/bin/sh
# A stand-in for kubectl: it keeps the manifests, a pod is as FAKES/reachable says,
# and each pod has the kubelet run the program where FAKES/asks is there.
set -eu

printf 'kubectl %s\n' "$*" >>"$FAKES/log"
[ -f "$FAKES/reachable" ] || exit 1
case " $* " in
  *' --dry-run='* | *' patch '*) cat ;;
  *' create '*)
    cat >>"$FAKES/manifest.yaml"
    [ ! -f "$FAKES/asks" ] || printf . >>"$FAKES/runs"
    ;;
  *' /api/v1/nodes/'*'/metrics '*)
    runs=$(wc -c <"$FAKES/runs" 2>/dev/null || printf 0)
    printf 'kubelet_credential_provider_plugin_duration_count{plugin_name="other"} 9\n'
    printf 'kubelet_credential_provider_plugin_duration_count{plugin_name="registry-credential-provider"} %s\n' "$runs"
    ;;
  *' get pod '*)
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
