#!/bin/sh
# A stand-in for the program: it prints patterns, and answers as its config says.
set -eu

config=''
for word in "$@"; do
  case $word in --config=*) config=${word#*=} ;; esac
done
if [ "${1:-}" = kubelet-config ]; then
  printf 'called: "%s"\n' "$*"
  printf '    matchImages:\n      - "*.example.com"\n      - "harbor.example.com/team/"\n'
  # What stands behind "match" in the config is a pattern, too.
  if [ "$2" = --config ]; then sed -n 's/^match //p' "$3"; fi
  exit 0
fi
[ "${1:-}" != validate ] || exit 0
if [ "${1:-}" = explain ]; then
  # What stands behind "entry" in the config is what the image takes.
  sed -n 's/^entry /kubelet    entry /p' "${config:-$(dirname -- "$0")/registries.yaml}"
  exit 0
fi
read -r request
case $(cat "${config:-$(dirname -- "$0")/registries.yaml}"):$request in
  fails:*)
    printf 'a reason\n' >&2
    exit 1
    ;;
  empty:*) printf '{"kind":"CredentialProviderResponse","auth":{}}\n' ;;
  answers:*'"image":"harbor.example.com/'*)
    printf '{"kind":"CredentialProviderResponse","auth":{"x":{"username":"a","password":"a-secret"}}}\n'
    ;;
esac
