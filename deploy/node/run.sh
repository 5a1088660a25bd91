# One run: its lock, its beginning and its end.

# Waits until no other run works on this node. The kernel gives the lock back
# when a run ends, however it ends. The folder stays: who waits for a lock on one
# that is removed would not wait for those who come later.
lock() {
  has flock || stop 1 'flock is missing: install util-linux'
  lock_path=$root$LOCK_FOLDER
  [ -d "$root/run" ] || mkdir -m 0755 -- "$root/run"
  mkdir -m 0700 -- "$lock_path" 2>/dev/null || :
  if [ -L "$lock_path" ] || [ ! -d "$lock_path" ] || is_open "$lock_path"; then
    stop 1 "$lock_path is needed for a lock, and is not a folder of this user alone (mode 0700): remove it"
  fi
  exec 9<"$lock_path"
  lock_left=$((timeout + timeout + 60))
  if ! flock -n 9; then say 'waiting for another run on this node'; fi
  until flock -n 9; do
    [ "$lock_left" -gt 0 ] ||
      stop 1 'another run works on this node and does not end: look for node.sh in the list of processes'
    lock_left=$((lock_left - 1))
    sleep 1
  done
}

# Tells whether others than this user may enter a folder.
is_open() {
  case $(stat -c %u:%a "$1") in
    "$(id -u)":*00) return 1 ;;
  esac
}

# Begins to work with the state, and sees to it that the end is a clean one.
open_state() {
  trap 'ended "$?"' EXIT
  trap 'exit 1' INT TERM HUP
  # What no marker vouches for is the rest of a run that had put everything back.
  if ! has_state; then tidy; fi
  mkdir -p -- "$state" 2>/dev/null ||
    stop 1 "cannot write $state: is the file system read-only?"
  remove_new
  rm -rf -- "$stage" "$state"/*.gone
  mkdir -- "$stage"
  : >"$stage/plan"
}

# Runs at every end but SIGKILL: a change that was not finished is taken back.
ended() {
  ended_code=$1
  trap - EXIT
  trap '' INT TERM HUP
  set +e
  if [ "$phase" = writing ]; then
    roll_back
    ended_code=1
  fi
  [ ! -d "$root$bin_dir" ] || [ -z "$bin_dir" ] || remove_new_file "$(new_name "$root$bin_dir/$NAME")"
  rm -rf -- "$stage"
  has_state || tidy
  exit "$ended_code"
}
