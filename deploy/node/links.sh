# Links to the program. Each entry of the kubelet's config has a name of its own,
# and the kubelet runs the file with that name: the program, or a link to it.

# The names of links in a config of the kubelet, as the program writes it.
link_names() {
  sed -n "s/^ *- name: \"\($NAME-[A-Za-z0-9._-]*\)\"\$/\1/p"
}

# Tells whether PATH is a link to the program beside it.
is_link() {
  [ -L "$root$1" ] && [ "$(readlink -- "$root$1")" = "$NAME" ]
}

# Plans the links that the entries need and that are not there.
plan_links() {
  while IFS= read -r link_name; do
    link=$bin_dir/$link_name
    if is_link "$link"; then continue; fi
    [ ! -d "$root$link" ] || stop 1 "$link is a folder, and in the way of a link: move it. Nothing was changed"
    printf 'link\t%s\tno\n' "$link" >>"$stage/plan"
  done <"$stage/link_names"
}

# The links of this script that no entry needs any more.
old_links() {
  [ -f "$state/links" ] || return 0
  while IFS= read -r link; do
    if [ "${link%/*}" != "$bin_dir" ] || ! grep -qxF -- "${link##*/}" "$stage/link_names"; then
      printf '%s\n' "$link"
    fi
  done <"$state/links"
}

# Plans to take them away.
plan_old_links() {
  old_links | while IFS= read -r link; do
    printf 'unlink\t%s\tno\n' "$link" >>"$stage/plan"
  done
}

# Does a step of the plan, "link" or "unlink", and remembers it for a failure.
do_link() {
  printf '%s\t%s\n' "$1" "$2" >>"$stage/links_done"
  "${1}_program" "$2"
}

# Puts a link at PATH in one step. What is there already is kept for an uninstall.
link_program() {
  if is_link "$1"; then return 0; fi
  link_before=$state/before_links$1
  if ! grep -qsxF -- "$1" "$state/links"; then
    if [ -e "$root$1" ] || [ -L "$root$1" ]; then
      mkdir -p -- "${link_before%/*}"
      cp -P -p -- "$root$1" "$link_before"
    fi
    printf '%s\n' "$1" >>"$state/links"
  fi
  link_new=$(new_name "$root$1")
  rm -f -- "$link_new"
  ln -s -- "$NAME" "$link_new"
  mv -f -- "$link_new" "$root$1"
  say "linked $1"
}

# Takes away the link at PATH, and puts back what was there before it.
unlink_program() {
  rm -f -- "$(new_name "$root$1")"
  link_before=$state/before_links$1
  if is_link "$1"; then
    rm -f -- "$root$1"
    if [ -e "$link_before" ] || [ -L "$link_before" ]; then
      cp -P -p -- "$link_before" "$root$1"
      rm -f -- "$link_before"
    fi
    say "removed $1"
  elif [ -e "$root$1" ] || [ -L "$root$1" ]; then
    say "$1 was changed after the installation: it stays"
  fi
  grep -vxF -- "$1" "$state/links" >"$state/links.new" || :
  mv -f -- "$state/links.new" "$state/links"
}

# Takes back the steps of one kind, "link" or "unlink", of a run that failed.
undo_links() {
  [ -f "$stage/links_done" ] || return 0
  while IFS="$TAB" read -r link_step link; do
    case $1:$link_step in
      link:link) unlink_program "$link" >/dev/null ;;
      unlink:unlink) link_program "$link" >/dev/null ;;
    esac
  done <"$stage/links_done"
}

# Removes what a run that was killed had not renamed yet.
remove_new_links() {
  [ -f "$state/links" ] || return 0
  while IFS= read -r link; do rm -f -- "$(new_name "$root$link")"; done <"$state/links"
}

# Tells which links of this script do not lead to the program any more.
status_links() {
  [ -f "$state/links" ] || return 0
  while IFS= read -r link; do
    if is_link "$link"; then continue; fi
    say "links     $link does not lead to the program: install again"
    status_code=4
  done <"$state/links"
}
