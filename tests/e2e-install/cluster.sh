# shellcheck shell=sh
# Containers that Kind takes for a cluster, and questions to them. Read by run.sh.

NODES="$CLUSTER-control-plane $CLUSTER-worker $CLUSTER-worker2"
FOLDER=/etc/kubernetes/credential-providers

# run_container NAME ROLE [OPTION...]: as systemd needs it. --privileged asks for
# capabilities that a virtual machine may not have.
run_container() {
  name=$1
  role=$2
  shift 2
  docker run --detach --name "$name" --hostname "$name" \
    --label "io.x-k8s.kind.cluster=$CLUSTER" --label "io.x-k8s.kind.role=$role" \
    --cap-add SYS_ADMIN --cap-add NET_ADMIN --cap-add SYS_PTRACE \
    --security-opt seccomp=unconfined --security-opt apparmor=unconfined \
    --tmpfs /run --tmpfs /tmp --volume /var --volume /sys/fs/cgroup:/sys/fs/cgroup:rw \
    --cgroupns host --network none --stop-signal SIGRTMIN+3 "$@" "$IMAGE_NAME" >/dev/null
}

# Removes what carries the label of the cluster, and nothing else.
remove_cluster() {
  old=$(docker ps --all --quiet --filter "label=io.x-k8s.kind.cluster=$CLUSTER" 2>/dev/null) || return 0
  # Identifiers hold no space.
  # shellcheck disable=SC2086
  [ -z "$old" ] || docker rm --force --volumes $old >/dev/null
}

# All nodes and a load balancer, as Kind makes them; all healthy.
fresh_cluster() {
  remove_cluster
  for node in $NODES; do run_container "$node" "$(role_of "$node")"; done
  run_container "$CLUSTER-external-load-balancer" external-load-balancer
  wait_for_nodes
}

role_of() {
  case $1 in
    *-control-plane) printf 'control-plane\n' ;;
    *) printf 'worker\n' ;;
  esac
}

# A smaller cluster, for a case in which the number of nodes does not matter.
one_node() {
  NODES=$CLUSTER-control-plane
  fresh_cluster
}

wait_for_nodes() {
  for node in $NODES; do
    tries=0
    until healthy "$node"; do
      tries=$((tries + 1))
      [ "$tries" -lt 60 ] || fail "$node did not become healthy"
      sleep 0.5
    done
  done
}

# The address is that of the node itself.
healthy() {
  [ "$(docker exec "$1" curl -fs http://127.0.0.1:10248/healthz 2>/dev/null)" = ok ]
}

# What the kubelet gets for an image: the user name.
pulled_as() {
  docker exec "$1" curl -fs "http://127.0.0.1:10248/pull/$2"
}

main_pid() {
  docker exec "$1" systemctl show kubelet --property=MainPID --value
}

# Which process the kubelet is, and how often it was restarted, on every node.
processes() {
  for node in $NODES; do
    docker exec "$node" systemctl show kubelet --property=MainPID --property=NRestarts \
      --property=ExecMainStartTimestampMonotonic | tr '\n' ' '
    printf '%s\n' "$node"
  done
}

command_line() {
  docker exec "$1" sh -c "tr '\\000' '\\n' </proc/$(main_pid "$1")/cmdline"
}

has_flags() {
  command_line "$1" >"$HERE/flags"
  grep -qx -- "--image-credential-provider-config=$FOLDER/kubelet.yaml" "$HERE/flags" &&
    grep -qx -- "--image-credential-provider-bin-dir=$FOLDER" "$HERE/flags"
}

# Every file and folder of a node that is not systemd's or the runtime's own, with
# mode, owner, target and content. Not the time of a change.
snapshot() {
  docker exec "$1" sh -c '
    find /etc /usr /opt /root /var -xdev \( -path /var/log -o -path /var/lib/systemd -o -path /var/tmp \) -prune -o \
      -printf "%y %m %U:%G %p %l\n" | sort
    find /etc /usr/local /opt /root /var -xdev \( -path /var/log -o -path /var/lib/systemd -o -path /var/tmp \) -prune -o \
      -type f -print0 | sort -z | xargs -0 sha256sum'
}

# Keeps how the nodes are, or compares: snapshots NAME
snapshots() {
  for node in $NODES; do snapshot "$node" >"$HERE/$node.$1"; done
}

unchanged_since() {
  for node in $NODES; do
    snapshot "$node" >"$HERE/$node.now"
    diff -U 0 "$HERE/$node.$1" "$HERE/$node.now" || fail "$node differs from how it was ($1)"
  done
}

# on_each COMMAND...: in every node
on_each() {
  for node in $NODES; do docker exec "$node" "$@"; done
}

# hook NODE NAME VALUE: what the stand-in for the kubelet shall do
hook() {
  docker exec "$1" sh -c 'mkdir -p /etc/stand-in-kubelet; printf "%s\n" "$2" >"/etc/stand-in-kubelet/$1"' sh "$2" "$3"
}

all_work() {
  for node in $NODES; do
    healthy "$node" || fail "$node is not healthy"
    has_flags "$node" || fail "the kubelet of $node has not both flags: $(tr '\n' ' ' <"$HERE/flags")"
    got=$(pulled_as "$node" harbor.example.com/team/app) || :
    [ "$got" = "robot\$e2e" ] || fail "the kubelet of $node got \"$got\" for its image"
    got=$(pulled_as "$node" docker.io/library/nginx) || :
    [ "$got" = hub ] || fail "the kubelet of $node got \"$got\" for an image with a secret in a file"
  done
}

none_have_flags() {
  for node in $NODES; do
    healthy "$node" || fail "$node is not healthy"
    ! has_flags "$node" || fail "the kubelet of $node still has the flags"
  done
}
