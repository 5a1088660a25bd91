#!/bin/sh
# Makes the packages, the image and the chart of a commit twice, and compares:
# twice.sh BUILT FOLDER
#
#   IMAGE_REPOSITORY  where the image will be, for the chart
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
built=$1
folder=$2
SOURCE_DATE_EPOCH=$(git -C "$here" log -1 --format=%ct)
export SOURCE_DATE_EPOCH

make_all() {
  sh "$here/packages.sh" "$built" "$1"
  IMAGE_DIGEST=$(sh "$here/image.sh" "$built" "$1")
  export IMAGE_DIGEST
  sh "$here/chart.sh" "$1"
}

second=$(mktemp -d)
trap 'rm -rf "$second"' EXIT
trap 'exit 1' INT TERM HUP
# A package that was left there would be published.
rm -rf "$folder"
make_all "$folder"
# Nothing that differs between two people may end up in a package.
(
  umask 077
  export TZ=Pacific/Auckland LC_ALL=C USER=somebody
  make_all "$second"
)
diff --recursive --brief "$folder" "$second" || {
  printf 'packages: two runs differ: see above\n' >&2
  exit 1
}
printf 'packages: made twice, the same bytes:\n'
(cd "$folder" && LC_ALL=C sha256sum -- *)
