# The plan: what has to change, shown or done.

# Adds a step: SOURCE, a file of the state, comes to TARGET ("-" removes it), and a
# restart of the kubelet is needed for it or not. Steps for links are added by
# links.sh.
plan() {
  if [ "$1" = - ]; then
    is_there "$root$2" || return 0
  else
    check_way "$2"
    ! same "$1" "$root$2" || return 0
    # A folder of the machine that holds the nodes, mounted read-only as by "make
    # kind-up", keeps its owner: what can be asked for is the content.
    plan_folder=$root${2%/*}
    if [ -d "$plan_folder" ] && [ ! -w "$plan_folder" ] && [ "$(sum_of "$1")" = "$(sum_of "$root$2")" ]; then
      return 0
    fi
  fi
  printf '%s\t%s\t%s\n' "${1#"$state/"}" "$2" "$3" >>"$stage/plan"
}

# Shows the plan. Only the kubelet's files are shown with what changes in them,
# and without the lines around it: the others hold secrets.
show_plan() {
  while IFS="$TAB" read -r source target needs_restart; do
    if [ "$source" = - ] || [ "$source" = unlink ]; then
      say "would remove $target"
    elif [ "$source" = link ]; then
      say "would link $target"
    elif [ -e "$root$target" ]; then
      say "would change $target"
    else
      say "would write $target"
    fi
    [ "$needs_restart" = yes ] || continue
    show_old=$root$target
    show_new=$state/$source
    [ -f "$show_old" ] || show_old=/dev/null
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

# The path of a source that stands in the plan.
source_path() {
  case $1 in
    beside) new_name "$root$2" ;;
    *) printf '%s\n' "$state/$1" ;;
  esac
}

# Does the plan. A failure ends the script, and its end puts everything back.
apply() {
  while IFS="$TAB" read -r source target needs_restart; do
    case $source in link | unlink)
      do_link "$source" "$target"
      continue
      ;;
    esac
    keep previous "$target"
    keep pristine "$target"
    [ "$needs_restart" = no ] || : >"$state/pending"
    if [ "$source" = - ]; then
      rm -f -- "$root$target"
      say "removed $target"
    else
      mkdir -p -- "$state/written${target%/*}"
      source=$(source_path "$source" "$target")
      sum_of "$source" >>"$state/written$target"
      make_folder "${target%/*}"
      put "$source" "$root$target"
      say "wrote $target"
    fi
  done <"$stage/plan"
  : >"$stage/plan"
}
