# shellcheck shell=sh disable=SC2034 # run.sh reads DAEMONSET_CASES, start_pod NODE_WINDOW
# The DaemonSet without Kubernetes: its real image, one container for each pod, in
# the namespaces that hostPID gives a pod. Read by run.sh.

DAEMONSET_CASES='daemonset_goes_through_its_modes daemonset_pod_rolls_back daemonset_pod_is_stopped'

# "make image" as a person calls it. Any base does that has the commands, and the
# image of the nodes is there already.
build_installer() {
  INSTALLER=registry-credential-provider-e2e-installer
  make --no-print-directory --directory="$PROJECT" image IMAGE="$INSTALLER" BASE="$IMAGE_NAME"
  POD_CONFIG=$HERE/config
  POD_SECRETS=$HERE/secrets
  mkdir "$POD_CONFIG" "$POD_SECRETS"
  cp "$WORK/registries.yaml" "$POD_CONFIG"
  cp "$WORK/files/hub-token" "$POD_SECRETS"
}

# start_pod NODE MODE: the pod of the node, instead of the one before. hostPID is
# the node's own processes. The capabilities are what of "privileged" it needs.
start_pod() {
  stop_pod "$1"
  docker run --detach --name "$1-pod" --label "io.x-k8s.kind.cluster=$CLUSTER" \
    --pid "container:$1" --network none --cap-add SYS_ADMIN --cap-add SYS_PTRACE --cap-add NET_ADMIN \
    --security-opt seccomp=unconfined --security-opt apparmor=unconfined \
    --read-only --tmpfs /run/installer \
    --volume "$POD_CONFIG:/config:ro" --volume "$POD_SECRETS:/secrets:ro" \
    --env NODE_NAME="$1" --env SPREAD=0 --env INTERVAL=1 --env NODE_WINDOW="${NODE_WINDOW:-3}" \
    "$INSTALLER" "$2" >/dev/null
}

# As a kubelet ends a pod: a signal, and time.
stop_pod() {
  docker stop --time 300 "$1-pod" >/dev/null 2>&1 || :
  docker rm --force "$1-pod" >/dev/null 2>&1 || :
}

# The probe, called as the DaemonSet calls it.
pod_is_ready() {
  docker exec "$1-pod" /bin/sh /opt/registry-credential-provider/entrypoint.sh ready
}

# pod_says NODE TEXT [TIMES]
pod_says() {
  tries=0
  until [ "$(docker logs "$1-pod" 2>&1 | grep -cF -- "$2")" -ge "${3:-1}" ]; do
    tries=$((tries + 1))
    if [ "$tries" -gt 240 ]; then
      docker logs "$1-pod"
      fail "the pod of $1 did not say \"$2\""
    fi
    sleep 0.5
  done
}

# roll_out MODE: one node after another, as long as each is ready
roll_out() {
  for node in $NODES; do
    start_pod "$node" "$1"
    pod_says "$node" "installer: $1: "
    pod_is_ready "$node" || {
      docker logs "$node-pod"
      fail "the pod of $node is not ready after $1"
    }
  done
}

case_daemonset_goes_through_its_modes() {
  fresh_cluster
  build_installer
  snapshots before
  processes >"$HERE/first"

  roll_out dry-run
  for node in $NODES; do
    docker logs "$node-pod" 2>&1 | grep -q -- '--image-credential-provider-config=' ||
      fail "the dry run of $node does not show the flags"
    docker exec "$node" sh -c "! [ -e $FOLDER ]" || fail "the dry run has changed $node"
  done
  processes >"$HERE/second"
  diff "$HERE/first" "$HERE/second"

  roll_out install
  all_work
  for node in $NODES; do
    [ "$(docker exec "$node" ls /var/lib/registry-credential-provider/daemonset)" = node.sh ] ||
      fail "$node keeps more than the script"
    ! docker logs "$node-pod" 2>&1 | grep -e an-example-password -e a-password-in-a-file ||
      fail 'a secret is in the log of a pod'
  done

  # The same again, as after an upgrade of the manifests: nothing is restarted.
  processes >"$HERE/first"
  snapshots installed
  roll_out install
  processes >"$HERE/second"
  diff "$HERE/first" "$HERE/second"
  unchanged_since installed

  # A secret that changes where it is mounted is taken, without a restart.
  printf 'another-password\n' >"$POD_SECRETS/hub-token"
  for node in $NODES; do
    pod_says "$node" 'installer: install: done' 2
    [ "$(docker exec "$node" cat "$FOLDER/hub-token")" = another-password ] || fail "$node has the old secret"
  done
  processes >"$HERE/second"
  diff "$HERE/first" "$HERE/second"

  # A pattern is the kubelet's business.
  cp "$WORK/more.yaml" "$POD_CONFIG/registries.yaml"
  for node in $NODES; do
    pod_says "$node" 'installer: install: done' 3
    [ "$(pulled_as "$node" quay.io/team/app)" = hub ] || fail "$node does not know the new pattern"
  done

  # A pod that is deleted leaves its node working.
  for node in $NODES; do stop_pod "$node"; done
  all_work

  roll_out uninstall
  unchanged_since before
  none_have_flags
}

case_daemonset_pod_rolls_back() {
  fresh_cluster
  build_installer
  snapshots before
  victim=$CLUSTER-worker # "node" is the loops' own
  hook "$victim" refuse 'providers.tokenAttributes: Forbidden'
  snapshot "$victim" >"$HERE/$victim.before"
  start_pod "$victim" install
  pod_says "$victim" 'installer: install: node.sh failed'
  pod_says "$victim" 'providers.tokenAttributes: Forbidden'
  ! pod_is_ready "$victim" || fail 'a pod that failed is ready'
  healthy "$victim" || fail "$victim is not healthy"
  ! has_flags "$victim" || fail "$victim has kept the flags"
  # It does not try again: every try would restart the kubelet.
  processes >"$HERE/first"
  sleep 5
  processes >"$HERE/second"
  diff "$HERE/first" "$HERE/second"
  docker exec "$victim" rm -r /var/lib/registry-credential-provider/daemonset
  docker exec "$victim" rmdir /var/lib/registry-credential-provider 2>/dev/null || :
  unchanged_since before
}

# A signal in the middle of it: node.sh ends first, and nothing is left half done.
case_daemonset_pod_is_stopped() {
  fresh_cluster
  build_installer
  victim=$CLUSTER-worker # "node" is the loops' own
  NODE_WINDOW=8
  start_pod "$victim" install
  tries=0
  until docker exec "$victim" sh -c "[ -e $FOLDER/kubelet.yaml ]"; do
    tries=$((tries + 1))
    [ "$tries" -lt 120 ] || fail 'nothing was installed'
    sleep 0.25
  done
  stop_pod "$victim"
  has_flags "$victim" || fail 'node.sh was ended with its pod'
  healthy "$victim" || fail "$victim is not healthy"
  [ "$(docker exec "$victim" ls /var/lib/registry-credential-provider/daemonset)" = node.sh ] ||
    fail 'the pod has left files behind'
  processes >"$HERE/first"
  start_pod "$victim" install
  pod_says "$victim" 'nothing to do: everything is installed'
  processes >"$HERE/second"
  diff "$HERE/first" "$HERE/second"
}
