# shellcheck shell=sh
# Runs in a node: restart_in_node.sh WINDOW TIMEOUT. Restarts the kubelet, and fails
# where it is not healthy within TIMEOUT seconds, or does not stay so for WINDOW.
set -eu

window=$1
timeout=$2

# The process of the kubelet that is healthy; nothing where none is.
healthy() {
  [ "$(curl --silent --max-time 5 http://127.0.0.1:10248/healthz)" = ok ] || return 0
  systemctl show kubelet --property=MainPID --value
}

systemctl reset-failed kubelet
systemctl restart kubelet
waited=0
since=0
process=''
while [ "$waited" -lt "$timeout" ]; do
  now=$(healthy)
  if [ -n "$now" ] && [ "$now" = "$process" ]; then
    since=$((since + 1))
    if [ "$since" -ge "$window" ]; then
      printf 'node: kubelet is healthy\n'
      exit 0
    fi
  else
    since=0
    process=$now
  fi
  sleep 1
  waited=$((waited + 1))
done
printf 'node: the kubelet is not healthy after %s seconds; its last lines:\n' "$timeout" >&2
journalctl --unit=kubelet --lines=5 --no-pager --output=cat >&2
exit 1
