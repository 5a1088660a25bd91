#!/bin/sh
# Gathers everything that a release publishes, with checksums: release.sh BUILT FOLDER
# BUILT has the programs for all architectures, their bill of materials and node.sh;
# its folder packages, where there is one, has what is published beside them.
set -eu

project=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
built=$1
folder=$2
name=registry-credential-provider
version=$(node --print 'JSON.parse(fs.readFileSync(process.argv[1], "utf8")).version' "$project/deno.json")

# A file that was left there would be published.
rm -rf "$folder"
mkdir -p "$folder"
install -m 0755 "$built/$name-linux-amd64" "$built/$name-linux-arm64" \
  "$built/node.sh" "$folder"
install -m 0644 "$built/$name-$version.cdx.json" \
  "$project/docs/config.schema.json" "$project/LICENSE" "$project/THIRD_PARTY_NOTICES" "$folder"
if [ -d "$built/packages" ]; then
  install -m 0644 "$built"/packages/* "$folder"
fi

cd "$folder"
# One order everywhere: two machines compare this file.
export LC_ALL=C
sums=$(sha256sum -- *)
printf '%s\n' "$sums" >SHA256SUMS
sha256sum --check --strict --quiet SHA256SUMS
printf 'gathered %s:\n%s\n' "$folder" "$sums"
