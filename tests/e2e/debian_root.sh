#!/bin/sh
# Unpacks a minimal Debian, the one of the suite install, into a folder:
# debian_root.sh FOLDER
# Names in capitals are those of tests/e2e-install.
# shellcheck disable=SC2034
set -eu

SUITE=$(CDPATH='' cd -- "$(dirname -- "$0")/../e2e-install" && pwd)
CACHE=${XDG_CACHE_HOME:-$HOME/.cache}/registry-credential-provider
WORK=$(mktemp -d)
trap 'rm -rf "$WORK"' EXIT

say() {
  printf 'debian_root: %s\n' "$1" >&2
}

# shellcheck source=tests/e2e-install/docker.sh
. "$SUITE/docker.sh"
# shellcheck source=tests/e2e-install/image.sh
. "$SUITE/image.sh"

find_base || {
  say "$WHY_NOT"
  exit 1
}
mkdir -p "$1"
# shellcheck disable=SC2154 # find_base has put it there
tar --extract --directory "$1" --file "$base"
