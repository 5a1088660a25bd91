#!/bin/sh
# Has a Docker daemon ready until standard input ends: docker_daemon.sh FOLDER
# Prints "ready DOCKER_HOST" (empty for the usual one), or why there is none.
set -eu

SUITE=$(CDPATH='' cd -- "$(dirname -- "$0")/../e2e-install" && pwd)
WORK=$1

say() {
  printf 'docker: %s\n' "$1" >&2
}

# shellcheck source=tests/e2e-install/docker.sh
. "$SUITE/docker.sh"

# docker.sh tells the reason only by a variable.
if start_docker; then
  printf 'ready %s\n' "${DOCKER_HOST:-}"
else
  printf '%s\n' "$WHY_NOT"
fi
cat >/dev/null
stop_docker
