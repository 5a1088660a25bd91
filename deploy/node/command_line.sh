# The command line, and what a run begins with. It comes last: it starts the run.

usage() {
  cat <<'TEXT'
node.sh install --binary FILE --config FILE [--files DIR] [--files-only] [--only-own-files] [--any-host] [--dry-run] [--root DIR]
node.sh uninstall [--dry-run] [--root DIR]
node.sh status [--root DIR]

  --binary FILE   the program for this node
  --config FILE   its registries.yaml
  --files DIR     secret files and the like, which go beside the config
  --files-only    do not touch the flags and the kubelet
  --only-own-files
                  let the program refuse secrets, keys and certificates outside of
                  the folder of its config
  --any-host      let the kubelet ask for every registry, so that new rules without
                  service accounts need no restart
  --dry-run       show what would change, and change nothing
  --root DIR      treat DIR as /

Variables:
NODE_WINDOW   seconds that the kubelet has to stay healthy (default RestartSec + 5)
NODE_TIMEOUT  seconds in which it has to become healthy (default 90)

Exit codes: 0 done, or nothing to do; 1 failed, and the node is as it was before;
2 wrong command line; 3 refused, with what to do instead; 4 status: not installed,
not healthy, or a run was not finished.
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
  *) wrong "unknown command \"$command\": use install, uninstall or status" ;;
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
    *:-h | *:--help)
      usage
      exit 0
      ;;
    *) wrong "unknown option \"$option\" for $command" ;;
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
  *[!0-9:]* | :* | *:) wrong 'NODE_TIMEOUT and NODE_WINDOW must be whole seconds' ;;
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
