#!/bin/sh
# A stand-in for make build: the program is a text that names its architecture.
set -eu

printf 'make %s\n' "$*" >>"$FAKES/log"
for word in "$@"; do
  case $word in
    --directory=*) folder=${word#*=} ;;
    ARCH=*) arch=${word#*=} ;;
  esac
done
[ "$2" = build ]
mkdir -p "$folder/dist"
{
  cat "$FAKES/program.sh"
  printf '# for %s\n' "$arch"
} >"$folder/dist/registry-credential-provider-linux-$arch"
