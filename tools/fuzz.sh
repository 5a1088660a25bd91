#!/bin/sh
# Tries generated inputs, and tells how to repeat the run: fuzz.sh CASES [SEED]
set -eu

cd "$(dirname -- "$0")/.."
FUZZ_CASES=$1
FUZZ_SEED=${2:-$(date +%s)}
export FUZZ_CASES FUZZ_SEED
printf 'FUZZ_SEED=%s FUZZ_CASES=%s\n' "$FUZZ_SEED" "$FUZZ_CASES"
exec .toolchain/bin/deno run --quiet -A tools/run_tests.ts tests/fuzz
