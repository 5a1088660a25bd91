#!/bin/sh
# Runs the tests that need no built program on the newest Deno that npm has,
# whatever Deno the tool chain builds with. Ends with the counts.
set -eu

project=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
cd "$project"
TOOLCHAIN="$project/.toolchain"
DENO_DIR="$TOOLCHAIN/deno-dir-newest"
NO_COLOR=1
export TOOLCHAIN DENO_DIR NO_COLOR

deno=$(node tools/toolchain/from_npm.mjs deno open)
printf 'source tests on %s, the newest on npm\n' "$("$deno" --version | sed -n '1s/^\(deno [0-9.]*\).*/\1/p')"

set -- tests/src tests/providers tests/architecture_test.ts tests/schema_test.ts
# Those that run the program are for the Deno that it was built with.
for file in tests/fuzz/*_test.ts; do
  case $file in
    */program_*) ;;
    *) set -- "$@" "$file" ;;
  esac
done

report="$project/.build/newest.xml"
log="$project/.build/newest.log"
mkdir -p "$project/.build"
rm -f "$report"
status=0
"$deno" test --allow-all --parallel --quiet --reporter=dot "--junit-path=$report" "$@" \
  >"$log" 2>&1 || status=$?
[ "$status" = 0 ] || cat "$log" >&2
count() {
  grep -c "$1" "$report" || :
}
if [ -f "$report" ]; then
  failed=$(count '<failure')
  skipped=$(count '<skipped')
  printf '%s passed, %s failed, %s skipped\n' \
    "$(($(count '<testcase') - failed - skipped))" "$failed" "$skipped"
fi
exit "$status"
