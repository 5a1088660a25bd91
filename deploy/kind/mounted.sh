# shellcheck shell=sh
# The folder of this machine that the nodes of "kind.sh up" mount, read-only. Read
# by kind.sh.

# Sets MOUNT: that folder, or nothing where the nodes mount none.
find_mount() {
  MOUNT=''
  for node in $NODES; do
    MOUNT=$("$ENGINE" inspect --format \
      "{{range .Mounts}}{{if eq .Destination \"$FOLDER\"}}{{.Source}}{{end}}{{end}}" "$node") ||
      stop 1 "$ENGINE inspect $node failed: the line above says why"
    return 0
  done
}

# Puts the file $1 to $2 with the mode $3, in one step, where it differs.
place() {
  if [ -f "$2" ] && cmp -s "$1" "$2"; then return 0; fi
  for at in "$2" "$2.new"; do
    [ ! -e "$at" ] || [ -f "$at" ] || stop 1 "$at is not a file, and is in the way: move it"
  done
  if ! cp "$1" "$2.new" || ! chmod "$3" "$2.new" || ! mv -f "$2.new" "$2"; then
    stop 1 "cannot write $2, which the nodes mount: run this as the user who ran make kind-up"
  fi
  say "wrote $2"
}

# The program, its links, the config and the secrets. A kubelet reads none of them.
# place_files KUBELET_CONFIG: the links that this one needs are put beside others
place_files() {
  place "$NODE_PROGRAM" "$MOUNT/$NAME" 0755
  place "$CONFIG" "$MOUNT/registries.yaml" 0600
  place_links "$1"
  each_secret place_secret
}

place_secret() {
  place "$1" "$MOUNT/${1##*/}" 0600
}

# The names of the links in the kubelet's config $1: each of its entries names a
# program of its own.
link_names() {
  sed -n "s/^ *- name: \"\($NAME-[A-Za-z0-9._-]*\)\"\$/\1/p" "$1"
}

place_links() {
  for link in $(link_names "$1"); do
    [ "$(readlink "$MOUNT/$link")" != "$NAME" ] || continue
    ln -sfn "$NAME" "$MOUNT/$link" || stop 1 "cannot write $MOUNT/$link, which the nodes mount: run this as the user who ran make kind-up"
    say "linked $MOUNT/$link"
  done
}

# Removes the links that the kubelet's config $1 does not need.
remove_old_links() {
  for link in "$MOUNT/$NAME"-*; do
    [ -L "$link" ] || continue
    link_names "$1" | grep -qxF -- "${link##*/}" || rm -f "$link"
  done
}

# What the program finds odd in both configs, but for what only a node has.
# show_warnings TOOL KUBELET_CONFIG
show_warnings() {
  "$1" validate --config "$CONFIG" --kubelet-config "$2" 2>/dev/null | grep '^warning' |
    grep -vF -e "$FOLDER/registries.yaml, which is not the file checked here" -e 'does not exist or cannot be reached from here' |
    sed "s/^/kind: /" || :
}

# The same file as node.sh writes, into a file beside MOUNT, where programs may run.
make_kubelet_config() {
  tool=$1.program
  place "$NODE_PROGRAM" "$tool" 0755 >/dev/null
  status=0
  "$tool" kubelet-config --config "$CONFIG" --config-on-node "$FOLDER/registries.yaml" \
    ${ANY_HOST:+--any-host} >"$1" || status=$?
  [ "$status" -ne 0 ] || show_warnings "$tool" "$1"
  rm -f "$tool"
  return "$status"
}

# Installs on a cluster of "kind.sh up". Only other patterns need a restart; where a
# kubelet does not come up with them, the nodes get back what they had.
install_mounted() {
  say "the nodes mount $MOUNT: its files are changed, and the nodes see that"
  for node in $NODES; do machine=$(in_node "$node" uname -m </dev/null) || exit 1; done
  find_program "$machine" || exit 1
  made=${MOUNT%/*}/kubelet.yaml
  trap 'rm -f "$made" "$made.program"' EXIT
  trap 'exit 1' INT TERM HUP
  make_kubelet_config "$made" || stop 1 "CONFIG=$CONFIG was not accepted: the line above says why; nothing was changed"
  check_secrets_in "$MOUNT" || exit 1
  place_files "$made"
  # A run that was killed has left the second file: kubelets may have yet to restart.
  if cmp -s "$made" "$MOUNT/kubelet.yaml" && [ ! -f "$MOUNT.before" ]; then
    remove_old_links "$made"
    say 'install: the patterns are the same, so no kubelet was restarted'
    return 0
  fi
  [ -f "$MOUNT.before" ] || place "$MOUNT/kubelet.yaml" "$MOUNT.before" 0644 >/dev/null
  place "$made" "$MOUNT/kubelet.yaml" 0644
  restart_all
  rm -f "$MOUNT.before"
  remove_old_links "$made"
  say "install: done on all nodes of the cluster \"$CLUSTER\""
}

# Restarts one kubelet after the other. All nodes see the same files, so a node
# that fails takes the patterns back from those before it, too.
restart_all() {
  restarted=''
  for node in $NODES; do
    say "$node: restarts the kubelet for the new patterns"
    restarted="$restarted $node"
    restart_in "$node" && continue
    place "$MOUNT.before" "$MOUNT/kubelet.yaml" 0644
    for back in $restarted; do
      restart_in "$back" || say "the kubelet of $back is not healthy with what was there before, either" >&2
    done
    rm -f "$MOUNT.before"
    stop 1 "the kubelet of $node did not come up with the new patterns; the lines above say why" \
      "All nodes have the patterns of before again; the program, registries.yaml and the secrets are the new ones. Remove the reason, and run this again."
  done
}

restart_in() {
  in_node "$1" sh -s -- "${NODE_WINDOW:-10}" "${NODE_TIMEOUT:-90}" <"$DEPLOY/kind/restart_in_node.sh"
}
