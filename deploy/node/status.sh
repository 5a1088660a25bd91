# The command "status": the program, its config, the flags and the health of the
# kubelet.

status_node() {
  status_code=0
  if [ -f "$state/layout" ]; then
    read_layout
  else
    find_unit
    mode=own
    config=$OWN_FOLDER/kubelet.yaml
    bin_dir=$OWN_FOLDER
    folder=$OWN_FOLDER
    case $unit in k3s* | rke2*)
      mode=rancher
      use_rancher
      ;;
    esac
  fi
  tool=$root$bin_dir/$NAME
  if [ ! -f "$tool" ]; then
    say "not installed: $bin_dir/$NAME is not there"
    exit 4
  elif runs "$tool"; then
    say "program   $bin_dir/$NAME: $runs_text"
    status_files
  else
    say "program   $bin_dir/$NAME does not run: $runs_why"
    status_code=4
  fi
  status_links
  status_kubelet
  if has_unfinished; then
    say 'state     an earlier run was not finished: run it again'
    status_code=4
  elif [ ! -e "$state/installed" ]; then
    say 'state     not installed by this script'
  fi
  exit "$status_code"
}

# Tells whether both configs are valid, and the secret files there.
status_files() {
  status_config=$(config_of_flags)
  set -- validate --config "$root$folder/registries.yaml"
  # A config with the entries of others may hold what only its kubelet can judge.
  [ "$mode" = foreign ] || set -- "$@" --kubelet-config "$root$status_config"
  if "$tool" "$@" >/dev/null 2>&1; then
    say "config    $folder/registries.yaml and $status_config are valid"
  else
    say "config    not valid: see $bin_dir/$NAME $*"
    status_code=4
  fi
  status_missing=$("$tool" doctor --config "$root$folder/registries.yaml" 2>/dev/null |
    sed -n 's/^error *secrets */node: secrets   /p')
  [ -n "$status_missing" ] || return 0
  printf '%s\n' "$status_missing"
  status_code=4
}

# The config that the kubelet's flags name, or the one that we would write.
config_of_flags() {
  status_live=''
  [ -z "$unit" ] || status_live=$(live_words | flag_pair)
  if [ -n "$status_live" ]; then live_words | flag_value "$CONFIG_FLAG"; else printf '%s\n' "$config"; fi
}

# Tells whether the kubelet runs with the program.
status_kubelet() {
  if [ -z "$unit" ]; then
    say 'kubelet   no unit was found'
    status_code=4
    return 0
  fi
  status_pair=$(live_words | flag_pair)
  case $status_pair in
    "$config|$bin_dir" | "$(dirname -- "$config")|$bin_dir") say "flags     $unit runs with both" ;;
    '')
      say "flags     $unit does not run with --$CONFIG_FLAG and --$BIN_FLAG"
      status_code=4
      ;;
    *)
      if [ "$(live_words | flag_value "$BIN_FLAG")" = "$bin_dir" ]; then
        say "flags     $unit runs with both"
      else
        say "flags     $unit runs with those of another provider: $status_pair"
        status_code=4
      fi
      ;;
  esac
  if [ "$(property MainPID)" != 0 ] && is_well; then
    say "health    $unit is healthy"
  else
    say "health    $unit is not healthy: look at journalctl --unit=$unit"
    status_code=4
  fi
}
