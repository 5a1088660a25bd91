# shellcheck shell=sh
# Runs in a node: verify_in_node.sh FOLDER [IMAGE]. Is the provider on the command
# line of the live kubelet, and does it answer a request as the kubelet sends it?
set -eu

NAME=registry-credential-provider
folder=$1
image=${2:-}

fail() {
  printf 'verify: %s\n' "$1" >&2
  exit 1
}

# The last one counts, as for the kubelet.
flag() {
  tr '\0' '\n' <"/proc/$pid/cmdline" | sed -n "s/^--$1=//p" | tail -n 1
}

pid=$(systemctl show kubelet --property=MainPID --value)
case $pid in
  '' | 0) fail 'the kubelet does not run: see journalctl -u kubelet -n 50' ;;
esac
config=$(flag image-credential-provider-config)
bin=$(flag image-credential-provider-bin-dir)
if [ -z "$config" ] || [ -z "$bin" ]; then
  fail 'the kubelet runs without the flags of a credential provider: run make kind-install'
fi
program=$bin/$NAME
[ -x "$program" ] || fail "$program is missing or not executable: run make kind-install"

entry=''
for file in "$config" "$config"/*; do
  [ -f "$file" ] || continue
  # From the line with the name to the next name; also in JSON with a key in each line.
  entry=$entry$(awk -v name="$NAME" '/name"?:/ { on = index($0, name) > 0 } on' "$file")
done
[ -n "$entry" ] || fail "$config has no entry for $NAME: run make kind-install"

registries=$(printf '%s\n' "$entry" | sed -n 's/.*--config=\([^"'"'"' ]*\).*/\1/p' | head -n 1)
set -- "$program"
if [ -n "$registries" ]; then
  set -- "$@" "--config=$registries"
elif [ -f "$bin/registries.yaml" ]; then
  registries=$bin/registries.yaml
else
  registries=$folder/registries.yaml
fi

if [ -z "$image" ]; then
  # The form in which the program prints its patterns; one without * is a host.
  pattern=$("$program" kubelet-config "--config=$registries" |
    awk '/^ *[A-Za-z]*:/ { on = /matchImages:/ } on && /^ *- "[^"*]*"$/' |
    sed -n 's/^ *- "\(.*\)"$/\1/p' | head -n 1) || pattern=''
  [ -n "$pattern" ] || fail "no pattern of $registries is without *: give IMAGE= with an image that the config has credentials for"
  image=${pattern%/}/verify
fi

# The entry that the image takes, and the audience of its tokens; empty without.
entry_name=''
audience=''
facts=$("$program" explain "$image" "--config=$registries" 2>/dev/null |
  sed -n "s/^kubelet  *entry \([^ ,]*\), with a token of the pod's service account for \(.*\), cacheType .*/\1 \2/p") || facts=''
if [ -n "$facts" ]; then
  entry_name=${facts%% *}
  audience=${facts#* }
fi

if [ -n "$audience" ]; then
  # Only a kubelet gets such a token, for a pod: what can be seen here is that it
  # would run the program for the image, and with what.
  [ -x "$bin/$entry_name" ] || fail "$bin/$entry_name is missing or leads nowhere: run make kind-install"
  printf '%s\n' "$entry" | grep -qF "$entry_name" || fail "$config has no entry $entry_name, which $image needs: run make kind-install"
  answers="$image takes the token of a pod's service account for $audience, by the entry $entry_name: only a pod can prove it"
else
  request='{"kind":"CredentialProviderRequest","apiVersion":"credentialprovider.kubelet.k8s.io/v1","image":"'$image'"}'
  # The answer is secret: it is only looked at. The program says on standard error why there is none.
  answer=$(printf '%s\n' "$request" | env -i "PATH=$PATH" "$@") ||
    fail "$program gives no credentials for $image: give IMAGE= with an image that the config has credentials for, or correct $registries"
  case $answer in
    *'"kind":"CredentialProviderResponse"'*'"username":'*) ;;
    *) fail "$program answers for $image without credentials: give IMAGE= with an image that the config has credentials for" ;;
  esac
  answers="$program answers for $image"
fi

if command -v curl >/dev/null 2>&1; then
  health=$(curl --silent --show-error --fail --max-time 5 http://127.0.0.1:10248/healthz) || health=''
  [ "$health" = ok ] || fail 'the kubelet does not say ok on http://127.0.0.1:10248/healthz: see journalctl -u kubelet -n 50'
fi
printf 'verify: the kubelet (process %s) has both flags and is healthy; %s\n' "$pid" "$answers"
