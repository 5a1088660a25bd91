# The command "install": everything is prepared and checked before the first change.

install_node() {
  check_program "$binary"
  check_files
  lock
  find_place
  open_state
  if [ -e "$state/pending" ]; then was_pending=yes; fi
  find_tool
  prepare
  if [ "$dry_run" = yes ]; then
    plan_old_links
    if [ -s "$stage/plan" ]; then show_plan; else say 'nothing would change'; fi
    exit 0
  fi
  if [ -s "$stage/plan" ] || has_unfinished || [ -n "$(old_links)" ]; then
    check_place
    write_layout
    [ "$needs_restart_anyway" = no ] || : >"$state/pending"
    want="$config|$bin_dir"
    [ "$mode" != foreign ] || want=$given
    phase=writing
    apply
    [ "$mode" = files ] || settle
    # Only now: the kubelet that ran before was run with them.
    plan_old_links
    apply
    : >"$state/installed"
    phase=over
    forget "$state/previous"
    say 'installed'
  else
    say 'nothing to do: everything is installed'
  fi
  show_warnings
}

# Calls a command with each file that --files brings.
each_file() {
  [ -n "$files" ] || return 0
  for file in "$files"/* "$files"/.[!.]*; do
    if [ -d "$file" ] || ! is_there "$file"; then continue; fi
    case ${file##*/} in
      registries.yaml | kubelet.yaml | "$NAME") ;;
      *) "$1" "$file" || return 1 ;;
    esac
  done
}

# Refuses what --files cannot bring.
check_files() {
  each_file check_file
}

check_file() {
  [ -f "$1" ] || wrong "$1 in --files is not a file: remove it, or put one there"
  case ${1##*/} in
    *"$LF"* | *"$TAB"*) wrong "$1 in --files has a line feed or a tab in its name: rename it" ;;
    .*.new) wrong "$1 in --files has a name that files have while they are written: rename it" ;;
  esac
}

# Copies the files into the stage, where they are readable by this user alone.
stage_file() {
  cat -- "$1" >"$stage/files/${1##*/}"
}

plan_file() {
  plan "$stage/files/${1##*/}" "$folder/${1##*/}" no
}

# Asks the program about the config, and what else is given, as they will be:
# the files that come along stand for those that are on the node.
validate_stage() {
  set -- validate --config "$stage/registries.yaml" "$@"
  [ -z "$files" ] || set -- "$@" --files "$stage/files" --config-on-node "$folder/registries.yaml"
  [ "$only_own_files" = no ] || set -- "$@" --files-within "$folder"
  ask_tool "$@"
}

# Prepares every file in the stage, checks both configs, and plans.
prepare() {
  cat -- "$config_given" >"$stage/registries.yaml"
  mkdir -- "$stage/files"
  each_file stage_file
  validate_stage || {
    show_answer
    stop 1 "$config_given is refused; nothing was changed"
  }
  prepare_kubelet_config
  check_kubelet_config

  # The program is large: it is copied only where it differs.
  if [ "$(sum_of "$binary")" != "$(sum_of "$root$bin_dir/$NAME")" ] ||
    [ "$(stat -c %a "$root$bin_dir/$NAME")" != 755 ]; then
    cat -- "$binary" >"$stage/program"
    chmod 0755 "$stage/program"
    plan "$stage/program" "$bin_dir/$NAME" no
  fi
  plan_links
  plan "$stage/registries.yaml" "$folder/registries.yaml" no
  each_file plan_file
  if [ "$mode" = files ]; then
    plan "$stage/kubelet.yaml" "$config" no
  else
    plan "$stage/kubelet.yaml" "$config" yes
  fi
  if [ "$sets_flags" = yes ]; then
    if [ -f "$root$env_file" ]; then cp -p -- "$root$env_file" "$stage/env"; else new_file "$stage/env"; fi
    add_flags >"$stage/env"
    plan "$stage/env" "$env_file" yes
  fi
}

# Puts the program beside its place and runs it there: a folder that is read-only
# or noexec is found before anything else is written.
check_place() {
  grep -qF "$TAB$bin_dir/$NAME$TAB" "$stage/plan" || return 0
  place_new=$(new_name "$root$bin_dir/$NAME")
  if ! make_folder "$bin_dir" || ! rm -f -- "$place_new" || ! cp -p -- "$stage/program" "$place_new"; then
    stop 1 "cannot write to $bin_dir: is the file system read-only or full? Nothing was changed"
  fi
  runs "$place_new" || stop 1 "the program does not run in $bin_dir: $runs_why. Nothing was changed"
  while IFS="$TAB" read -r source target needs_restart; do
    [ "$target" != "$bin_dir/$NAME" ] || source=beside
    printf '%s\t%s\t%s\n' "$source" "$target" "$needs_restart"
  done <"$stage/plan" >"$stage/plan.new"
  mv -f -- "$stage/plan.new" "$stage/plan"
}

# Tells what the program finds odd in both configs, and what is left for a person.
show_warnings() {
  warn_config=$config
  [ "$in_folder" = no ] || warn_config=${config%/*}
  # Below a --root the file is not where the kubelet is told that it is.
  "$tool" validate --config "$root$folder/registries.yaml" --kubelet-config "$root$warn_config" 9<&- 2>/dev/null |
    grep '^warning' | grep -vF "$folder/registries.yaml, which is not the file checked here" | sed 's/^/node: /' || :
  [ "$mode" = files ] || return 0
  say "the kubelet needs --$CONFIG_FLAG=$config --$BIN_FLAG=$bin_dir, and a restart where $config or the flags have changed"
}
