#!/bin/sh
# Installs the credential provider on the node that it runs on, removes it, or
# tells how it is. It travels alone: no other file of the project is needed.
#
# What is on the node is changed in one order, each file by a rename:
#   install     program, its files, the kubelet's config, the flags, restart, check
#   uninstall   the flags, restart, check, the kubelet's config, the program
# A run that fails puts back what was there. A run that was killed is repaired by
# running it again: "previous" in the state is what a failure goes back to, and
# "pending" says that the kubelet has yet to be restarted.
set -eu

# Bytes are characters, so that awk counts what head and tail cut.
LC_ALL=C
export LC_ALL
# The health of the kubelet is asked for on this machine, never through a proxy.
unset http_proxy HTTP_PROXY all_proxy ALL_PROXY
umask 077

readonly NAME=registry-credential-provider
readonly OWN_FOLDER=/etc/kubernetes/credential-providers
readonly RANCHER_FOLDER=/var/lib/rancher/credentialprovider
readonly KUBEADM_FLAGS=/var/lib/kubelet/kubeadm-flags.env
readonly CONFIG_FLAG=image-credential-provider-config
readonly BIN_FLAG=image-credential-provider-bin-dir
CR=$(printf '\r')
TAB=$(printf '\t')

usage() {
  cat <<'TEXT'
node.sh install --binary FILE --config FILE [--files DIR] [--files-only] [--dry-run] [--root DIR]
node.sh uninstall [--dry-run] [--root DIR]
node.sh status [--root DIR]

  --binary FILE   the program for this node
  --config FILE   its registries.yaml
  --files DIR     further files, such as secrets: they are put beside the config
  --files-only    leave flags and kubelet alone: they are managed elsewhere
  --dry-run       show what would change, and change nothing
  --root DIR      a folder to be taken for /

NODE_WINDOW   seconds that the kubelet has to stay up; RestartSec and 5 more
NODE_TIMEOUT  seconds within which it has to be healthy; 90

Exit codes: 0 done, or nothing to do; 1 failed, and what was there is there
again; 2 wrong command line; 3 refused, with what to do instead; 4 status: not
installed or not healthy.
TEXT
}

# --- Words ---------------------------------------------------------------------

# Tells a person something.
say() {
  printf 'node: %s\n' "$*"
}

# Tells a person what is wrong.
complain() {
  printf 'node: %s\n' "$*" >&2
}

# Ends with an exit code and a reason.
stop() {
  stop_code=$1
  shift
  complain "$*"
  exit "$stop_code"
}

# Tells whether a program is there.
has() {
  command -v "$1" >/dev/null 2>&1
}

# --- Files ---------------------------------------------------------------------

# The sum of a file's content, or a word that is none.
sum_of() {
  if [ -f "$1" ]; then sha256sum <"$1" | cut -d ' ' -f 1; else printf 'absent\n'; fi
}

# Tells whether two files have the same content, mode and owner.
same() {
  [ -f "$1" ] && [ -f "$2" ] &&
    [ "$(stat -c %a:%u:%g "$1")" = "$(stat -c %a:%u:%g "$2")" ] &&
    [ "$(sum_of "$1")" = "$(sum_of "$2")" ]
}

# The name under which a file is written before it is renamed. It begins with a
# dot and ends in no suffix that the kubelet reads in a folder of configs.
new_name() {
  printf '%s/.%s.new\n' "$(dirname -- "$1")" "$(basename -- "$1")"
}

# Puts SOURCE at TARGET in one step, with mode and owner of the source.
put() {
  put_new=$(new_name "$2")
  [ "$1" = "$put_new" ] || cp -p -- "$1" "$put_new"
  # After a power cut a rename without this may leave an empty file.
  sync "$put_new" 2>/dev/null || :
  mv -f -- "$put_new" "$2"
}

# Makes a folder and those above it, and remembers which it made.
make_folder() {
  [ ! -d "$root$1" ] || return 0
  make_folder "$(dirname -- "$1")" || return 1
  printf '%s\n' "$1" >>"$state/folders"
  mkdir -m 0755 -- "$root$1"
}

# --- State ---------------------------------------------------------------------

# Tells whether a run has left something that an uninstall has to look at.
has_state() {
  [ -e "$state/installed" ] || [ -e "$state/pending" ] || [ -d "$state/previous" ]
}

# Keeps what is at PATH, or that nothing is, in a TREE of the state; only once.
keep() {
  if [ -e "$state/$1/there$2" ] || [ -e "$state/$1/absent$2" ]; then return 0; fi
  keep_kind=absent
  [ ! -e "$root$2" ] || keep_kind=there
  mkdir -p -- "$(dirname -- "$state/$1/$keep_kind$2")"
  rm -f -- "$state/keep.new"
  if [ "$keep_kind" = there ]; then
    cp -p -- "$root$2" "$state/keep.new"
  else
    : >"$state/keep.new"
  fi
  mv -f -- "$state/keep.new" "$state/$1/$keep_kind$2"
}

