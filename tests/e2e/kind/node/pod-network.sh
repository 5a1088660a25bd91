#!/bin/sh
# The network of the pods, in place of kindnetd, which is not published as a Go
# module: addresses from the node's podCIDR (ptp, host-local), routes to the other
# nodes, and masquerading. It asks with the kubelet's own credentials.
set -eu

export KUBECONFIG=/etc/kubernetes/kubelet.conf
LIST=/etc/cni/net.d/10-kindnet.conflist
me=$(hostname)
format='{range .items[*]}{.metadata.name} {.spec.podCIDR} {.status.addresses[?(@.type=="InternalIP")].address}{"\n"}{end}'

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
  nodes=$(kubectl get nodes --output "jsonpath=$format" 2>/dev/null) || nodes=''
  printf '%s\n' "$nodes" | while read -r name cidr ip; do
    if [ -z "${ip:-}" ]; then
      continue
    elif [ "$name" = "$me" ]; then
      write_list "$cidr"
    else
      ip route replace "$cidr" via "$ip" || :
    fi
  done
  masquerade
  if [ -e "$LIST" ]; then sleep 10; else sleep 1; fi
done
