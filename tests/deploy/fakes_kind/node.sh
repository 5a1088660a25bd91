#!/bin/sh
# A stand-in for node.sh: it keeps how it was called and what it was
# given, and ends as the node's file "exit" says.
set -eu

printf '%s NODE_WINDOW=%s\n' "$*" "${NODE_WINDOW:-}" >>"$NODE/calls"
if [ "$1" = install ]; then
  rm -rf "$NODE/given"
  cp -R -p "$(dirname -- "$0")" "$NODE/given"
fi
exit "$(cat "$NODE/exit" 2>/dev/null || printf 0)"