# Puts back what a TREE of the state has of PATH.
restore() {
  if [ -e "$state/$1/absent$2" ]; then
    rm -f -- "$root$2" "$(new_name "$root$2")"
  elif [ -e "$state/$1/there$2" ]; then
    same "$state/$1/there$2" "$root$2" || put "$state/$1/there$2" "$root$2"
  fi
}

# Every path that a TREE of the state knows.
kept_paths() {
  for kind in there absent; do
    [ ! -d "$state/$1/$kind" ] ||
      (cd "$state/$1/$kind" && find . -type f | sed 's/^\.//')
  done
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
  sort -r -- "$state/folders" | while read -r folder_made; do
    rm -f -- "$(new_name "$root$folder_made/$NAME")"
    rmdir -- "$root$folder_made" 2>/dev/null || :
  done
}

# Removes what a run that was killed had not renamed yet.
remove_new() {
  for path in "$OWN_FOLDER/$NAME" "$RANCHER_FOLDER/bin/$NAME"; do
    rm -f -- "$(new_name "$root$path")"
  done
  kept_paths previous | while read -r path; do
    rm -f -- "$(new_name "$root$path")"
  done
}

# Tells whether the file at PATH is one that this script has written.
is_ours() {
  [ -f "$root$1" ] && [ -f "$state/written$1" ] &&
    grep -qxF -- "$(sum_of "$root$1")" "$state/written$1"
}

# Waits until no other run works on this node. The kernel gives the lock back
# when a run ends, however it ends. The lock is on a folder, as nothing is to be
# written before the checks.
lock() {
  has flock || stop 1 'flock is missing: install util-linux'
  [ -d "$root/var/lib" ] || mkdir -p -- "$root/var/lib"
  exec 9<"$root/var/lib"
  lock_left=$((timeout + timeout + 60))
  if ! flock -n 9; then say 'waiting for another run on this node'; fi
  until flock -n 9; do
    [ "$lock_left" -gt 0 ] ||
      stop 1 'another run works on this node and does not end: look for node.sh in the list of processes'
    lock_left=$((lock_left - 1))
    sleep 1
  done
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

# Removes folders and state of a node that has nothing of this script.
tidy() {
  [ -d "$state" ] || [ -d "$state.gone" ] || return 0
  remove_folders
  forget "$state"
  rmdir -- "$root/var/lib/$NAME" 2>/dev/null || :
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
  [ ! -d "$root$bin_dir" ] || [ -z "$bin_dir" ] || rm -f -- "$(new_name "$root$bin_dir/$NAME")"
  rm -rf -- "$stage"
  has_state || tidy
  exit "$ended_code"
}

# --- What the service manager and the kubelet say --------------------------------

# Values of a property of a unit, one in a line.
property() {
  systemctl show --property="$1" "${2:-$unit}" 2>/dev/null | sed -n "s/^$1=//p"
}

# Cuts a command line or an environment into words, one in a line. Quotes are left
# out: a path that the kubelet uses here holds no blank.
words() {
  tr -d "\"'" | tr ' \t\r' '[\n*]'
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

# The files with variables that the unit reads, in order.
environment_files() {
  property EnvironmentFiles | sed 's/ (ignore_errors=.*//'
}

# The words that the unit and the files it reads hold: those of the next start.
written_words() {
  {
    property ExecStart
    property Environment
    environment_files | while read -r file; do
      [ ! -f "$root$file" ] || sed 's/^[[:space:]]*[#;].*//' <"$root$file"
      printf '\n'
    done
  } | words | sed 's/^[A-Za-z_][A-Za-z0-9_]*=--/--/'
}

# The second number of the version of Kubernetes, or nothing.
kubernetes_minor() {
  minor_path=$(property ExecStart | sed -n '1s/^{ path=\([^ ;]*\).*/\1/p')
  [ -n "$minor_path" ] && [ -x "$root$minor_path" ] || return 0
  "$root$minor_path" --version 2>/dev/null 9<&- | sed -n '1s/.*v1\.\([0-9][0-9]*\).*/\1/p'
}

# Tells whether the kubelet says that it is well; it does so only after it has
# accepted the providers.
is_well() {
  well_config=$(live_words | flag_value config)
  : "${well_config:=/var/lib/kubelet/config.yaml}"
  well_port=$(sed -n 's/^healthzPort:[[:space:]]*\([0-9][0-9]*\).*/\1/p' "$root$well_config" 2>/dev/null || :)
  well_host=$(sed -n "s/^healthzBindAddress:[[:space:]]*[\"']\{0,1\}\([0-9a-fA-F.:]*\).*/\1/p" "$root$well_config" 2>/dev/null || :)
  # With port 0 the kubelet does not tell; the window and the flags have to do.
  [ "${well_port:-}" != 0 ] || return 0
  case $well_host in
    '' | 0.0.0.0 | ::) well_host='127.0.0.1 [::1]' ;;
    *:*) well_host="[$well_host]" ;;
  esac
  for host in $well_host; do
    ! answers "$host" "${well_port:-10248}" || return 0
  done
  return 1
}

