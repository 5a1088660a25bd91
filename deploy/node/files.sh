# Files: compared, written by a rename, and the folders that are made for them.

# Tells whether a program is there.
has() {
  command -v "$1" >/dev/null 2>&1
}

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

# An empty file that everybody may read.
new_file() {
  : >"$1"
  chmod 0644 "$1"
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
