# The kubelet's provider flags: which it has, and which file and variable is to set
# them.

# Compares the flags that the kubelet runs with and those of its next start.
find_flags() {
  wanted="$config|$bin_dir"
  live=$(live_words | flag_pair)
  written=$(written_words | flag_pair)
  if [ "$written" = "$wanted" ]; then
    # An earlier run has set them, or a person; which file it was is known already.
    if [ -f "$state/layout" ]; then
      env_file=$(sed -n 's/^env_file=//p' <"$state/layout")
      variable=$(sed -n 's/^variable=//p' <"$state/layout")
    fi
    [ "$live" = "$wanted" ] || needs_restart_anyway=yes
    return 0
  fi
  if [ -n "$written" ] && [ "$written" != "$live" ] && { [ -n "$live" ] || [ "$(property MainPID)" != 0 ]; }; then
    refuse "the kubelet runs with the provider flags \"$live\", but its files say \"$written\": restart the kubelet, or take out what is not in use"
  fi
  given=${live:-$written}
  if [ -z "$given" ]; then
    find_variable
    return 0
  fi
  if [ "$given" = "$wanted" ]; then
    # Live, but in no file: set by other means, or just taken out of the file that
    # this script had put them into, before a restart.
    ! grep -qs '^env_file=.' "$state/layout" || find_variable
    return 0
  fi
  mode=foreign
  given_words=$(if [ -n "$live" ]; then live_words; else written_words; fi)
  config=$(printf '%s\n' "$given_words" | flag_value "$CONFIG_FLAG")
  bin_dir=$(printf '%s\n' "$given_words" | flag_value "$BIN_FLAG")
  case $config:$bin_dir in
    *"$TAB"*) refuse "the kubelet's flags name a path with a tab: correct that first" ;;
  esac
  case $config in /*) ;; *) refuse_half ;; esac
  case $bin_dir in /*) ;; *) refuse_half ;; esac
  [ -e "$root$config" ] || refuse "the kubelet's --$CONFIG_FLAG names $config, which is not there"
  [ -d "$root$bin_dir" ] || refuse "the kubelet's --$BIN_FLAG names $bin_dir, which is not a folder"
  if [ -d "$root$config" ]; then
    # The kubelet reads every file of a folder, so one of our own is enough.
    in_folder=yes
    config=${config%/}/$NAME.yaml
  else
    config=$(real_path "$config") || stop_at_link "$config"
  fi
}

stop_at_link() {
  stop 1 "$1 is a link that leads nowhere: correct it, or remove it. Nothing was changed"
}

# Refuses a pair of flags of which one is missing or wrong.
refuse_half() {
  refuse "the kubelet has only one of the flags --$CONFIG_FLAG and --$BIN_FLAG, or one without an absolute path ($given): correct that first"
}

# Finds the file and the variable in which the flags take effect: the last file
# that sets the variable, or one that is made for it.
find_variable() {
  variable=KUBELET_EXTRA_ARGS
  env_file=''
  env_place=''
  while IFS= read -r file; do
    [ -n "$file" ] || continue
    env_path=$(real_path "$file") || stop_at_link "$file"
    case $(assignment "$variable" "$root$env_path") in
      none) ;;
      swallowed) refuse "in $file a comment ends in a backslash, before or around $variable: some versions of systemd read the next line as a part of it. Remove the backslash" ;;
      *) env_file=$file ;;
    esac
    case $file in
      */default/kubelet | */sysconfig/kubelet)
        [ -n "$env_place" ] && [ ! -f "$root$env_path" ] || env_place=$file
        ;;
    esac
  done <<FILES
$(environment_files)
FILES
  if ! property ExecStart | words | grep -qxF -- "\$$variable"; then
    env_file=''
    env_place=''
  elif [ -z "$env_file" ] && property Environment | words | grep -q "^$variable=."; then
    refuse "$variable is set by Environment= of the unit (systemctl cat $unit), which a file would hide: move it into ${env_place:-/etc/default/kubelet}"
  fi
  : "${env_file:=$env_place}"
  if [ -z "$env_file" ]; then
    # Kubeadm writes this file anew at "init" and "join"; it is better than nothing.
    variable=KUBELET_KUBEADM_ARGS
    if environment_files | grep -qxF "$KUBEADM_FLAGS" && [ -f "$root$KUBEADM_FLAGS" ] &&
      property ExecStart | words | grep -qxF -- "\$$variable"; then
      env_file=$KUBEADM_FLAGS
    fi
  fi
  [ -n "$env_file" ] ||
    refuse "the unit $unit takes no flags from a file (\$KUBELET_EXTRA_ARGS in ExecStart with an EnvironmentFile): add --$CONFIG_FLAG=$config and --$BIN_FLAG=$bin_dir to its ExecStart, then install with --files-only"
  env_file=$(real_path "$env_file") || stop_at_link "$env_file"
  sets_flags=yes
}