# Tells whether http://HOST:PORT/healthz answers with 200.
answers() {
  if has curl; then
    curl --fail --silent --max-time 3 --output /dev/null "http://$1:$2/healthz" 2>/dev/null
  elif has wget; then
    wget -q -T 3 -O /dev/null "http://$1:$2/healthz" 2>/dev/null
  else
    # shellcheck disable=SC2016 # the variables are those of bash
    bash -c 'exec 3<>"/dev/tcp/$1/$2" && printf "GET /healthz HTTP/1.0\r\n\r\n" >&3 && read -r -t 3 line <&3 && [[ $line == *" 200 "* ]]' \
      bash "$(printf '%s' "$1" | tr -d '[]')" "$2" 2>/dev/null
  fi
}

# --- What kind of node this is -----------------------------------------------------

# Refuses, and says what this kind of node wants instead.
refuse() {
  stop 3 "refused: $*"
}

# Refuses nodes whose files or flags another program writes anew.
refuse_flavour() {
  flavour_id=$(sed -n "s/^ID=[\"']\{0,1\}\([a-z-]*\).*/\1/p" "$root/etc/os-release" 2>/dev/null || :)
  by_hand="install the files with --files-only, and have the flags set by"
  if [ "$flavour_id" = talos ]; then
    refuse "Talos has no place for a program of a node's own: it needs a system extension and machine.kubelet.credentialProviderConfig (https://www.talos.dev)"
  elif [ "$flavour_id" = bottlerocket ]; then
    refuse 'Bottlerocket runs only the providers that it carries: see settings.kubernetes.credential-providers'
  elif [ -d "$root/var/lib/minikube" ]; then
    refuse "minikube writes the kubelet's unit anew at every start: $by_hand minikube start --extra-config=kubelet.$CONFIG_FLAG=$OWN_FOLDER/kubelet.yaml --extra-config=kubelet.$BIN_FLAG=$OWN_FOLDER"
  elif [ -d "$root/etc/eks" ]; then
    refuse "EKS writes the kubelet's provider config anew when a node starts: append to /etc/eks/image-credential-provider in the user data of the nodes, and $by_hand it"
  elif [ "$flavour_id" = cos ] || [ -d "$root/home/kubernetes/bin" ] || [ -d "$root/etc/srv/kubernetes" ]; then
    refuse "GKE keeps nothing in /etc over a restart, and mounts /var and /home noexec: install at every start of a node, with --files-only, and add the entry to /etc/srv/kubernetes/cri_auth_config.yaml"
  elif [ -d "$root/var/snap/microk8s" ]; then
    refuse "MicroK8s reads its flags from /var/snap/microk8s/current/args/kubelet, one in a line: $by_hand that file, then restart snap.microk8s.daemon-kubelite"
  elif [ -d "$root/etc/machine-config-daemon" ] || [ -d "$root/etc/microshift" ]; then
    refuse "the Machine Config Operator writes the files of this node: $by_hand a MachineConfig"
  fi
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

# Decides where the files belong and whether flags have to be written.
find_place() {
  mode=own
  env_file=''
  folder=$OWN_FOLDER
  config=$folder/kubelet.yaml
  bin_dir=$folder
  unit=''
  if runs_systemd; then find_unit; fi
  if [ "$files_only" = yes ]; then
    mode=files
    case $unit in k3s* | rke2*) use_rancher ;; esac
    return 0
  fi
  refuse_flavour
  runs_systemd ||
    refuse 'systemd does not run here, so the kubelet cannot be restarted and watched: use --files-only, and restart the node by its own means (k3d: mount the files as volumes)'
  case $unit in
    '') refuse 'no kubelet was found (no unit kubelet, k3s, k3s-agent, rke2-server or rke2-agent): run this on a node' ;;
    k3s* | rke2*)
      mode=rancher
      use_rancher
      refuse_rancher_flags
      ;;
    *) find_flags ;;
  esac
}

# K3s and RKE2 give their kubelet the flags themselves where these files are.
use_rancher() {
  config=$RANCHER_FOLDER/config.yaml
  bin_dir=$RANCHER_FOLDER/bin
  folder=$bin_dir
}

