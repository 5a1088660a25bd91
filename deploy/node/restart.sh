# The restart of the kubelet, and the rollback when it does not get well.

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

# Shows the lines of the journal that matter.
show_journal() {
  journal=$(journalctl --unit="$unit" --since="@$restarted_at" --lines=500 --output=cat --no-pager 2>/dev/null || :)
  journal_lines=$(printf '%s\n' "$journal" | grep -iE 'credential|plugin|fatal|fail|error|flag' || :)
  complain "what the journal of $unit says since the restart:"
  printf '%s\n' "${journal_lines:-$journal}" | cut -c 1-600 | awk '!shown[$0]++' | tail -n 12 | sed 's/^/node:   /' >&2
}

# Puts back what was there before the run, and makes the kubelet run with it.
roll_back() {
  phase=rollback
  complain 'failed: putting back what was there before'
  undo_links unlink
  [ -z "$env_file" ] || restore previous "$env_file"
  kept_paths previous | while IFS= read -r path; do
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
  undo_links link
  remove_folders
  forget "$state/previous"
}
