#!/bin/sh
# Installs the credential provider in a cluster as Kind makes one: real systemd in
# containers, with a stand-in for the kubelet. run.sh [CASE...]
#
# It ends with "N passed, N failed, N skipped". Where Docker cannot be started,
# everything is skipped, and it ends with 0.
# Names in capitals are shared by the files of this folder.
set -eu

SUITE=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
PROJECT=$(CDPATH='' cd -- "$SUITE/../.." && pwd)
CLUSTER=rcp-e2e
CACHE=${XDG_CACHE_HOME:-$HOME/.cache}/registry-credential-provider
WORK=$(mktemp -d "${TMPDIR:-/tmp}/rcp-e2e.XXXXXX")
passed=0
failed=0
skipped=0

say() {
  printf 'e2e-install: %s\n' "$1"
}

# shellcheck source=tests/e2e-install/docker.sh
. "$SUITE/docker.sh"
# shellcheck source=tests/e2e-install/image.sh
. "$SUITE/image.sh"
# shellcheck source=tests/e2e-install/cluster.sh
. "$SUITE/cluster.sh"
# shellcheck source=tests/e2e-install/cases.sh
. "$SUITE/cases.sh"
# shellcheck source=tests/e2e-install/readme_cases.sh
. "$SUITE/readme_cases.sh"
# shellcheck source=tests/e2e-install/bad_cases.sh
. "$SUITE/bad_cases.sh"
# shellcheck source=tests/e2e-install/daemonset_cases.sh
. "$SUITE/daemonset_cases.sh"

clean_up() {
  remove_cluster || :
  stop_docker
  rm -rf "$WORK"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# Called in a case: it ends as failed.
fail() {
  printf '%s\n' "$1" >&2
  exit 1
}

# Called in a case: it ends as skipped.
skip() {
  printf '%s\n' "$1" >"$HERE/skipped"
  exit 0
}

skip_all() {
  # shellcheck disable=SC2086 # names of cases hold no space
  set -- $CASES
  printf 'SKIPPED, ALL OF IT: %s\n' "$WHY_NOT"
  printf '0 passed, 0 failed, %s skipped\n' "$#"
  exit 0
}

# Each in a shell of its own, which ends at the first command that fails.
run_case() {
  HERE=$WORK/$1
  mkdir "$HERE"
  began=$(date +%s)
  # Not as a condition: there the shell would not end at a failure.
  set +e
  (
    set -e
    "case_$1"
  ) >"$HERE/log" 2>&1
  status=$?
  set -e
  took=$(($(date +%s) - began))
  if [ "$status" -ne 0 ]; then
    failed=$((failed + 1))
    printf 'FAILED: %s (%s s)\n' "$1" "$took"
    sed 's/^/    /' "$HERE/log"
  elif [ -f "$HERE/skipped" ]; then
    skipped=$((skipped + 1))
    printf 'SKIPPED: %s: %s\n' "$1" "$(cat "$HERE/skipped")"
  else
    passed=$((passed + 1))
    printf 'passed: %s (%s s)\n' "$1" "$took"
  fi
}

if [ $# -gt 0 ]; then CASES=$*; else CASES="$ALL_CASES $DAEMONSET_CASES"; fi
start_docker || skip_all
build_image || skip_all
write_configs
find_kind
for one in $CASES; do run_case "$one"; done
printf '%s passed, %s failed, %s skipped\n' "$passed" "$failed" "$skipped"
[ "$failed" -eq 0 ]
