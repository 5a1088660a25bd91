#!/bin/sh
# Runs the tests that need no built program on the newest Deno that npm has,
# whatever Deno the tool chain builds with. Ends with the counts.
set -eu

project=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
cd "$project"
TOOLCHAIN="$project/.toolchain"
DENO_DIR="$TOOLCHAIN/deno-dir-newest"
export TOOLCHAIN DENO_DIR

deno=$(node tools/toolchain/from_npm.mjs deno open)
printf 'source tests on %s, the newest on npm\n' "$("$deno" --version | sed -n '1s/^\(deno [0-9.]*\).*/\1/p')"
exec "$deno" run --quiet --allow-all tools/run_tests.ts --source
