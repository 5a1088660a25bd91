#!/bin/sh
# Makes the .deb and the .rpm of both architectures: packages.sh BUILT FOLDER
# BUILT has the programs, node.sh and the manual page. SOURCE_DATE_EPOCH is the
# time of all files; the same input gives the same bytes. Go builds nfpm. VERSION
# is that of deno.json where nothing else is given.
set -eu
umask 022

project=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd)
mkdir -p -- "$2"
built=$(CDPATH='' cd -- "$1" && pwd)
folder=$(CDPATH='' cd -- "$2" && pwd)
name=registry-credential-provider
case $(uname -m) in
  aarch64) own=arm64 ;;
  *) own=amd64 ;;
esac
: "${SOURCE_DATE_EPOCH:?the time of the files is missing}"
export SOURCE_DATE_EPOCH

nfpm=$(sh "$project/tools/go_tool.sh" nfpm)
: "${VERSION:=$(sed -n 's/^ *"version": "\(.*\)",$/\1/p' "$project/deno.json")}"
export VERSION

stage=$(mktemp -d)
trap 'rm -rf "$stage"' EXIT
trap 'exit 1' INT TERM HUP
# The program of this machine writes the completions, which are the same for each.
BINARY=$built/$name-linux-$own MANUAL=$built/$name.1 DESTDIR=$stage PREFIX=/usr \
  sh "$project/deploy/install.sh" install
cp -R "$project/config.examples" "$stage/examples"
cp "$project/LICENSE" "$project/THIRD_PARTY_NOTICES" "$stage"
# nfpm gives folders the time that they have here.
cd "$stage"
for ARCH in amd64 arm64; do
  export ARCH
  install -m 0755 "$built/$name-linux-$ARCH" "usr/bin/$name"
  find . -exec touch --no-dereference --date="@$SOURCE_DATE_EPOCH" {} +
  for format in deb rpm; do
    "$nfpm" package --config "$project/tools/packages/nfpm.yaml" \
      --packager "$format" --target "$folder" >/dev/null
  done
done
