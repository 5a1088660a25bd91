# The command line, and what a run begins with. It comes last: it starts the run.

usage() {
  cat <<'TEXT'
node.sh install --binary FILE --config FILE [--files DIR] [--files-only] [--only-own-files] [--any-host] [--dry-run] [--root DIR]
node.sh uninstall [--dry-run] [--root DIR]
node.sh status [--root DIR]

  --binary FILE   the program for this node
  --config FILE   its registries.yaml
  --files DIR     further files, such as secrets: they are put beside the config
  --files-only    leave flags and kubelet alone: they are managed elsewhere
  --only-own-files
                  the program refuses secrets, keys and certificates that are not
                  in the folder of its config
  --any-host      have the kubelet ask for every registry: a rule that is added later,
                  and needs no service account, needs no restart
  --dry-run       show what would change, and change nothing
  --root DIR      a folder to be taken for /

NODE_WINDOW   seconds that the kubelet has to stay up; RestartSec and 5 more
NODE_TIMEOUT  seconds within which it has to be healthy; 90

Exit codes: 0 done, or nothing to do; 1 failed, and what was there is there
again; 2 wrong command line; 3 refused, with what to do instead; 4 status: not
installed or not healthy.
TEXT
}

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
only_own_files=no
any_host=no
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
  esac
  case $option in
    --binary | --config | --files | --root)
      [ -n "${1:-}" ] || wrong "$option needs a value"
      # A name alone would be looked for on PATH, or taken for an option.
      case $1 in /*) ;; *)
        value=$PWD/$1
        shift
        set -- "$value" "$@"
        ;;
      esac
      ;;
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
    install:--only-own-files)
      only_own_files=yes
      continue
      ;;
    install:--any-host)
      any_host=yes
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
  [ -f "$binary" ] || wrong "--binary $binary is not a file"
  [ -f "$config_given" ] || wrong "--config $config_given is not a file"
  [ -z "$files" ] || [ -d "$files" ] || wrong "--files $files is not a folder"
fi
if [ -n "$root" ]; then
  [ -d "$root" ] || wrong "--root $root is not a folder"
  # The x keeps a line feed at the end.
  root=$(cd "$root" && pwd -P && printf x)
  root=${root%"${LF}x"}
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
