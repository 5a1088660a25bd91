# The state: what this script has kept, written and left unfinished on the node.

# Tells whether a run has left something that an uninstall has to look at.
has_state() {
  [ -e "$state/installed" ] || [ -e "$state/pending" ] || [ -d "$state/previous" ]
}

# Tells whether an earlier run was killed.
has_unfinished() {
  [ "$needs_restart_anyway" = yes ] || [ -e "$state/pending" ] || [ -d "$state/previous" ]
}

# Keeps what is at PATH, or that nothing is, in a TREE of the state; only once.
keep() {
  if is_there "$state/$1/there$2" || [ -e "$state/$1/absent$2" ]; then return 0; fi
  keep_kind=absent
  ! is_there "$root$2" || keep_kind=there
  keep_path=$state/$1/$keep_kind$2
  mkdir -p -- "${keep_path%/*}"
  rm -f -- "$state/keep.new"
  if [ "$keep_kind" = there ]; then
    cp -P -p -- "$root$2" "$state/keep.new"
  else
    : >"$state/keep.new"
  fi
  mv -f -- "$state/keep.new" "$state/$1/$keep_kind$2"
}

# Puts back what a TREE of the state has of PATH.
restore() {
  if [ -e "$state/$1/absent$2" ]; then
    rm -f -- "$root$2" "$(new_name "$root$2")"
  elif is_there "$state/$1/there$2"; then
    same "$state/$1/there$2" "$root$2" || put "$state/$1/there$2" "$root$2"
  fi
}

# Every path that a TREE of the state knows.
kept_paths() {
  for kind in there absent; do
    [ ! -d "$state/$1/$kind" ] ||
      (cd "$state/$1/$kind" && find . ! -type d | sed 's/^\.//')
  done
}

# Tells whether the file at PATH is one that this script has written.
is_ours() {
  [ -f "$root$1" ] && [ ! -L "$root$1" ] && [ -f "$state/written$1" ] &&
    grep -qxF -- "$(sum_of "$root$1")" "$state/written$1"
}

# Removes a part of the state at once: half of it would be worse than all of it.
forget() {
  rm -rf -- "$1.gone"
  [ ! -e "$1" ] || mv -- "$1" "$1.gone"
  rm -rf -- "$1.gone"
}

# Removes the folders that were made and hold nothing any more.
remove_folders() {
  [ -f "$state/folders" ] || return 0
  sort -r -- "$state/folders" | while IFS= read -r folder_made; do
    remove_new_file "$(new_name "$root$folder_made/$NAME")"
    rmdir -- "$root$folder_made" 2>/dev/null || :
  done
}

# Removes what a run that was killed had not renamed yet.
remove_new() {
  for path in "$OWN_FOLDER/$NAME" "$RANCHER_FOLDER/bin/$NAME"; do
    remove_new_file "$(new_name "$root$path")"
  done
  kept_paths previous | while IFS= read -r path; do
    remove_new_file "$(new_name "$root$path")"
  done
  remove_new_links
}

# Removes folders and state of a node that has nothing of this script. A run that
# was killed here may have left the last folder alone.
tidy() {
  if [ -d "$state" ] || [ -d "$state.gone" ]; then
    remove_folders
    forget "$state"
  fi
  rmdir -- "$root/var/lib/$NAME" 2>/dev/null || :
}

# Remembers where the files are, for an uninstall that finds other facts.
write_layout() {
  printf 'mode=%s\nunit=%s\nenv_file=%s\nvariable=%s\nconfig=%s\nbin_dir=%s\nfolder=%s\n' \
    "$mode" "$unit" "$env_file" "$variable" "$config" "$bin_dir" "$folder" >"$state/layout.new"
  mv -f -- "$state/layout.new" "$state/layout"
}

# Reads where the files are.
read_layout() {
  for key in mode unit env_file variable config bin_dir folder; do
    read_value=$(sed -n "s/^$key=//p" "$state/layout")
    case $key in
      mode) mode=$read_value ;;
      unit) unit=$read_value ;;
      env_file) env_file=$read_value ;;
      variable) variable=$read_value ;;
      config) config=$read_value ;;
      bin_dir) bin_dir=$read_value ;;
      folder) folder=$read_value ;;
    esac
  done
}
