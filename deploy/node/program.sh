# The program that is installed: for which machine it is, and whether it runs here.

# Refuses a program for another architecture before anything calls it: a shell
# would read such a file as a script.
check_program() {
  program_head=$(head -c 20 <"$1" | od -An -tx1 | tr -d ' \n')
  case $program_head in
    2321*) return 0 ;;
    7f454c46*) ;;
    *) stop 1 "$1 is not a program for Linux: build one with make build" ;;
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
  case $runs_code:$(stat -c %A -- "$1") in
    0:*) return 0 ;;
    126:*x*) runs_why="the file system of $(dirname -- "$1") is mounted noexec, or a security module forbids it" ;;
    126:*) runs_why='it is not executable (chmod 0755)' ;;
    127:*) runs_why='a library or the loader is missing: the program needs glibc 2.27 or newer' ;;
    *) runs_why="it ended with $runs_code: $(printf '%s\n' "$runs_text" | head -n 1)" ;;
  esac
  return 1
}

# Finds a place from which the program runs before it is installed. It is never
# called from the folder it will be in: there it would find its config by itself
# and leave --config out of the kubelet's config, and the result would depend on it.
find_tool() {
  tool=$binary
  if [ "$(cd "${binary%/*}/" && pwd -P)" != "$root$bin_dir" ] && [ -x "$tool" ] && runs "$tool"; then
    return 0
  fi
  mkdir -- "$stage/run"
  tool=$stage/run/$NAME
  cat -- "$binary" >"$tool"
  chmod 0755 "$tool"
  runs "$tool" || stop 1 "the program does not run on this node: $runs_why"
}

# Runs the program on files of the stage, and keeps what it says there.
ask_tool() {
  "$tool" "$@" 9<&- >"$stage/tool.out" 2>"$stage/tool.err"
}

# Shows what it said, without warnings, with the names of the files of the node.
show_answer() {
  grep -hv '^warning' "$stage/tool.out" "$stage/tool.err" |
    exchange "$stage/registries.yaml" "$config_given" |
    exchange "$stage/kubelet.d" "${config%/*}" |
    exchange "$stage/kubelet.yaml" "$config" | sed 's/^/node:   /' >&2 || :
}

# Both in one, where a failure is to be shown.
call_tool() {
  ask_tool "$@" && return 0
  show_answer
  return 1
}
