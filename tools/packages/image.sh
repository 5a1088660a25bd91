#!/bin/sh
# Makes the image of the DaemonSet for both architectures without a Docker daemon,
# the same bytes each time: image.sh BUILT FOLDER
#
# FOLDER gets an archive of an OCI layout, whose only manifest is the index. Its
# digest is printed. BUILT has the programs and node.sh; SOURCE_DATE_EPOCH is the
# time of all files. The base is made of the Debian packages in base_packages.txt:
# a shell and coreutils (BusyBox), and the glibc that the program needs.
#
# Go builds crane, which joins the layers in a registry of its own on loopback.
set -eu

# shellcheck source=tools/packages/given.sh
. "$(dirname -- "$0")/given.sh"
cache=${XDG_CACHE_HOME:-$HOME/.cache}/$name/debian

stop() {
  printf 'image: %s\n' "$1" >&2
  exit 1
}

command -v dpkg-deb >/dev/null 2>&1 || stop 'dpkg-deb is missing: install the package dpkg'
crane=$(sh "$project/tools/go_tool.sh" crane)
work=$(mktemp -d)
registry=''
trap '[ -z "$registry" ] || kill "$registry" 2>/dev/null || :; rm -rf "$work"' EXIT
trap 'exit 1' INT TERM HUP

# Debian removes a version when there is a newer one; its archive keeps all.
fetch() {
  deb=$cache/${2##*/}
  if [ ! -f "$deb" ]; then
    mkdir -p "$cache"
    curl --fail --silent --show-error --location --output "$deb.$$" "http://deb.debian.org/debian/$2" ||
      curl --fail --silent --show-error --location --output "$deb.$$" \
        "https://snapshot.debian.org/archive/debian/20261120T000000Z/$2" ||
      stop "cannot fetch $2 from Debian: raise it in tools/packages/base_packages.txt"
    mv "$deb.$$" "$deb"
  fi
  printf '%s  %s\n' "$1" "$deb" | sha256sum --check --strict --quiet >&2 ||
    stop "$deb is not what tools/packages/base_packages.txt pins: remove it"
}

# unpack ARCH FOLDER
unpack() {
  grep "^$1 " "$here/base_packages.txt" | while read -r _ sum path; do
    fetch "$sum" "$path"
    dpkg-deb --extract "$deb" "$2"
  done
}

pack() {
  LC_ALL=C tar --create --format=ustar --sort=name --owner=0 --group=0 --numeric-owner \
    --mtime="@$SOURCE_DATE_EPOCH" --directory "$1" . | gzip --no-name --fast >"$2"
}

for arch in amd64 arm64; do
  mkdir "$work/$arch"
  unpack "$arch" "$work/$arch"
  # Documentation, and what only a changing system needs.
  (cd "$work/$arch" && rm -rf usr etc)
done
# The commands are the same for each architecture; only one of them runs here.
commands=$("$work/$own/bin/busybox" --list)
for arch in amd64 arm64; do
  for command in $commands; do
    [ "$command" = busybox ] || ln -s busybox "$work/$arch/bin/$command"
  done
  pack "$work/$arch" "$work/$arch-base.tar.gz"
  place=$work/$arch-own/opt/$name
  mkdir -p "$place"
  install -m 0755 "$built/$name-linux-$arch" "$place/$name"
  install -m 0755 "$built/node.sh" "$project/deploy/daemonset/entrypoint.sh" "$place"
  pack "$work/$arch-own" "$work/$arch-own.tar.gz"
done

mkdir "$work/blobs"
"$crane" registry serve --address 127.0.0.1:0 --disk "$work/blobs" >"$work/log" 2>&1 &
registry=$!
tries=0
port=''
while [ -z "$port" ]; do
  tries=$((tries + 1))
  [ "$tries" -lt 100 ] || stop "crane does not serve: $(cat "$work/log")"
  sleep 0.2
  port=$(sed -n 's/.*serving on port \([0-9]*\).*/\1/p' "$work/log")
done
image=127.0.0.1:$port/installer
set --
for arch in amd64 arm64; do
  "$crane" append --oci-empty-base --new_tag "$image:plain-$arch" \
    --new_layer "$work/$arch-base.tar.gz" --new_layer "$work/$arch-own.tar.gz" >/dev/null 2>"$work/said" ||
    stop "$(tail -n 1 "$work/said")"
  # As deploy/Dockerfile has it.
  "$crane" mutate "$image:plain-$arch" --tag "$image:$arch" --set-platform "linux/$arch" \
    --user 0:0 --entrypoint "/bin/sh,/opt/$name/entrypoint.sh" --cmd install \
    --label "org.opencontainers.image.version=$version" \
    --label org.opencontainers.image.licenses=Apache-2.0 >/dev/null 2>"$work/said" ||
    stop "$(tail -n 1 "$work/said")"
  set -- "$@" --manifest "$image:$arch"
done
"$crane" index append "$@" --tag "$image:index" >/dev/null 2>"$work/said" ||
  stop "$(tail -n 1 "$work/said")"
"$crane" pull --format=oci "$image:index" "$work/layout" 2>"$work/said" ||
  stop "$(tail -n 1 "$work/said")"
# skopeo and podman write an index anew when they copy it. In their form, it keeps
# its digest, which is the one that the chart has.
crane_digest=$("$crane" digest "$image:index")
blobs=$work/layout/blobs/sha256
sed -e 's/,"artifactType":"[^"]*"//g' -e 's/\("size":[0-9]*\),\("digest":"[^"]*"\)/\2,\1/g' \
  "$blobs/${crane_digest#*:}" >"$work/index"
rm "$blobs/${crane_digest#*:}"
digest=$(sha256sum <"$work/index" | cut -d ' ' -f 1)
sed -i -e "s/${crane_digest#*:}/$digest/" -e "s/\"size\": [0-9]*/\"size\": $(wc -c <"$work/index")/" \
  "$work/layout/index.json"
install -m 0644 "$work/index" "$blobs/$digest"
LC_ALL=C tar --create --format=ustar --sort=name --owner=0 --group=0 --numeric-owner \
  --mtime="@$SOURCE_DATE_EPOCH" --directory "$work/layout" --file "$folder/$name-image-$version.tar" .
printf 'sha256:%s\n' "$digest"
