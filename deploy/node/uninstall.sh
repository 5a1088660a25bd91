# The command "uninstall": what was there before the first install comes back.

uninstall_node() {
  lock
  if ! has_state; then
    remove_new
    tidy
    say 'nothing to do: this script has installed nothing here'
    exit 0
  fi
  if [ -f "$state/layout" ]; then read_layout; fi
  open_state
  if [ -e "$state/pending" ]; then was_pending=yes; fi
  : >"$stage/link_names"
  # What makes the kubelet run the program goes first, and the kubelet is asked.
  active=$env_file
  case $mode in foreign | rancher) active=$config ;; esac
  if [ -n "$active" ]; then plan_removal "$active" yes; fi
  refuse_flags_of_others
  if [ "$mode" = own ] && [ ! -s "$stage/plan" ] && [ "$(live_words | flag_pair)" = "$config|$bin_dir" ]; then
    : >"$stage/restart"
  fi
  if [ "$dry_run" = yes ]; then
    plan_rest
    plan_old_links
    if [ -s "$stage/plan" ]; then show_plan; else say 'nothing would change'; fi
    exit 0
  fi
  [ ! -e "$stage/restart" ] || : >"$state/pending"
  want=any
  [ "$mode" != own ] || want="not:$config|$bin_dir"
  phase=writing
  apply
  [ "$mode" = files ] || settle
  plan_rest
  plan_old_links
  apply
  phase=over
  forget "$state/previous"
  rm -f -- "$state/installed" "$state/pending"
  say 'uninstalled'
}

# Plans to put back what was at PATH before the first install. A file that was
# changed after us loses what is ours, or stays.
plan_removal() {
  pristine=$state/pristine/there$1
  if ! is_there "$root$1"; then return 0; fi
  if is_ours "$1"; then
    if is_there "$pristine"; then plan "$pristine" "$1" "$2"; else plan - "$1" "$2"; fi
  elif [ ! -f "$root$1" ] && ! same "$pristine" "$root$1"; then
    say "$1 was changed after the installation, and is not a file: it stays"
  elif ! same "$pristine" "$root$1"; then
    cp -p -- "$root$1" "$stage/edited"
    case $1 in
      "$env_file") take_out_flags >"$stage/edited.env" && plan_edited "$stage/edited.env" "$1" ;;
      "$config")
        if [ "$2" = yes ]; then
          tool=$root$bin_dir/$NAME
          call_tool kubelet-config --remove-from "$root$1" ||
            stop 1 "our entries cannot be taken out of $1: do that by hand, then run this again"
          cp -- "$stage/tool.out" "$stage/edited.config"
          plan_edited "$stage/edited.config" "$1"
        else
          say "$1 was changed after the installation: it stays"
        fi
        ;;
      *) say "$1 was changed after the installation: it stays" ;;
    esac
  fi
}

# Plans new content for a file that keeps mode and owner; one that has become
# empty, and was not there before us, goes.
plan_edited() {
  if ! is_there "$state/pristine/there$2" && ! grep -q '[^[:space:]]' "$1"; then
    plan - "$2" yes
    return 0
  fi
  cp -p -- "$root$2" "$1.kept"
  cat -- "$1" >"$1.kept"
  plan "$1.kept" "$2" yes
}

# Plans for every file but the one that went first.
plan_rest() {
  kept_paths pristine | while IFS= read -r path; do
    [ "$path" = "$active" ] || plan_removal "$path" no
  done
}

# Does not remove the program while flags that are not ours name it: the kubelet
# would not start again.
refuse_flags_of_others() {
  case $mode in own | files) ;; *) return 0 ;; esac
  [ -n "$unit" ] && [ ! -s "$stage/plan" ] && [ -e "$state/pristine/absent$config" ] || return 0
  [ "$(written_words | flag_pair)" = "$config|$bin_dir" ] || { [ -z "$env_file" ] && [ "$(live_words | flag_pair)" = "$config|$bin_dir" ]; } || return 0
  refuse "the kubelet's flags name $config, and this script has not set them: take them out first, and restart the kubelet"
}
