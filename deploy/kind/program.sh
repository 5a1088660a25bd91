# shellcheck shell=sh
# The program for an architecture. Read by kind.sh.

# Sets NODE_PROGRAM; builds it once in a run, unless KIND_PROGRAM names one.
# find_program MACHINE: as uname -m says it
find_program() {
  case $1 in
    x86_64) arch=amd64 ;;
    aarch64 | arm64) arch=arm64 ;;
    *)
      say "there is no program for the architecture $1: only for x86_64 and aarch64" >&2
      return 1
      ;;
  esac
  if [ -n "${KIND_PROGRAM:-}" ]; then
    NODE_PROGRAM=$KIND_PROGRAM
  else
    NODE_PROGRAM=$PROJECT/dist/$NAME-linux-$arch
    case " ${built:-} " in
      *" $arch "*) ;;
      *)
        say "building the program for $arch"
        "${MAKE:-make}" --directory="$PROJECT" build "ARCH=$arch" </dev/null || return 1
        built="${built:-} $arch"
        ;;
    esac
  fi
  [ -f "$NODE_PROGRAM" ] && return 0
  say "the program $NODE_PROGRAM is missing: run make build ARCH=$arch, or give KIND_PROGRAM=FILE" >&2
  return 1
}