# Refuses a K3s or RKE2 that was told of other places.
refuse_rancher_flags() {
  product=${unit%%-*}
  rancher_other=$(
    {
      cat -- "$root/etc/rancher/$product/config.yaml" "$root/etc/rancher/$product/config.yaml.d"/*.yaml 2>/dev/null || :
      written_words
    } | sed 's/^[[:space:]]*#.*//' | grep "image-credential-provider-" |
      grep -vE "(config[=:][\"' ]*$RANCHER_FOLDER/config\.yaml|bin-dir[=:][\"' ]*$RANCHER_FOLDER/bin)[\"']?[[:space:]]*\$" | head -n 1
  ) || :
  [ -z "$rancher_other" ] ||
    refuse "the configuration of $product names other places for credential providers than $RANCHER_FOLDER: take image-credential-provider-* out of it (these places need no option), or use --files-only"
}

# Compares the flags that the kubelet runs with and those of its next start.
find_flags() {
  wanted="$config|$bin_dir"
  live=$(live_words | flag_pair)
  written=$(written_words | flag_pair)
  if [ "$written" = "$wanted" ]; then
    # An earlier run has set them, or a person; which file it was is known already.
    if [ -f "$state/layout" ]; then
      env_file=$(sed -n 's/^env_file=//p' "$state/layout")
      variable=$(sed -n 's/^variable=//p' "$state/layout")
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
  case $given in
    /*'|'/*) ;;
    *) refuse "the kubelet has only one of the flags --$CONFIG_FLAG and --$BIN_FLAG, or one without an absolute path ($given): correct that first" ;;
  esac
  mode=foreign
  config=${given%%|*}
  bin_dir=${given#*|}
  [ -e "$root$config" ] || refuse "the kubelet's --$CONFIG_FLAG names $config, which is not there"
  [ -d "$root$bin_dir" ] || refuse "the kubelet's --$BIN_FLAG names $bin_dir, which is no folder"
  if [ -d "$root$config" ]; then
    # The kubelet reads every file of a folder, so one of our own is enough.
    in_folder=yes
    config=${config%/}/$NAME.yaml
  else
    config=$(real_path "$config")
  fi
}

# The path that a path leads to, without the root: a rename would replace a link.
real_path() {
  if [ -L "$root$1" ]; then
    real=$(readlink -f -- "$root$1")
    printf '%s\n' "${real#"$root"}"
  else
    printf '%s\n' "$1"
  fi
}

# Finds the file and the variable in which the flags take effect: the last file
# that sets the variable, or one that is made for it.
find_variable() {
  variable=KUBELET_EXTRA_ARGS
  env_file=''
  env_place=''
  for file in $(environment_files); do
    case $(assignment "$variable" "$root$file") in
      none) ;;
      swallowed) refuse "in $file a comment that ends in a backslash stands before $variable, which some versions of systemd read as one comment: remove the backslash" ;;
      *) env_file=$file ;;
    esac
    case $file in
      */default/kubelet | */sysconfig/kubelet)
        [ -n "$env_place" ] && [ ! -f "$root$file" ] || env_place=$file
        ;;
    esac
  done
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
  env_file=$(real_path "$env_file")
  sets_flags=yes
}

# --- The variable with the flags ---------------------------------------------------

# Where in FILE the value of the last assignment of VARIABLE begins, and what has
# to follow an insertion there: "OFFSET space" or "OFFSET end"; "none"; or
# "swallowed" where systemd's versions differ on whether it is one. Restates
# parse_env_file_internal of systemd src/basic/env-file.c. The flags go to the
# front: there no quote and no backslash of what follows can reach them.
assignment() {
  [ -f "$2" ] || {
    printf 'none\n'
    return 0
  }
  awk -v variable="$1" '
    function blank(c) { return c == " " || c == "\t" || c == "\n" || c == "\r" }
    function newline(c) { return c == "\n" || c == "\r" }
    function begin(offset) { start = offset; fresh = 0 }
    function finish() { state = "pre key"; risky = 0; fresh = 0 }
    function step(c, at) {
      if (watch != "") {
        found = start " " ((watch == c || watch == "value" && blank(c)) ? "end" : "space")
        watch = ""
      }
      if (state == "pre key") {
        if (c == "#" || c == ";") state = "comment"
        else if (!blank(c)) { state = "key"; key = c }
      } else if (state == "key") {
        if (newline(c)) finish()
        else if (c == "=") {
          sub(/[ \t]+$/, "", key)
          state = "pre value"
          if (key == variable) {
            if (risky) found = "swallowed"
            else { fresh = 1; found = (at + 1) " end" }
          }
        } else key = key c
      } else if (state == "pre value") {
        if (newline(c)) finish()
        else if (c == "\"" || c == "\047") {
          state = (c == "\"") ? "double" : "single"
          if (fresh) { begin(at + 1); watch = c }
        } else if (!blank(c)) {
          state = (c == "\\") ? "value escape" : "value"
          if (fresh) { begin(at); found = start " space" }
        }
      } else if (state == "value") {
        if (newline(c)) finish()
        else if (c == "\\") state = "value escape"
      } else if (state == "value escape") state = "value"
      else if (state == "single") { if (c == "\047") state = "pre value" }
      else if (state == "double") {
        if (c == "\"") state = "pre value"
        else if (c == "\\") state = "double escape"
      } else if (state == "double escape") state = "double"
      else if (state == "comment") {
        if (newline(c)) finish()
        else if (c == "\\") state = "comment escape"
      } else if (state == "comment escape") {
        if (c == "\n") { finish(); risky = 1 } else state = "comment"
      }
    }
    BEGIN { state = "pre key"; found = "none" }
    {
      line = $0 "\n"
      count = length(line)
      for (i = 1; i <= count; i++) step(substr(line, i, 1), position + i - 1)
      position += count
    }
    END { print found }' "$2"
}

