# Files: compared, written by a rename, and the folders that are made for them.

# Tells whether a program is there.
has() {
  command -v "$1" >/dev/null 2>&1
}

# Tells whether something is at a path, also a link that leads nowhere.
is_there() {
  [ -e "$1" ] || [ -L "$1" ]
}

# The sum of a file's content, or a word that is none.
sum_of() {
  if [ -f "$1" ]; then sha256sum <"$1" | cut -d ' ' -f 1; else printf 'absent\n'; fi
}

# Tells whether two files have the same kind, content, mode and owner. A link's
# content is where it leads.
same() {
  is_there "$1" && is_there "$2" &&
    [ "$(stat -c %a:%u:%g "$1")" = "$(stat -c %a:%u:%g "$2")" ] || return 1
  if [ -L "$1" ] || [ -L "$2" ]; then
    [ -L "$1" ] && [ -L "$2" ] && [ "$(readlink -- "$1")" = "$(readlink -- "$2")" ]
  else
    [ -f "$1" ] && [ -f "$2" ] && [ "$(sum_of "$1")" = "$(sum_of "$2")" ]
  fi
}

# The name under which a file is written before it is renamed. It begins with a
# dot and ends in no suffix that the kubelet reads in a folder of configs.
new_name() {
  printf '%s/.%s.new\n' "${1%/*}" "${1##*/}"
}

# Removes a file, or a link, that has the name under which files are written. What
# else is in the way there is for check_way to tell.
remove_new_file() {
  if [ -f "$1" ] || [ -L "$1" ]; then rm -f -- "$1"; fi
}

# An empty file that everybody may read.
new_file() {
  : >"$1"
  chmod 0644 "$1"
}

# The path at which the links of a path end, without the root: a rename would
# replace a link. There need be no file; where there is no folder for one, or the
# links lead in a circle, it fails.
real_path() {
  real=$1
  real_links=0
  while [ -L "$root$real" ]; do
    real_links=$((real_links + 1))
    [ "$real_links" -le 40 ] || return 1
    real_target=$(readlink -- "$root$real")
    case $real_target in
      /*) real=$real_target ;;
      *) real=${real%/*}/$real_target ;;
    esac
    real_folder=$(cd -P "$root${real%/*}/" 2>/dev/null && pwd -P) || return 1
    real=${real_folder#"$root"}/${real##*/}
  done
  printf '%s\n' "$real"
}

# Ends where something is in the way of the file at PATH, before anything is
# changed: a rename onto a folder goes into it, and a FIFO is waited for.
check_way() {
  remove_new_file "$(new_name "$root$1")"
  for way in "$root$1" "$(new_name "$root$1")"; do
    [ ! -e "$way" ] || [ -f "$way" ] ||
      stop 1 "$way is not a file, and is in the way: move it. Nothing was changed"
  done
  way=${1%/*}
  until [ -z "$way" ] || is_there "$root$way"; do way=${way%/*}; done
  [ -z "$way" ] || [ -d "$root$way" ] ||
    stop 1 "$root$way is not a folder, and is in the way: move it. Nothing was changed"
}

# Puts SOURCE at TARGET in one step, with kind, mode and owner of the source.
put() {
  put_new=$(new_name "$2")
  if [ "$1" != "$put_new" ]; then
    # What a link of this name leads to is not ours to write.
    remove_new_file "$put_new"
    cp -P -p -- "$1" "$put_new"
  fi
  # After a power cut a rename without this may leave an empty file.
  sync "$put_new" 2>/dev/null || :
  mv -f -- "$put_new" "$2"
}

# Makes a folder and those above it, and remembers which it made.
make_folder() {
  # Above a folder of the root there is nothing, and "/" is there.
  [ ! -d "$root$1/" ] || return 0
  make_folder "${1%/*}" || return 1
  printf '%s\n' "$1" >>"$state/folders"
  mkdir -m 0755 -- "$root$1"
}
