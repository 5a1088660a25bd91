#!/bin/sh
# Installs what was built on this machine, a node, or takes it away: install.sh
# install, install.sh uninstall. "make install" and "make uninstall" call it.
#
#   BINARY        the program that was built
#   MANUAL        its manual page
#   PREFIX        where program, node.sh and completions go
#   DESTDIR       a folder to put them below, for a package; the node stays as it is
#   CONFIG, FILES the registries.yaml for this node, and a folder with its secrets
#   NODE_OPTIONS  further options for node.sh, divided by blanks
set -eu

cd "$(dirname -- "$0")/.."
: "${DESTDIR:=}" "${CONFIG:=}" "${FILES:=}" "${NODE_OPTIONS:=}"
# So that a name that begins with a hyphen is not taken for an option, and a
# bare name is not looked up on PATH.
case $BINARY in /*) ;; *) BINARY=./$BINARY ;; esac
case ${CONFIG:-/} in /*) ;; *) CONFIG=./$CONFIG ;; esac
case ${FILES:-/} in /*) ;; *) FILES=./$FILES ;; esac
case $DESTDIR$PREFIX in /*) ;; *) DESTDIR=./$DESTDIR ;; esac
# NODE_OPTIONS is a list; a wildcard in it is none.
set -f
name=registry-credential-provider
script=dist/node.sh
place=$DESTDIR$PREFIX
program=$place/bin/$name
# Under this name the program is a credential helper of Docker.
helper=$place/bin/docker-credential-registry
share=$place/share/$name
schema=$share/config.schema.json
man_page=$place/share/man/man1/$name.1
# Where the shells look for completions. Not every system has zsh look below /usr.
bash_completion=$place/share/bash-completion/completions/$name
zsh_completion=$place/share/zsh/site-functions/_$name
fish_completion=$place/share/fish/vendor_completions.d/$name.fish

: "${MANUAL:=}"

stop() {
  printf 'make: %s\n' "$1" >&2
  exit 1
}

install_files() {
  install -d "$place/bin" "$share"
  install -m 0755 "$BINARY" "$program"
  ln -sf "$name" "$helper"
  install -m 0755 "$script" "$share/node.sh"
  install -D -m 0644 "$MANUAL" "$man_page"
  install -m 0644 docs/config.schema.json "$schema"
  if ! "$BINARY" --version >/dev/null 2>&1; then
    printf 'make: no completions for shells: %s does not run on this machine\n' "$BINARY" >&2
    return 0
  fi
  "$BINARY" completions bash | install -D -m 0644 /dev/stdin "$bash_completion"
  "$BINARY" completions zsh | install -D -m 0644 /dev/stdin "$zsh_completion"
  "$BINARY" completions fish | install -D -m 0644 /dev/stdin "$fish_completion"
}

# Before anything is changed: a file copied onto a folder would go into it.
check_ways() {
  for file in "$program" "$helper" "$share/node.sh" "$bash_completion" "$zsh_completion" "$fish_completion"; do
    [ ! -e "$file" ] || [ -f "$file" ] || stop "$file is not a file, and is in the way: move it"
  done
}

# This does not build: root would own the results.
need_built() {
  [ -f "$1" ] || stop "$1 is not there: run make build first"
}

case $1 in
  install)
    need_built "$BINARY"
    need_built "$script"
    need_built "$MANUAL"
    check_ways
    if [ -z "$DESTDIR" ]; then
      [ -n "$CONFIG" ] || stop 'CONFIG=FILE is missing: the registries.yaml for this node'
      set -- install --binary "$BINARY" --config "$CONFIG"
      [ -z "$FILES" ] || set -- "$@" --files "$FILES"
      # shellcheck disable=SC2086 # several options
      sh "$script" "$@" $NODE_OPTIONS
    fi
    install_files
    ;;
  uninstall)
    if [ -z "$DESTDIR" ]; then
      # What was built may be gone; what was installed is there.
      [ -f "$script" ] || script=$share/node.sh
      need_built "$script"
      # shellcheck disable=SC2086 # several options
      sh "$script" uninstall $NODE_OPTIONS
    fi
    rm -f "$program" "$helper" "$share/node.sh" "$schema" "$man_page" \
      "$bash_completion" "$zsh_completion" "$fish_completion"
    [ ! -d "$share" ] || rmdir "$share"
    ;;
esac
