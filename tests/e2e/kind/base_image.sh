#!/bin/sh
# A base for the image of the DaemonSet without a registry of images: the nodes'
# Debian, without what only a node needs. base_image.sh IMAGE
#
# From the environment: CACHE, where node_image.sh has left that Debian.
set -eu

WORK=$(mktemp -d "${TMPDIR:-/tmp}/rcp-e2e.XXXXXX")
trap 'rm -rf "$WORK"' EXIT

tar -x -C "$WORK" -f "$CACHE/kind-bookworm-$(uname -m).tar" \
  --exclude=./usr/share --exclude=./var --exclude=./usr/lib/systemd --exclude=./usr/sbin/runc
tar -C "$WORK" -c . | docker import --change 'ENV PATH=/usr/sbin:/usr/bin:/sbin:/bin' - "$1" >/dev/null
