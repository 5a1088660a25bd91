#!/bin/sh
# Installs the credential provider on the node that it runs on, removes it, or
# tells how it is. It travels alone: no other file of the project is needed. "make
# build" joins it from the parts in deploy/node.
#
# What is on the node is changed in one order, each file by a rename:
#   install     program, its files, the kubelet's config, the flags, restart, check
#   uninstall   the flags, restart, check, the kubelet's config, the program
# A run that fails puts back what was there. A run that was killed is repaired by
# running it again: "previous" in the state is what a failure goes back to, and
# "pending" says that the kubelet has yet to be restarted.
set -eu

# Bytes are characters, so that awk counts what head and tail cut.
LC_ALL=C
export LC_ALL
# The health of the kubelet is asked for on this machine, never through a proxy.
unset http_proxy HTTP_PROXY all_proxy ALL_PROXY
# With it "cd" goes elsewhere, and prints where.
unset CDPATH
umask 077

readonly NAME=registry-credential-provider
readonly OWN_FOLDER=/etc/kubernetes/credential-providers
readonly RANCHER_FOLDER=/var/lib/rancher/credentialprovider
# Only root may enter it: a lock that others can open, others can hold.
readonly LOCK_FOLDER=/run/registry-credential-provider-install
readonly KUBEADM_FLAGS=/var/lib/kubelet/kubeadm-flags.env
readonly CONFIG_FLAG=image-credential-provider-config
readonly BIN_FLAG=image-credential-provider-bin-dir
TAB=$(printf '\t')
LF='
'
