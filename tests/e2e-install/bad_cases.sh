# shellcheck shell=sh disable=SC2034 # kind_make reads NODE_WINDOW and BEFORE
# What must not break a node. Read by run.sh.

case_kubelet_refuses() {
  fresh_cluster
  for node in $NODES; do hook "$node" refuse 'providers.tokenAttributes: Forbidden'; done
  snapshots before
  fails_with 'providers.tokenAttributes: Forbidden' kind_make kind-install
  grep -qF "done: none; failed: $CLUSTER-control-plane; not touched: $CLUSTER-worker $CLUSTER-worker2" "$HERE/out" ||
    fail 'it did not say which node failed'
  unchanged_since before
  none_have_flags
}

# Found before anything is written or restarted.
case_config_is_refused() {
  one_node
  snapshots before
  processes >"$HERE/first"
  sed 's/match:/matches:/' "$WORK/registries.yaml" >"$HERE/bad.yaml"
  fails_with 'unknown key "matches"' kind_make kind-install CONFIG="$HERE/bad.yaml"
  processes >"$HERE/second"
  diff "$HERE/first" "$HERE/second"
  unchanged_since before
}

case_second_node_fails() {
  fresh_cluster
  hook "$CLUSTER-worker" refuse 'providers.tokenAttributes: Forbidden'
  snapshots before
  processes >"$HERE/first"
  fails_with "done: $CLUSTER-control-plane; failed: $CLUSTER-worker; not touched: $CLUSTER-worker2" \
    kind_make kind-install
  has_flags "$CLUSTER-control-plane" || fail 'the first node did not keep it'
  healthy "$CLUSTER-control-plane" || fail 'the first node is not healthy'
  mv "$HERE/$CLUSTER-control-plane.before" "$HERE/kept"
  snapshot "$CLUSTER-control-plane" >"$HERE/$CLUSTER-control-plane.before"
  unchanged_since before
  healthy "$CLUSTER-worker" || fail 'the second node is not healthy'
  processes >"$HERE/second"
  [ "$(grep "worker2$" "$HERE/first")" = "$(grep "worker2$" "$HERE/second")" ] || fail 'the third node was restarted'
  mv "$HERE/kept" "$HERE/$CLUSTER-control-plane.before"
  # The reason is gone: the next run ends what this one began.
  docker exec "$CLUSTER-worker" rm -r /etc/stand-in-kubelet
  kind_make kind-install
  all_work
}

# It is healthy, and ends after two seconds: a single look would be content.
case_crash_loop() {
  one_node
  for node in $NODES; do hook "$node" crash-after 2; done
  snapshots before
  NODE_WINDOW=6
  fails_with "failed: $CLUSTER-control-plane" kind_make kind-install NODE_TIMEOUT=40
  unchanged_since before
  none_have_flags
}

case_node_is_stopped() {
  fresh_cluster
  docker stop "$CLUSTER-worker2" >/dev/null
  processes_of_two="$CLUSTER-control-plane $CLUSTER-worker"
  for node in $processes_of_two; do snapshot "$node" >"$HERE/$node.before"; done
  fails_with "docker start $CLUSTER-worker2" kind_make kind-install
  for node in $processes_of_two; do
    snapshot "$node" >"$HERE/$node.now"
    diff "$HERE/$node.before" "$HERE/$node.now"
  done
}

case_no_nodes() {
  remove_cluster
  fails_with "the cluster \"$CLUSTER\" has no nodes" kind_make kind-install
  need_kind
  fails_with "the cluster \"$CLUSTER\" has no nodes" kind_make kind-install
}

# At several moments, on this side and in the node at once.
case_killed_installer() {
  one_node
  snapshots before
  for moment in 1 2 3 4 5 6 8; do
    kill_after "$moment"
    for node in $NODES; do
      docker exec "$node" sh -c 'for process in /proc/[0-9]*; do
        if tr "\\000" " " <"$process/cmdline" 2>/dev/null | grep -q "registry-credential-provider/[s]tage\."; then
          kill -KILL "${process#/proc/}" || :
        fi
      done'
    done
    for node in $NODES; do
      if ! healthy "$node"; then
        # Between restart and answer: a kubelet that is not broken comes by itself.
        sleep 3
        healthy "$node" || fail "killed after $moment s: $node is not healthy"
      fi
    done
    kind_make kind-install
    all_work
    kind_make kind-uninstall
    unchanged_since before
    none_have_flags
  done
}

# Starts an installation and kills it, with all its processes, so many seconds later.
kill_after() {
  BEFORE="timeout --signal KILL $1"
  kind_make kind-install || :
  BEFORE=''
}

# As when the machine loses its power.
case_killed_node() {
  one_node
  snapshots before
  for moment in 2 3 5; do
    kill_after_node "$moment"
    docker start "$CLUSTER-control-plane" >/dev/null
    wait_for_nodes
    kind_make kind-install
    all_work
    kind_make kind-uninstall
    unchanged_since before
  done
}

kill_after_node() {
  kind_make kind-install &
  installer=$!
  sleep "$1"
  docker kill "$CLUSTER-control-plane" >/dev/null
  wait "$installer" 2>/dev/null || :
}

case_two_installers() {
  one_node
  snapshots before
  kind_make kind-install >"$HERE/one" 2>&1 &
  one=$!
  kind_make kind-install >"$HERE/two" 2>&1 &
  two=$!
  wait "$one" || fail "the first failed: $(cat "$HERE/one")"
  wait "$two" || fail "the second failed: $(cat "$HERE/two")"
  all_work
  kind_make kind-uninstall
  unchanged_since before
}

case_verify_fails_without() {
  one_node
  fails_with 'runs without the flags' kind_make kind-verify
  kind_make kind-install
  # A backend, or a secret, that is missing is told; the answer itself never is.
  on_each rm "$FOLDER/hub-token"
  fails_with 'gives no credentials for docker.io/library/nginx' kind_make kind-verify IMAGE=docker.io/library/nginx
  if grep -q an-example-password "$HERE/out"; then fail 'it printed a secret'; fi
}