# The file with both flags in the variable; every other byte as it was.
add_flags() {
  flags="--$CONFIG_FLAG=$config --$BIN_FLAG=$bin_dir"
  add_at=$(assignment "$variable" "$root$env_file")
  case $add_at in
    none)
      # As the first line: the last one may have no end, or be a comment that goes on.
      printf '%s="%s"\n' "$variable" "$flags"
      [ ! -f "$root$env_file" ] || cat -- "$root$env_file"
      ;;
    *)
      head -c "${add_at% *}" <"$root$env_file"
      printf '%s' "$flags"
      [ "${add_at#* }" = end ] || printf ' '
      tail -c "+$((${add_at% *} + 1))" <"$root$env_file"
      ;;
  esac
}

# The file without both flags: for one that was changed after us.
take_out_flags() {
  take_one=$(printf '%s' "--$CONFIG_FLAG=$config" | sed 's/[].[*^$\\|]/\\&/g')
  take_two=$(printf '%s' "--$BIN_FLAG=$bin_dir" | sed 's/[].[*^$\\|]/\\&/g')
  take_line=''
  # The line was ours where the file had none before.
  if [ ! -f "$state/pristine/there$env_file" ] ||
    [ "$(assignment "$variable" "$state/pristine/there$env_file")" = none ]; then
    take_line="/^$variable=\"\"$CR*\$/d"
  fi
  sed -e '/^[[:space:]]*[#;]/b' \
    -e "s|$take_one ||g" -e "s| \{0,1\}$take_one\([\"'$CR]\)|\1|g" -e "s| \{0,1\}$take_one\$||" \
    -e "s|$take_two ||g" -e "s| \{0,1\}$take_two\([\"'$CR]\)|\1|g" -e "s| \{0,1\}$take_two\$||" \
    -e "$take_line" <"$root$env_file"
}

# --- The plan: what has to change ---------------------------------------------------

# Adds a step: SOURCE comes to TARGET ("-" removes it), and a restart of the
# kubelet is needed for it or not.
plan() {
  if [ "$1" = - ]; then
    [ -e "$root$2" ] || return 0
  else
    ! same "$1" "$root$2" || return 0
    # A folder of the machine that holds the nodes, mounted read-only as by "make
    # kind-up", keeps its owner: what can be asked for is the content.
    plan_folder=$(dirname -- "$root$2")
    if [ -d "$plan_folder" ] && [ ! -w "$plan_folder" ] && [ "$(sum_of "$1")" = "$(sum_of "$root$2")" ]; then
      return 0
    fi
  fi
  printf '%s\t%s\t%s\n' "$1" "$2" "$3" >>"$stage/plan"
}

# Shows the plan. Only the kubelet's files are shown with what changes in them,
# and without the lines around it: the others hold secrets.
show_plan() {
  while IFS="$TAB" read -r source target needs_restart; do
    if [ "$source" = - ]; then
      say "would remove $target"
    elif [ -e "$root$target" ]; then
      say "would change $target"
    else
      say "would write $target"
    fi
    [ "$needs_restart" = yes ] || continue
    show_old=$root$target
    show_new=$source
    [ -e "$show_old" ] || show_old=/dev/null
    [ "$source" != - ] || show_new=/dev/null
    if has diff; then
      diff -U 0 "$show_old" "$show_new" | sed -e 1,2d -e 's/^/node:   /' || :
    else
      say '  (install diffutils to see the difference)'
    fi
  done <"$stage/plan"
  if grep -q "${TAB}yes\$" "$stage/plan" || [ -e "$state/pending" ]; then
    say "would restart $unit"
  fi
}

# Does the plan. A failure ends the script, and its end puts everything back.
apply() {
  while IFS="$TAB" read -r source target needs_restart; do
    keep previous "$target"
    keep pristine "$target"
    [ "$needs_restart" = no ] || : >"$state/pending"
    if [ "$source" = - ]; then
      rm -f -- "$root$target"
      say "removed $target"
    else
      mkdir -p -- "$(dirname -- "$state/written$target")"
      sum_of "$source" >>"$state/written$target"
      make_folder "$(dirname -- "$target")"
      put "$source" "$root$target"
      say "wrote $target"
    fi
  done <"$stage/plan"
  : >"$stage/plan"
}

# --- Restart, check, rollback ---------------------------------------------------------

# Restarts the kubelet and waits until it is well, with the flags it should have.
# The exit code of systemctl says nothing: it is 0 for a kubelet that ends at once.
restart_and_check() {
  old_start=$(property MainPID):$(property ExecMainStartTimestampMonotonic)
  restarted=yes
  restarted_at=$(date +%s)
  say "restarting $unit"
  # K3s would keep systemctl waiting until it is ready, which may be never.
  systemctl --no-block restart "$unit" || return 1
  wait_healthy
}

