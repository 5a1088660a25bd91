# The kubelet's CredentialProviderConfig: made, merged and checked.

# Makes the kubelet's config: with our entries in what is there from others.
prepare_kubelet_config() {
  set -- kubelet-config --config "$stage/registries.yaml" --config-on-node "$folder/registries.yaml"
  [ "$only_own_files" = no ] || set -- "$@" --files-within "$folder"
  minor=''
  [ -z "$unit" ] || minor=$(kubernetes_minor)
  if [ -n "$minor" ] && [ "$minor" -lt 24 ]; then
    set -- "$@" --api-version v1alpha1
  elif [ -n "$minor" ] && [ "$minor" -lt 26 ]; then
    set -- "$@" --api-version v1beta1
  fi
  [ "$any_host" = no ] || set -- "$@" --any-host
  new_file "$stage/kubelet.yaml"
  call_tool "$@" || stop 1 'no config for the kubelet could be made; nothing was changed'
  if [ -n "$minor" ] && [ "$minor" -lt 34 ] && grep -q tokenAttributes "$stage/tool.out"; then
    # It would not start with them.
    set -- "$@" --api-version v1beta1
    call_tool "$@" || stop 1 'no config for the kubelet could be made; nothing was changed'
  fi
  sed "s/^$NAME: /node: note: /" "$stage/tool.err"
  link_names <"$stage/tool.out" >"$stage/link_names"
  cat -- "$stage/tool.out" >"$stage/kubelet.yaml"
  [ -f "$root$config" ] || return 0
  if is_config_used; then
    call_tool "$@" --merge-into "$root$config" ||
      refuse "our entries cannot be added to $config, which the kubelet uses already: add them by hand (registry-credential-provider kubelet-config prints it), then use --files-only"
  else
    # It may be empty, of something else, or name programs that are not here.
    [ "$mode" != own ] || return 0
    ask_tool "$@" --merge-into "$root$config" || return 0
    cat -- "$stage/tool.out" >"$stage/merged.yaml"
    validate_stage --kubelet-config "$stage/merged.yaml" || return 0
    mv -- "$stage/merged.yaml" "$stage/tool.out"
  fi
  cp -p -- "$root$config" "$stage/kubelet.yaml"
  cat -- "$stage/tool.out" >"$stage/kubelet.yaml"
}

# Tells whether the kubelet reads the config now, or would at its next start.
is_config_used() {
  [ -n "$unit" ] || return 1
  for words_of in live_words written_words; do
    case $("$words_of" | flag_value "$CONFIG_FLAG") in
      "$config" | "${config%/*}" | "${config%/*}/") return 0 ;;
    esac
  done
  return 1
}

# Checks the kubelet's config as the kubelet would: with its neighbours, where it
# is one file of a folder.
check_kubelet_config() {
  check_path=$stage/kubelet.yaml
  if [ "$in_folder" = yes ]; then
    if [ -n "$minor" ] && [ "$minor" -lt 34 ]; then
      refuse "the kubelet's --$CONFIG_FLAG names a folder, which a kubelet before 1.34 does not read"
    fi
    check_path=$stage/kubelet.d
    mkdir -- "$check_path"
    for file in "$root${config%/*}"/*.json "$root${config%/*}"/*.yaml "$root${config%/*}"/*.yml; do
      [ ! -f "$file" ] || cat -- "$file" >"$check_path/$(basename -- "$file")"
    done
    cat -- "$stage/kubelet.yaml" >"$check_path/$NAME.yaml"
  fi
  # What was wrong before us is not ours to judge: a field may be of a newer kubelet.
  errors_in "$root$config" >"$stage/errors.before"
  if [ "$mode" = foreign ] && [ -s "$stage/errors.before" ] && [ "$in_folder" = no ] &&
    ! errors_in "$check_path" | grep -qvxFf "$stage/errors.before"; then
    return 0
  fi
  validate_stage --kubelet-config "$check_path" || {
    show_answer
    stop 1 "the kubelet would refuse $config; nothing was changed"
  }
}

# What the program finds wrong in a config of the kubelet, without the file's name.
errors_in() {
  validate_stage --kubelet-config "$1" || :
  grep '^error' "$stage/tool.out" | exchange "$1" '' | tr -s ' ' || :
}
