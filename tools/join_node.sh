#!/bin/sh
# Joins the parts in deploy/node into the script that installs on a node:
# join_node.sh OUTPUT
set -eu

folder=$(CDPATH='' cd -- "$(dirname -- "$0")/../deploy/node" && pwd)
output=$1

# Settings come before everything that uses them, and the command line, which
# starts the run, after all functions.
set -- settings words files state run kubelet health flavours flags \
  environment_file links plan restart program kubelet_config install uninstall \
  status command_line

for file in "$folder"/*.sh; do
  part=${file##*/}
  case " $* " in
    *" ${part%.sh} "*) ;;
    *)
      printf 'join_node: deploy/node/%s has no place in the order: add it to tools/join_node.sh\n' "$part" >&2
      exit 1
      ;;
  esac
done

mkdir -p -- "$(dirname -- "$output")"
: >"$output.new"
for part; do
  [ ! -s "$output.new" ] || printf '\n' >>"$output.new"
  cat -- "$folder/$part.sh" >>"$output.new"
done
chmod 0755 "$output.new"
mv -f -- "$output.new" "$output"