# Seconds between a crash of the unit and its next start.
restart_seconds() {
  property RestartUSec | awk '
    { for (i = 1; i <= NF; i++) {
        if ($i ~ /^[0-9]+min$/) sum += 60 * $i
        else if ($i ~ /^[0-9.]+s$/) sum += int($i + 0.999)
        else if ($i ~ /^[0-9]+(ms|us)$/) sum += 1
    } }
    END { print sum + 0 }'
}

# The three checks, over a window: one process without restarts, which has the
# flags, and is well. A single look could fall between two crashes.
wait_healthy() {
  window=${NODE_WINDOW:-$(($(restart_seconds) + 5))}
  deadline=$(($(date +%s) + timeout))
  seen=''
  first_restarts=''
  why='does not run'
  while :; do
    now=$(date +%s)
    pid=$(property MainPID)
    restarts=$(property NRestarts)
    : "${first_restarts:=${restarts:-0}}"
    if [ "${pid:-0}" = 0 ]; then
      why='does not run'
      seen=''
    elif [ "$pid:$(property ExecMainStartTimestampMonotonic)" = "$old_start" ]; then
      why='was not restarted'
      seen=''
    else
      if [ "$pid:$restarts" != "$seen" ]; then
        seen=$pid:$restarts
        since=$now
      fi
      if ! has_wanted_flags; then
        why='runs without the flags that it should have, or with those that it should not have'
      elif ! is_well; then
        why='does not answer "ok" to /healthz'
      elif [ "$((now - since))" -ge "$window" ]; then
        return 0
      else
        why="has not run for $window s yet"
      fi
    fi
    # Who crashes again and again does not get better by waiting.
    if [ "$((${restarts:-0} - first_restarts))" -ge 4 ]; then
      why='crashes again and again'
      break
    fi
    [ "$now" -lt "$deadline" ] || break
    sleep 1
  done
  complain "$unit $why"
  return 1
}

# Tells whether the kubelet has the flags "want": a pair, "not:" a pair, or any.
has_wanted_flags() {
  case $want in
    any) return 0 ;;
    not:*) [ "$(live_words | flag_pair)" != "${want#not:}" ] ;;
    *) [ "$(live_words | flag_pair)" = "$want" ] ;;
  esac
}

# Shows the lines of the journal that matter.
show_journal() {
  journal=$(journalctl --unit="$unit" --since="@$restarted_at" --lines=500 --output=cat --no-pager 2>/dev/null || :)
  journal_lines=$(printf '%s\n' "$journal" | grep -iE 'credential|plugin|fatal|fail|error|flag' || :)
  complain "what the journal of $unit says since the restart:"
  printf '%s\n' "${journal_lines:-$journal}" | cut -c 1-600 | awk '!shown[$0]++' | tail -n 12 | sed 's/^/node:   /' >&2
}

# Tells whether this node waits for "kubeadm init" or "join": its kubelet cannot run.
is_unjoined() {
  [ "$unit" = kubelet ] && [ ! -e "$root/var/lib/kubelet/config.yaml" ] && ! is_well
}

# Puts back what was there before the run, and makes the kubelet run with it.
roll_back() {
  phase=rollback
  complain 'failed: putting back what was there before'
  [ -z "$env_file" ] || restore previous "$env_file"
  kept_paths previous | while read -r path; do
    restore previous "$path"
  done
  if [ "$restarted" = yes ] || [ "$was_pending" = yes ]; then
    want=any
    if [ "$mode" = own ] || [ "$mode" = foreign ]; then
      want=$(written_words | flag_pair)
      [ -n "$want" ] || [ -n "$env_file" ] || want=any
    fi
    if restart_and_check; then
      complain "everything is as it was before, and $unit is healthy"
      rm -f -- "$state/pending"
    else
      complain "the files are as they were before, but $unit is not healthy: look at journalctl --unit=$unit; running this again restarts it"
    fi
  else
    rm -f -- "$state/pending"
    complain 'everything is as it was before; nothing was restarted'
  fi
  remove_folders
  forget "$state/previous"
}

# Restarts where a change needs it.
settle() {
  [ -e "$state/pending" ] || return 0
  if is_unjoined; then
    say "this node has not joined a cluster yet: $unit takes up the change when it starts"
  else
    if ! restart_and_check; then
      show_journal
      exit 1
    fi
    say "$unit is healthy"
  fi
  rm -f -- "$state/pending"
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

# --- install -----------------------------------------------------------------------------

# Refuses a program for another architecture before anything calls it: a shell
# would read such a file as a script.
check_program() {
  program_head=$(head -c 20 <"$1" | od -An -tx1 | tr -d ' \n')
  case $program_head in
    2321*) return 0 ;;
    7f454c46*) ;;
    *) stop 1 "$1 is no program for Linux: build one with make build" ;;
  esac
  case $(uname -m):$(printf '%s' "$program_head" | cut -c 37-40) in
    x86_64:3e00 | aarch64:b700) ;;
    *:3e00) stop 1 "$1 is for amd64, this node is $(uname -m): build one with make build ARCH=arm64" ;;
    *:b700) stop 1 "$1 is for arm64, this node is $(uname -m): build one with make build ARCH=amd64" ;;
    *) stop 1 "$1 is for another architecture than $(uname -m): the program is there for amd64 and arm64" ;;
  esac
}

