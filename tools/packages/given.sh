# shellcheck shell=sh
# What packages.sh and image.sh are given, as BUILT FOLDER. Both read it, so:
# shellcheck disable=SC2034 # they use the variables
umask 022

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
project=$(CDPATH='' cd -- "$here/../.." && pwd)
mkdir -p -- "$2"
built=$(CDPATH='' cd -- "$1" && pwd)
folder=$(CDPATH='' cd -- "$2" && pwd)
name=registry-credential-provider
version=$(sed -n 's/^ *"version": "\(.*\)",$/\1/p' "$project/deno.json")
: "${SOURCE_DATE_EPOCH:?the time of the files is missing}"
# The architecture of this machine, as the programs are named.
case $(uname -m) in
  aarch64) own=arm64 ;;
  *) own=amd64 ;;
esac
