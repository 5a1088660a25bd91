#!/bin/sh
# Prints what make can do, in the groups of the Makefile: help.sh MAKEFILE
# "##@ Group" begins a group, "target: ## text" is a target.
set -eu

awk '
  sub(/^##@ /, "") { printf "%s%s\n", groups++ ? "\n" : "", $0 }
  /^[a-z0-9-]+:.*## / {
    target = $0
    sub(/:.*/, "", target)
    sub(/^.*## /, "")
    printf "  make %-15s %s\n", target, $0
  }' "$1"
cat <<'TEXT'

Variables
  ARCH=amd64           or arm64: the nodes that make build is for
  NETWORK=auto         or open, npm: where the tool chain comes from
  CASES=200000         how many inputs make fuzz tries; SEED=N repeats a run
  CLUSTER=kind         the Kind cluster; docs/kind.md has the further ones
  CONFIG=FILE          the registries.yaml for the nodes
TEXT