# Tells whether a copy of the program runs, and why not. Its lock is not for children.
runs() {
  runs_code=0
  runs_text=$("$1" --version 2>&1 9<&-) || runs_code=$?
  case $runs_code in
    0) return 0 ;;
    126) runs_why="the file system of $(dirname -- "$1") is mounted noexec, or a security module forbids it" ;;
    127) runs_why='a library or the loader is missing: the program needs glibc 2.27 or newer' ;;
    *) runs_why="it ended with $runs_code: $(printf '%s\n' "$runs_text" | head -n 1)" ;;
  esac
  return 1
}

# Finds a place from which the program runs before it is installed. It is never
# called from the folder it will be in: there it would find its config by itself
# and leave --config out of the kubelet's config, and the result would depend on it.
find_tool() {
  tool=$binary
  if [ "$(cd "$(dirname -- "$binary")" && pwd -P)" != "$root$bin_dir" ] && [ -x "$tool" ] && runs "$tool"; then
    return 0
  fi
  mkdir -- "$stage/run"
  tool=$stage/run/$NAME
  cat -- "$binary" >"$tool"
  chmod 0755 "$tool"
  runs "$tool" || stop 1 "the program does not run on this node: $runs_why"
}

# Runs the program on files of the stage; the messages name the files of the node.
call_tool() {
  "$tool" "$@" 9<&- >"$stage/tool.out" 2>"$stage/tool.err" && return 0
  grep -hv '^warning' "$stage/tool.out" "$stage/tool.err" |
    sed -e "s|$stage/registries\.yaml|$config_given|g" -e "s|$stage/kubelet\.d|${config%/*}|g" \
      -e "s|$stage/kubelet\.yaml|$config|g" -e 's/^/node:   /' >&2 || :
  return 1
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

# An empty file that everybody may read.
new_file() {
  : >"$1"
  chmod 0644 "$1"
}

# Makes the kubelet's config: with our entry in what is there from others.
prepare_kubelet_config() {
  set -- kubelet-config --config "$stage/registries.yaml" --config-on-node "$folder/registries.yaml"
  minor=''
  [ -z "$unit" ] || minor=$(kubernetes_minor)
  if [ -n "$minor" ] && [ "$minor" -lt 24 ]; then
    set -- "$@" --api-version v1alpha1
  elif [ -n "$minor" ] && [ "$minor" -lt 26 ]; then
    set -- "$@" --api-version v1beta1
  fi
  new_file "$stage/kubelet.yaml"
  call_tool "$@" || stop 1 'no config for the kubelet could be made; nothing was changed'
  cat -- "$stage/tool.out" >"$stage/kubelet.yaml"
  [ -f "$root$config" ] || return 0
  call_tool "$@" --merge-into "$root$config" ||
    refuse "our entry cannot be added to $config, which the kubelet uses already: add it by hand (registry-credential-provider kubelet-config prints it), then use --files-only"
  sed 's/^/node: note: /' "$stage/tool.err"
  cp -p -- "$root$config" "$stage/kubelet.yaml"
  cat -- "$stage/tool.out" >"$stage/kubelet.yaml"
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
  call_tool validate --config "$stage/registries.yaml" --kubelet-config "$check_path" ||
    stop 1 "the kubelet would refuse $config; nothing was changed"
}

# What the program finds wrong in a config of the kubelet, without the file's name.
errors_in() {
  "$tool" validate --config "$stage/registries.yaml" --kubelet-config "$1" 9<&- 2>/dev/null |
    grep '^error' | sed "s|$1||" | tr -s ' ' || :
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

install_node() {
  check_program "$binary"
  lock
  find_place
  open_state
  if [ -e "$state/pending" ]; then was_pending=yes; fi
  find_tool
  prepare
  if [ "$dry_run" = yes ]; then
    if [ -s "$stage/plan" ]; then show_plan; else say 'nothing would change'; fi
    exit 0
  fi
  if [ -s "$stage/plan" ] || has_unfinished; then
    check_place
    write_layout
    [ "$needs_restart_anyway" = no ] || : >"$state/pending"
    want="$config|$bin_dir"
    [ "$mode" != foreign ] || want=$given
    phase=writing
    apply
    [ "$mode" = files ] || settle
    : >"$state/installed"
    phase=over
    forget "$state/previous"
    say 'installed'
  else
    say 'nothing to do: everything is installed'
  fi
  show_warnings
}

# Tells whether an earlier run was killed.
has_unfinished() {
  [ "$needs_restart_anyway" = yes ] || [ -e "$state/pending" ] || [ -d "$state/previous" ]
}

# Tells what the program finds odd in its config, and what is left for a person.
show_warnings() {
  "$tool" validate --config "$root$folder/registries.yaml" 9<&- 2>/dev/null | grep '^warning' | sed 's/^/node: /' || :
  [ "$mode" = files ] || return 0
  say "the kubelet needs --$CONFIG_FLAG=$config --$BIN_FLAG=$bin_dir, and a restart where $config or the flags have changed"
}

# --- uninstall ------------------------------------------------------------------------------

# Plans to put back what was at PATH before the first install. A file that was
# changed after us loses what is ours, or stays.
plan_removal() {
  pristine=$state/pristine/there$1
  if [ ! -e "$root$1" ]; then return 0; fi
  if is_ours "$1"; then
    if [ -f "$pristine" ]; then plan "$pristine" "$1" "$2"; else plan - "$1" "$2"; fi
  elif ! same "$pristine" "$root$1"; then
    cp -p -- "$root$1" "$stage/edited"
    case $1 in
      "$env_file") take_out_flags >"$stage/edited.env" && plan_edited "$stage/edited.env" "$1" ;;
      "$config")
        if [ "$2" = yes ]; then
          tool=$root$bin_dir/$NAME
          call_tool kubelet-config --remove-from "$root$1" ||
            stop 1 "our entry cannot be taken out of $1: do that by hand, then run this again"
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
  if [ ! -e "$state/pristine/there$2" ] && ! grep -q '[^[:space:]]' "$1"; then
    plan - "$2" yes
    return 0
  fi
  cp -p -- "$root$2" "$1.kept"
  cat -- "$1" >"$1.kept"
  plan "$1.kept" "$2" yes
}

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
  apply
  phase=over
  forget "$state/previous"
  rm -f -- "$state/installed" "$state/pending"
  say 'uninstalled'
}

