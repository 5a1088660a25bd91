# shellcheck shell=sh
# What has to go well. Read by run.sh. A case is a function case_NAME, named in
# CASES; it runs in a shell of its own, and its files go to the folder HERE.

# shellcheck disable=SC2034 # read by run.sh
ALL_CASES='kind_lists_the_nodes install_everywhere install_with_the_kind_command
  second_run_restarts_nothing container_restart_keeps_it upgrade_and_back
  uninstall_restores_every_byte another_provider_stays old_kubelet kind_up_has_it
  kubelet_refuses config_is_refused second_node_fails crash_loop node_is_stopped
  no_nodes killed_installer killed_node two_installers verify_fails_without
  readme_is_typed'

# Two configs and a folder of secrets, for all cases.
write_configs() {
  mkdir "$WORK/files"
  printf 'a-password-in-a-file\n' >"$WORK/files/hub-token"
  cat >"$WORK/registries.yaml" <<YAML
apiVersion: registry-credential-provider/v1
kind: RegistryConfig
registries:
  - name: harbor
    match: [harbor.example.com]
    static: { username: robot\$e2e, password: an-example-password }
  - name: docker-hub
    match: [docker.io]
    static:
      username: hub
      password: { file: $FOLDER/hub-token }
YAML
  sed 's/match: \[docker.io\]/match: [docker.io, quay.io]/' "$WORK/registries.yaml" >"$WORK/more.yaml"
}

# Sets KIND_DIR, with the real command in it, where there is one to be had.
find_kind() {
  KIND_DIR=''
  if command -v kind >/dev/null 2>&1; then
    KIND_DIR=$(dirname -- "$(command -v kind)")
  elif [ -x "$CACHE/kind-0.32.0/kind" ]; then
    KIND_DIR=$CACHE/kind-0.32.0
  elif command -v go >/dev/null 2>&1; then
    say 'go install makes the command kind'
    if GOBIN=$CACHE/kind-0.32.0 go install sigs.k8s.io/kind@v0.32.0 >"$WORK/go.log" 2>&1; then
      KIND_DIR=$CACHE/kind-0.32.0
    else
      say "go install failed: $(tail -n 1 "$WORK/go.log")"
    fi
  fi
}

need_kind() {
  [ -n "$KIND_DIR" ] || skip 'neither kind nor Go, which could make it, is there'
  PATH=$KIND_DIR:$PATH
}

# The Makefile's targets, as a person calls them. The program is there already.
kind_make() {
  target=$1
  shift
  # What stands before the command may be several words.
  # shellcheck disable=SC2086
  NODE_WINDOW=${NODE_WINDOW-3} ${BEFORE:-} make --no-print-directory --directory="$PROJECT" "$target" \
    CLUSTER="$CLUSTER" CONFIG="$WORK/registries.yaml" FILES="$WORK/files" \
    KIND_PROGRAM="$PROJECT/dist/registry-credential-provider" PROVIDER=docker "$@"
}

# fails_with TEXT COMMAND...: the command fails, and says that
fails_with() {
  text=$1
  shift
  if "$@" >"$HERE/out" 2>&1; then
    cat "$HERE/out"
    fail "it did not fail: $*"
  fi
  cat "$HERE/out"
  grep -qF -- "$text" "$HERE/out" || fail "it did not say \"$text\""
}

case_kind_lists_the_nodes() {
  need_kind
  fresh_cluster
  kind get nodes --name "$CLUSTER" | sort >"$HERE/listed"
  # shellcheck disable=SC2086 # names of nodes hold no space
  printf '%s\n' $NODES "$CLUSTER-external-load-balancer" | sort >"$HERE/expected"
  diff "$HERE/expected" "$HERE/listed"
}

# With the build, the labels, and the window that the unit's RestartSec gives.
case_install_everywhere() {
  fresh_cluster
  snapshots before
  NODE_WINDOW='' kind_make kind-install KIND_PROGRAM=
  all_work
  for node in $NODES; do
    command_line "$node" | grep -qx -- --runtime-cgroups=/system.slice/containerd.service ||
      fail "$node lost the flag that Kind sets"
    for file in registries.yaml:600 hub-token:600 kubelet.yaml:644 registry-credential-provider:755; do
      [ "$(docker exec "$node" stat -c '%a %u %g' "$FOLDER/${file%:*}")" = "${file#*:} 0 0" ] ||
        fail "$node: wrong mode or owner of ${file%:*}"
    done
    docker exec "$node" sh -c '! ls -d /var/lib/registry-credential-provider/stage.*' 2>/dev/null ||
      fail "$node still has the stage"
  done
  if docker exec "$CLUSTER-external-load-balancer" ls -d "$FOLDER"; then fail 'the load balancer got it too'; fi
  kind_make kind-verify
}

case_install_with_the_kind_command() {
  need_kind
  fresh_cluster
  kind_make kind-install
  all_work
}

case_second_run_restarts_nothing() {
  fresh_cluster
  kind_make kind-install
  processes >"$HERE/first"
  snapshots installed
  kind_make kind-install
  processes >"$HERE/second"
  diff "$HERE/first" "$HERE/second"
  unchanged_since installed
}

case_container_restart_keeps_it() {
  fresh_cluster
  kind_make kind-install
  # shellcheck disable=SC2086 # names of nodes hold no space
  docker restart $NODES >/dev/null
  wait_for_nodes
  all_work
  kind_make kind-verify
  processes >"$HERE/first"
  kind_make kind-install
  processes >"$HERE/second"
  diff "$HERE/first" "$HERE/second"
}

