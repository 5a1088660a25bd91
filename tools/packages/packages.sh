#!/bin/sh
# Makes the .deb and the .rpm of both architectures: packages.sh BUILT FOLDER
# BUILT has the programs, node.sh and the manual page. SOURCE_DATE_EPOCH is the
# time of all files; the same input gives the same bytes. Go builds nfpm. VERSION
# is that of deno.json where nothing else is given.
set -eu

# shellcheck source=tools/packages/given.sh
. "$(dirname -- "$0")/given.sh"
export SOURCE_DATE_EPOCH

nfpm=$(sh "$project/tools/go_tool.sh" nfpm)
: "${VERSION:=$version}"
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
