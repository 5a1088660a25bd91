#!/bin/sh
# Builds the program for one architecture: build.sh ARCH OUTPUT [ENTRY [TEST_FOLDER]]
# A program with a test folder may write there too; it is for tests only.
set -eu

project=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
arch=$1
output=$2
entry=${3:-$project/src/main.ts}
test_folder=${4:-}

case $arch in
  amd64 | arm64) ;;
  *)
    printf 'build: ARCH=%s is not supported: use amd64 or arm64\n' "$arch" >&2
    exit 1
    ;;
esac

compiler="$project/.toolchain/bin/deno"
denort=''
base="Deno's own"
if [ "$(cat "$project/.toolchain/network")" = npm ]; then
  denort=$(node "$project/tools/toolchain/from_npm.mjs" denort "$arch")
  compiler=$(node "$project/tools/toolchain/from_npm.mjs" compiler "$arch")
  base="pinned npm package"
fi
mkdir -p "$(dirname -- "$output")"
exec "$project/.toolchain/bin/deno" run --quiet --allow-all "$project/tools/build.ts" \
  --arch="$arch" --output="$output" --entry="$entry" --compiler="$compiler" --denort="$denort" --base="$base" \
  --test-folder="$test_folder"