# Patterns are the kubelet's business, secrets and programs are not.
case_upgrade_and_back() {
  one_node
  kind_make kind-install
  snapshots installed
  processes >"$HERE/first"
  printf 'another-password\n' >"$HERE/hub-token"
  kind_make kind-install FILES="$HERE"
  rm "$HERE/hub-token"
  processes >"$HERE/second"
  diff "$HERE/first" "$HERE/second" || fail 'a new secret restarted a kubelet'
  kind_make kind-install CONFIG="$WORK/more.yaml"
  for node in $NODES; do
    [ "$(pulled_as "$node" quay.io/team/app)" = hub ] || fail "$node does not know the new pattern"
  done
  kind_make kind-install
  all_work
  [ "$(pulled_as "$node" quay.io/team/app)" = '' ] || fail "$node still knows the pattern"
}

case_uninstall_restores_every_byte() {
  fresh_cluster
  snapshots before
  kind_make kind-install
  all_work
  kind_make kind-install CONFIG="$WORK/more.yaml"
  kind_make kind-uninstall
  unchanged_since before
  none_have_flags
  processes >"$HERE/first"
  kind_make kind-uninstall
  processes >"$HERE/second"
  diff "$HERE/first" "$HERE/second"
  unchanged_since before
  kind_make kind-install
  all_work
}

case_another_provider_stays() {
  one_node
  for node in $NODES; do
    docker exec -i "$node" sh -euc '
      mkdir -p /opt/other/bin
      printf "#!/bin/sh\nprintf \"{\\\\\"username\\\\\":\\\\\"other\\\\\"}\"\n" >/opt/other/bin/other
      chmod 755 /opt/other/bin/other
      cat >/opt/other/config.yaml
      printf "KUBELET_EXTRA_ARGS=\"--runtime-cgroups=/system.slice/containerd.service --image-credential-provider-config=/opt/other/config.yaml --image-credential-provider-bin-dir=/opt/other/bin\"\n" >/etc/default/kubelet
      systemctl restart kubelet' <<YAML || fail "$node could not be prepared"
apiVersion: kubelet.config.k8s.io/v1
kind: CredentialProviderConfig
providers:
  - name: other
    apiVersion: credentialprovider.kubelet.k8s.io/v1
    matchImages: ["other.example.com"]
    defaultCacheDuration: 5m
YAML
  done
  wait_for_nodes
  snapshots before
  kind_make kind-install
  for node in $NODES; do
    [ "$(pulled_as "$node" harbor.example.com/team/app)" = "robot\$e2e" ] || fail "$node does not answer"
    [ "$(pulled_as "$node" other.example.com/team/app)" = other ] || fail "the other provider of $node does not answer"
  done
  processes >"$HERE/first"
  kind_make kind-install
  processes >"$HERE/second"
  diff "$HERE/first" "$HERE/second"
  kind_make kind-uninstall
  unchanged_since before
  for node in $NODES; do
    [ "$(pulled_as "$node" other.example.com/team/app)" = other ] || fail "the other provider of $node is gone"
  done
}

# Kubernetes 1.25 knows only v1beta1.
case_old_kubelet() {
  one_node
  for node in $NODES; do hook "$node" version 1.25; done
  on_each systemctl restart kubelet
  wait_for_nodes
  kind_make kind-install
  all_work
}

# A stand-in for "kind create cluster" reads the file that kind-up writes, and
# starts the nodes with its mounts and flags.
write_kind() {
  mkdir "$HERE/bin"
  cat >"$HERE/bin/kind" <<SH
#!/bin/sh
set -eu
CLUSTER=$CLUSTER
HERE='$HERE'
. '$SUITE/image.sh'
. '$SUITE/cluster.sh'
SH
  cat >>"$HERE/bin/kind" <<'SH'
fail() {
  printf '%s\n' "$1" >&2
  exit 1
}
case $1 in
  get)
    docker ps --all --filter "label=io.x-k8s.kind.cluster=$CLUSTER" --format '{{.Names}}'
    exit 0
    ;;
esac
cp "$6" "$HERE/cluster.yaml"
mount=$(sed -n 's/.*hostPath: "\(.*\)"/\1/p' "$6" | sort -u)
# As by a person who is not root.
chown -R 1000:1000 "$mount"
flags=$(sed -n 's/^ *\(image-credential-provider-[a-z-]*\): /--\1=/p' "$6" | sort -u | tr '\n' ' ')
for node in $NODES; do
  run_container "$node" "$(role_of "$node")" --volume "$mount:$FOLDER:ro"
done
wait_for_nodes
on_each sed -i "s|=\"|=\"$flags|" /var/lib/kubelet/kubeadm-flags.env
on_each systemctl restart kubelet
wait_for_nodes
SH
  chmod 0755 "$HERE/bin/kind"
}

case_kind_up_has_it() {
  remove_cluster
  write_kind
  PATH=$HERE/bin:$PATH
  kind_make kind-up KIND_FOLDER="$HERE/up" WORKERS=2
  mount=$(sed -n 's/.*hostPath: "\(.*\)"/\1/p' "$HERE/cluster.yaml" | sort -u)
  [ "$mount" = "$HERE/up/mount" ] || fail "the mount is $mount"
  [ "$(grep -c containerPath "$HERE/cluster.yaml")" = 3 ] || fail 'not three nodes'
  all_work
  processes >"$HERE/first"
  snapshots created
  kind_make kind-install
  processes >"$HERE/second"
  diff "$HERE/first" "$HERE/second"
  unchanged_since created
  fails_with 'Only deleting the cluster takes it away' kind_make kind-uninstall
  unchanged_since created
  all_work
}
