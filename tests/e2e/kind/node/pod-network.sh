#!/bin/sh
# The network of the pods, in place of kindnetd, which is not published as a Go
# module: addresses from the node's podCIDR (ptp, host-local), routes to the other
# nodes, and masquerading. It asks with the kubelet's own credentials.
set -eu

export KUBECONFIG=/etc/kubernetes/kubelet.conf
LIST=/etc/cni/net.d/10-kindnet.conflist
me=$(hostname)
format='{.metadata.name} {.spec.podCIDR} {.status.addresses[?(@.type=="InternalIP")].address}{"\n"}'

write_list() {
  [ ! -e "$LIST" ] || return 0
  mkdir -p "${LIST%/*}"
  cat >"$LIST.new" <<JSON
{ "cniVersion": "0.4.0", "name": "kindnet", "plugins": [
  { "type": "ptp", "ipMasq": false, "mtu": 1500,
    "ipam": { "type": "host-local", "dataDir": "/run/cni-ipam-state",
      "routes": [{ "dst": "0.0.0.0/0" }], "ranges": [[{ "subnet": "$1" }]] } },
  { "type": "portmap", "capabilities": { "portMappings": true } } ] }
JSON
  mv "$LIST.new" "$LIST"
}

masquerade() {
  set -- POSTROUTING -s 10.244.0.0/16 ! -d 10.244.0.0/16 -j MASQUERADE
  iptables -t nat -C "$@" 2>/dev/null || iptables -t nat -A "$@"
}

until [ -s "$KUBECONFIG" ]; do sleep 1; done
while :; do
  # A line for each node, and for each change of one; kubectl ends with the API server.
  kubectl get nodes --watch --output "jsonpath=$format" | while read -r name cidr ip; do
    if [ -z "${ip:-}" ]; then
      continue
    elif [ "$name" = "$me" ]; then
      write_list "$cidr"
      masquerade
    else
      ip route replace "$cidr" via "$ip" || :
    fi
  done
  sleep 1
done
