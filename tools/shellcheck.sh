#!/bin/sh
# Runs shellcheck on every shell script of the project, and on dist/node.sh, where
# the parts in deploy/node are seen as a whole.
set -eu

cd "$(dirname -- "$0")/.."
if ! command -v shellcheck >/dev/null 2>&1; then
  if [ "${CI:-}" = true ]; then
    printf 'lint: shellcheck is missing: install the package shellcheck\n' >&2
    exit 1
  fi
  printf 'lint: SKIPPED the shell scripts: shellcheck is not installed\n' >&2
  exit 0
fi
find . -name '*.sh' -not -path './node_modules/*' -not -path './vendor/*' \
  -not -path './.toolchain/*' -not -path './.build/*' -not -path './dist/*' \
  -exec shellcheck {} +
shellcheck .ci/run dist/node.sh