# Plans for every file but the one that went first.
plan_rest() {
  kept_paths pristine | while read -r path; do
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

# --- status -----------------------------------------------------------------------------------

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
  else
    say "program   $bin_dir/$NAME does not run: $runs_why"
    status_code=4
  fi
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
  status_kubelet
  if has_unfinished; then
    say 'state     an earlier run was not finished: run it again'
    status_code=4
  elif [ ! -e "$state/installed" ]; then
    say 'state     not installed by this script'
  fi
  exit "$status_code"
}

# The config that the kubelet's flags name, or the one that we would write.
config_of_flags() {
  status_live=''
  [ -z "$unit" ] || status_live=$(live_words | flag_pair)
  if [ -n "$status_live" ]; then printf '%s\n' "${status_live%%|*}"; else printf '%s\n' "$config"; fi
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
      if [ "${status_pair#*|}" = "$bin_dir" ]; then
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

# --- The command line ----------------------------------------------------------------------------

# Ends because of the command line.
wrong() {
  complain "$*"
  complain 'see node.sh --help'
  exit 2
}

binary=''
config_given=''
files=''
files_only=no
dry_run=no
root=''
command=${1:-}
case $command in
  install | uninstall | status) shift ;;
  -h | --help | help)
    usage
    exit 0
    ;;
  '') wrong 'a command is missing: install, uninstall or status' ;;
  *) wrong "\"$command\" is not known: use install, uninstall or status" ;;
esac
while [ "$#" -gt 0 ]; do
  option=$1
  shift
  case $option in
    --*=*)
      set -- "${option#*=}" "$@"
      option=${option%%=*}
      ;;
    --binary | --config | --files | --root) [ "$#" -gt 0 ] || wrong "$option needs a value" ;;
  esac
  case $command:$option in
    install:--binary) binary=$1 ;;
    install:--config) config_given=$1 ;;
    install:--files) files=$1 ;;
    *:--root) root=$1 ;;
    install:--files-only)
      files_only=yes
      continue
      ;;
    install:--dry-run | uninstall:--dry-run)
      dry_run=yes
      continue
      ;;
    *) wrong "\"$option\" is not known to $command" ;;
  esac
  shift
done
if [ "$command" = install ]; then
  [ -n "$binary" ] || wrong '--binary is missing'
  [ -n "$config_given" ] || wrong '--config is missing'
  [ -f "$binary" ] || wrong "--binary $binary is no file"
  [ -f "$config_given" ] || wrong "--config $config_given is no file"
  [ -z "$files" ] || [ -d "$files" ] || wrong "--files $files is no folder"
fi
if [ -n "$root" ]; then
  [ -d "$root" ] || wrong "--root $root is no folder"
  root=$(cd "$root" && pwd -P)
  root=${root%/}
elif [ "$(id -u)" != 0 ]; then
  stop 1 'only root may change a node: use sudo'
fi
timeout=${NODE_TIMEOUT:-90}
case $timeout:${NODE_WINDOW:-0} in
  *[!0-9:]* | :* | *:) wrong 'NODE_TIMEOUT and NODE_WINDOW are whole seconds' ;;
esac

state=$root/var/lib/$NAME/install
stage=$state/stage
phase=reading
mode=''
unit=''
env_file=''
variable=''
config=''
bin_dir=''
folder=''
given=''
in_folder=no
sets_flags=no
needs_restart_anyway=no
restarted=no
restarted_at=''
was_pending=no
"${command}_node"
