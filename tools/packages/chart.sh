#!/bin/sh
# Packs the Helm chart, the same bytes each time: chart.sh FOLDER
#
#   SOURCE_DATE_EPOCH  the time of all files
#   IMAGE_REPOSITORY   what the chart has instead of its placeholders, if given:
#   IMAGE_DIGEST       the image of a release
#
# "helm package" would write the time of day into the archive.
set -eu
umask 022

project=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd)
mkdir -p -- "$1"
folder=$(CDPATH='' cd -- "$1" && pwd)
chart=registry-credential-provider
: "${SOURCE_DATE_EPOCH:?the time of the files is missing}"
version=$(sed -n 's/^version: \([^ ]*\).*/\1/p' "$project/deploy/helm/$chart/Chart.yaml")

stage=$(mktemp -d)
trap 'rm -rf "$stage"' EXIT
trap 'exit 1' INT TERM HUP
# The manifests of the kustomize base are a link in the sources.
cp -RL "$project/deploy/helm/$chart" "$stage"
cp "$project/LICENSE" "$stage/$chart"
rm "$stage/$chart/base/kustomization.yaml"
values=$stage/$chart/values.yaml
if [ -n "${IMAGE_REPOSITORY:-}" ]; then
  sed -i "s|^  repository: .*|  repository: $IMAGE_REPOSITORY|" "$values"
fi
if [ -n "${IMAGE_DIGEST:-}" ]; then
  sed -i "s|^  digest: .*|  digest: $IMAGE_DIGEST|" "$values"
fi
find "$stage" -type d -exec chmod 0755 {} + -o -type f -exec chmod 0644 {} +
archive=$stage/chart.tar
LC_ALL=C tar --create --file "$archive" --format=ustar --sort=name --owner=0 --group=0 \
  --numeric-owner --mtime="@$SOURCE_DATE_EPOCH" --directory "$stage" "$chart"
gzip --no-name --best <"$archive" >"$folder/$chart-$version.tgz"
