#!/bin/sh
# Builds the image of the DaemonSet from the program in dist; "make image" calls it.
#
#   IMAGE   its name; registry-credential-provider-installer:VERSION
#   BASE    the image it is built on; debian:trixie-slim
#   ARCH    amd64 or arm64, of the nodes; that of this machine
#   TOOL    docker or podman; the first of them that is there
set -eu

cd "$(dirname -- "$0")/.."

stop() {
  printf 'image: %s\n' "$1" >&2
  exit 1
}

case $(uname -m) in
  x86_64) own=amd64 ;;
  aarch64) own=arm64 ;;
  *) own=$(uname -m) ;;
esac
arch=${ARCH:-$own}
program=dist/registry-credential-provider-linux-$arch
version=$(sed -n 's/^ *"version": "\(.*\)",$/\1/p' deno.json)
image=${IMAGE:-registry-credential-provider-installer:$version}
base=${BASE:-debian:trixie-slim}

tool=${TOOL:-}
if [ -n "$tool" ]; then
  command -v "$tool" >/dev/null 2>&1 || stop "TOOL=$tool is not on PATH"
elif command -v docker >/dev/null 2>&1; then
  tool=docker
elif command -v podman >/dev/null 2>&1; then
  tool=podman
else
  stop 'neither docker nor podman is on PATH: install one of them, or name another with TOOL'
fi
script=dist/node.sh
for file in "$program" "$script"; do
  [ -f "$file" ] || stop "$file is missing: run make build ARCH=$arch"
done

# A folder of its own, so that nothing else is sent to the daemon, with the modes
# that the files have in the image.
context=dist/image-$arch
rm -rf "$context"
mkdir -p "$context"
trap 'rm -rf "$context"' EXIT
trap 'exit 1' INT TERM HUP
install -m 0755 "$program" "$context/registry-credential-provider"
install -m 0755 "$script" deploy/daemonset/entrypoint.sh "$context"

"$tool" build --platform "linux/$arch" --build-arg "BASE=$base" --tag "$image" \
  --file deploy/Dockerfile "$context" ||
  stop "$tool could not build $image: see above. Where $base is not to be had, give BASE"

# A base of another architecture is taken with a warning at most, and no node
# would get this image out of a manifest of several.
of_base=$("$tool" image inspect --format '{{.Architecture}}' "$image")
[ "$of_base" = "$arch" ] ||
  stop "$base is for $of_base, not for $arch: give a BASE that is for linux/$arch"

# Only on its own architecture can the image run, and say what its base lacks.
if [ "$arch" = "$own" ]; then
  # shellcheck disable=SC2016 # the shell of the image expands it
  "$tool" run --rm --network none --entrypoint /bin/sh "$image" -c '
    for command in nsenter sha256sum readlink; do
      command -v "$command" >/dev/null || { echo "$command is missing"; exit 1; }
    done' >&2 ||
    stop "$base does not do as a base: it needs sh, sha256sum and readlink (coreutils) and nsenter (util-linux), or BusyBox"
fi
printf 'image: %s for linux/%s on %s\n' "$image" "$arch" "$base"
