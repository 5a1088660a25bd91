# Whether the kubelet is well, with the flags that it should have.

# Tells whether the kubelet says that it is well; it does so only after it has
# accepted the providers.
is_well() {
  well_config=$(live_words | flag_value config)
  : "${well_config:=/var/lib/kubelet/config.yaml}"
  well_port=''
  well_host=''
  if [ -f "$root$well_config" ]; then
    well_port=$(sed -n 's/^healthzPort:[[:space:]]*\([0-9][0-9]*\).*/\1/p' <"$root$well_config")
    well_host=$(sed -n "s/^healthzBindAddress:[[:space:]]*[\"']\{0,1\}\([0-9a-fA-F.:]*\).*/\1/p" <"$root$well_config")
  fi
  # With port 0 the kubelet does not tell; the window and the flags have to do.
  [ "$well_port" != 0 ] || return 0
  case $well_host in
    '' | 0.0.0.0 | ::) set -- 127.0.0.1 '[::1]' ;;
    *:*) set -- "[$well_host]" ;;
    *) set -- "$well_host" ;;
  esac
  for host; do
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

# Tells whether this node waits for "kubeadm init" or "join": its kubelet cannot run.
is_unjoined() {
  [ "$unit" = kubelet ] && [ ! -e "$root/var/lib/kubelet/config.yaml" ] && ! is_well
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
# flags, and is well. A single look could fall between two crashes. The clock
# has whole seconds, so that one more of them makes the window whole.
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
      elif [ "$((now - since))" -ge "$((window + (window > 0)))" ]; then
        return 0
      else
        why="has not run for $window s yet"
      fi
    fi
    # A kubelet that keeps crashing does not recover by waiting.
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
