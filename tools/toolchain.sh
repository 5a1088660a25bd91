#!/bin/sh
# Finds or fetches Deno and what a build needs, and says in one line which way it took.
#
#   NETWORK=auto   (default) asks JSR and the Deno download host, four seconds at most
#   NETWORK=open   Deno from PATH when it is new enough, JSR and the compile base by Deno itself
#   NETWORK=npm    everything from the npm registry, checked against pinned sums
#
# Leaves .toolchain/bin/deno and .toolchain/network behind.
set -eu

project=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
TOOLCHAIN="$project/.toolchain"
export TOOLCHAIN
network=${NETWORK:-auto}
minimum=$(sed -n 's/.*"minimum": "\([0-9.]*\)".*/\1/p' "$project/tools/toolchain/pins.json")

stop() {
  printf 'toolchain: %s\n' "$1" >&2
  exit 1
}

say() {
  printf 'toolchain: %s\n' "$1" >&2
}

# True when version $1 is $minimum or newer and has the same major number.
new_enough() {
  case $1 in
    "${minimum%%.*}".*) ;;
    *) return 1 ;;
  esac
  [ "$(printf '%s\n%s\n' "$minimum" "$1" | sort -t. -k1,1n -k2,2n -k3,3n | head -n 1)" = "$minimum" ]
}

deno_version() {
  "$1" --version 2>/dev/null | sed -n '1s/^deno \([0-9.]*\).*/\1/p'
}

reachable() {
  curl --silent --head --fail --location --max-time 4 --output /dev/null "$1"
}

decide() {
  # Here, because a job in the background can only stop itself.
  command -v curl >/dev/null 2>&1 ||
    stop 'curl is missing, so the network cannot be tried: install curl, or give NETWORK=open or NETWORK=npm'
  reachable https://jsr.io/@std/yaml/meta.json &
  jsr=$!
  reachable https://dl.deno.land/release-latest.txt &
  base=$!
  reason=''
  wait "$jsr" || reason='JSR does not answer'
  wait "$base" || reason="${reason:+$reason, }the Deno download host does not answer"
  if [ -z "$reason" ]; then
    network=open
    reason='JSR and the Deno download host answer'
  else
    network=npm
  fi
}

need_npm() {
  for tool in node npm tar; do
    command -v "$tool" >/dev/null 2>&1 ||
      stop "$tool is missing: install nodejs, npm and tar, or put Deno $minimum or newer on PATH (https://deno.com)"
  done
  case "$(uname -s) $(uname -m)" in
    'Linux x86_64') ;;
    *) stop "no pinned Deno for $(uname -s) $(uname -m): put Deno $minimum or newer on PATH (https://deno.com) and give NETWORK=open" ;;
  esac
}

use() {
  mkdir -p "$TOOLCHAIN/bin"
  version=$(deno_version "$1")
  new_enough "$version" ||
    stop "$1 does not run on this machine or is not Deno $minimum or newer (a Linux with glibc is needed)"
  ln -sfn "$1" "$TOOLCHAIN/bin/deno"
}

case $network in
  auto | open | npm) ;;
  *) stop "NETWORK=$network is not known: use auto, open or npm" ;;
esac

mkdir -p "$TOOLCHAIN"
ready=$(cat "$TOOLCHAIN/network" 2>/dev/null || :)
if [ -n "$ready" ] && [ -x "$TOOLCHAIN/bin/deno" ] &&
  [ -z "$(find "$project/tools/toolchain/pins.json" -newer "$TOOLCHAIN/network")" ] &&
  { [ "$ready" = open ] || [ -d "$project/vendor/jsr.io" ]; } &&
  { [ "$network" = auto ] || [ "$network" = "$ready" ]; }; then
  say "$ready, set up before: Deno $(deno_version "$TOOLCHAIN/bin/deno") (make distclean starts afresh)"
  exit 0
fi

reason="NETWORK=$network was given"
[ "$network" != auto ] || decide

from_npm="$project/tools/toolchain/from_npm.mjs"
found=$(command -v deno || :)
if [ "$network" = open ] && [ -n "$found" ] && new_enough "$(deno_version "$found")"; then
  use "$found"
  source="Deno $version from PATH"
else
  need_npm
  deno=$(node "$from_npm" deno "$network")
  use "$deno"
  source="Deno $version from the npm registry"
fi
if [ "$network" = npm ]; then
  node "$from_npm" jsr "$project/vendor" >/dev/null
  source="$source, JSR modules and compile base from pinned npm packages"
else
  source="$source, JSR modules and compile base fetched by Deno"
fi
printf '%s\n' "$network" >"$TOOLCHAIN/network"
say "$network ($reason): $source"
