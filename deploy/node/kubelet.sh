# What systemd and the kubelet say: the unit, the process, the words of its
# command line now and at its next start.

# Values of a property of a unit, one in a line.
property() {
  systemctl show --property="$1" "${2:-$unit}" 2>/dev/null | sed -n "s/^$1=//p"
}

# Tells whether systemd is the service manager of this node.
runs_systemd() {
  [ -d "$root/run/systemd/system" ] && has systemctl
}

# Finds the unit that runs the kubelet: an active one before one that is only there.
find_unit() {
  unit=''
  find_first=''
  for name in kubelet k3s k3s-agent rke2-server rke2-agent; do
    [ "$(property LoadState "$name")" = loaded ] || continue
    case $(property ActiveState "$name") in
      active | activating | reloading | deactivating)
        unit=$name
        return 0
        ;;
    esac
    : "${find_first:=$name}"
  done
  unit=$find_first
}

# Cuts a command line or an environment into words, one in a line. Quotes are left
# out: a path that the kubelet uses here holds no blank.
words() {
  # One newline for each of the three: the tr of BusyBox knows no [\n*].
  # shellcheck disable=SC2020
  tr -d "\"'" | tr ' \t\r' '\n\n\n'
}

# The value of the flag NAME among words; the last one counts, as in the kubelet.
flag_value() {
  awk -v name="--$1" '
    next_is_value { value = $0; next_is_value = 0; next }
    $0 == name { next_is_value = 1; next }
    index($0, name "=") == 1 { value = substr($0, length(name) + 2) }
    END { print value }'
}

# Both flags among words: CONFIG|BIN_DIR, or nothing where there is none.
flag_pair() {
  flag_words=$(cat)
  flag_config=$(printf '%s\n' "$flag_words" | flag_value "$CONFIG_FLAG")
  flag_bin=$(printf '%s\n' "$flag_words" | flag_value "$BIN_FLAG")
  [ -z "$flag_config$flag_bin" ] || printf '%s|%s\n' "$flag_config" "$flag_bin"
}

# The process that has the kubelet's flags: RKE2 starts the kubelet as a child.
kubelet_pid() {
  kubelet_main=$(property MainPID)
  case $unit in
    rke2-*)
      for process in "$root"/proc/[0-9]*; do
        case $(tr '\0' '\n' 2>/dev/null <"$process/cmdline" | head -n 1) in
          kubelet | */kubelet)
            basename -- "$process"
            return 0
            ;;
        esac
      done
      printf '0\n'
      ;;
    *) printf '%s\n' "${kubelet_main:-0}" ;;
  esac
}

# The words of the kubelet's live command line. K3s has the kubelet inside, and
# says in its journal how it calls it.
live_words() {
  case $unit in
    k3s | k3s-agent)
      journalctl --unit="$unit" --since="@${restarted_at:-0}" --output=cat --no-pager 2>/dev/null |
        grep 'Running kubelet' | tail -n 1 | words
      ;;
    *) tr '\0' '\n' 2>/dev/null <"$root/proc/$(kubelet_pid)/cmdline" || : ;;
  esac
}

# The files with variables that the unit reads, in order: systemd takes a name with
# a wildcard for every file that it fits, as a shell does.
environment_files() {
  property EnvironmentFiles | sed 's/ (ignore_errors=[a-z]*)$//' | while IFS= read -r pattern; do
    case $pattern in
      *['*?[']*) (matches_of "$pattern") ;;
      *) printf '%s\n' "$pattern" ;;
    esac
  done
}

# The files that a pattern fits. In a shell of its own: the root is no part of the
# pattern, and no word is split at a blank.
matches_of() {
  cd "$root/" || return 1
  IFS=''
  for match in .$1; do
    [ ! -e "$match" ] || printf '%s\n' "${match#.}"
  done
}

# The words of the kubelet's next start: ExecStart with the variables of the files
# in their places. A variable that stands nowhere may be used by a script.
written_words() {
  {
    environment_files | while IFS= read -r file; do
      file_path=$(real_path "$file") || continue
      variables "$root$file_path"
    done
    printf '\n'
    property ExecStart | words
  } | awk '
    !in_command && $0 == "" { in_command = 1; next }
    !in_command {
      name = substr($0, 1, index($0, "=") - 1)
      value[name] = substr($0, length(name) + 2)
      next
    }
    { word[++count] = $0 }
    END {
      for (i = 1; i <= count; i++) {
        name = word[i]
        gsub(/[${}]/, "", name)
        if (word[i] ~ /^[$]/ && name in value) {
          word[i] = value[name]
          used[name] = 1
        }
      }
      for (name in value) if (!(name in used)) print value[name]
      for (i = 1; i <= count; i++) print word[i]
    }' | words
  property Environment | words | sed 's/^[A-Za-z_][A-Za-z0-9_]*=--/--/'
}

# The second number of the version of Kubernetes, or nothing.
kubernetes_minor() {
  minor_path=$(property ExecStart | sed -n '1s/^{ path=\([^ ;]*\).*/\1/p')
  [ -n "$minor_path" ] && [ -x "$root$minor_path" ] || return 0
  "$root$minor_path" --version 2>/dev/null 9<&- | sed -n '1s/.*v1\.\([0-9][0-9]*\).*/\1/p'
}
