# The command "install": everything is prepared and checked before the first change.

install_node() {
  check_program "$binary"
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

# Prepares every file in the stage, checks both configs, and plans.
prepare() {
  cat -- "$config_given" >"$stage/registries.yaml"
  call_tool validate --config "$stage/registries.yaml" ||
    stop 1 "$config_given is refused; nothing was changed"
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
  if [ -n "$files" ]; then
    mkdir -- "$stage/files"
    for file in "$files"/* "$files"/.[!.]*; do
      [ -f "$file" ] || continue
      file_name=$(basename -- "$file")
      case $file_name in
        registries.yaml | kubelet.yaml | "$NAME") continue ;;
      esac
      cat -- "$file" >"$stage/files/$file_name"
      plan "$stage/files/$file_name" "$folder/$file_name" no
    done
  fi
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
  grep -q "$TAB$bin_dir/$NAME$TAB" "$stage/plan" || return 0
  place_new=$(new_name "$root$bin_dir/$NAME")
  if ! make_folder "$bin_dir" || ! cp -p -- "$stage/program" "$place_new"; then
    stop 1 "cannot write to $bin_dir: is the file system read-only or full? Nothing was changed"
  fi
  runs "$place_new" || stop 1 "the program does not run in $bin_dir: $runs_why. Nothing was changed"
  sed "s|^$stage/program$TAB|$place_new$TAB|" "$stage/plan" >"$stage/plan.new"
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
