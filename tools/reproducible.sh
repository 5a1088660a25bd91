#!/bin/sh
# Builds the commit again, in another folder, and compares: reproducible.sh ARCH BINARY
# BINARY was built before, in this folder, from the same commit.
set -eu

project=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
arch=$1
binary=$2

stop() {
  printf 'reproducible: %s\n' "$1" >&2
  exit 1
}

[ -z "$(git -C "$project" status --porcelain)" ] ||
  stop 'the folder differs from its commit: commit or stash first'

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
trap 'exit 1' INT TERM HUP
clone="$folder/a clone in a longer path"
commit=$(git -C "$project" rev-parse HEAD)
git clone --quiet --no-checkout "$project" "$clone"
git -C "$clone" checkout --quiet --detach "$commit"
# What was fetched, but not what was made of it: modules are laid out anew.
mkdir "$clone/.toolchain"
ln -s "$project"/.toolchain/* "$clone/.toolchain"
[ ! -d "$project/vendor" ] || cp -R "$project/vendor" "$clone/vendor"

# Nothing that differs between two people may end up in the program.
umask 027
cd /
env TZ=Pacific/Auckland LC_ALL=C USER=somebody HOME="$folder" \
  sh "$clone/tools/build.sh" "$arch" "$folder/program"

first=$(sha256sum <"$project/$binary")
second=$(sha256sum <"$folder/program")
[ "$first" = "$second" ] || stop "two builds of $commit differ:
  ${first%% *}  $project/$binary
  ${second%% *}  a clone of it"
printf '%s  %s\n' "${first%% *}" "$binary, built twice"
