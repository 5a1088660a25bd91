# shellcheck shell=sh
# A folder in a node for what node.sh installs from. Read by kind.sh.
#
# Not /tmp: it is noexec in a node, and node.sh runs the program before it installs
# it. The folder is removed by the node itself, so that it goes away at the end of
# node.sh even when this end of the connection was killed.

# Sets STAGE and STAGE_NODE, for the node $1; removes what a killed run left there an hour ago.
open_stage() {
  STAGE_NODE=$1
  # The expressions are for the shell of the node.
  # shellcheck disable=SC2016
  STAGE=$(in_node "$1" sh -euc 'umask 077; mkdir -p "$1"
    find "$1" -maxdepth 1 -name "stage.*" -mmin +60 -exec rm -rf {} +
    mktemp -d "$1/stage.XXXXXX"' sh "$STATE_FOLDER" </dev/null)
}

close_stage() {
  # shellcheck disable=SC2016
  in_node "$STAGE_NODE" sh -c 'rm -rf "$1"; rmdir "$2" 2>/dev/null || :' \
    sh "$STAGE" "$STATE_FOLDER" </dev/null
}

# Copies the file $1 to the path $2 of the node; readable by root only.
to_node() {
  # shellcheck disable=SC2016
  in_node "$STAGE_NODE" sh -euc 'umask 077; cat >"$1"' sh "$2" <"$1"
}

stage_install() {
  to_node "$NODE_SH" "$STAGE/node.sh" || return 1
  to_node "$NODE_PROGRAM" "$STAGE/$NAME" || return 1
  in_node "$STAGE_NODE" chmod 0755 "$STAGE/$NAME" </dev/null || return 1
  to_node "$CONFIG" "$STAGE/registries.yaml" || return 1
  [ -n "${FILES:-}" ] || return 0
  in_node "$STAGE_NODE" mkdir "$STAGE/files" </dev/null || return 1
  each_secret stage_secret
}

stage_secret() {
  to_node "$1" "$STAGE/files/${1##*/}"
}

# Runs node.sh of the stage, and removes the stage. Ends as node.sh does.
# run_staged NODE ARGUMENT...
run_staged() {
  on=$1
  shift
  # An uninstall removes what killed runs left behind, whatever its age.
  # shellcheck disable=SC2016
  in_node "$on" env ${NODE_WINDOW:+"NODE_WINDOW=$NODE_WINDOW"} ${NODE_TIMEOUT:+"NODE_TIMEOUT=$NODE_TIMEOUT"} \
    sh -uc 'stage=$1 state=$2; shift 2
      status=0; sh "$stage/node.sh" "$@" || status=$?
      rm -rf "$stage"
      if [ "$1" = uninstall ] && [ "$status" -eq 0 ]; then rm -rf "$state"/stage.*; fi
      rmdir "$state" 2>/dev/null || :
      exit "$status"' sh "$STAGE" "$STATE_FOLDER" "$@" </dev/null
}
