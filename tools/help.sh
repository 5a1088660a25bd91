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
  ARCH=amd64           or arm64: the architecture of the nodes
  NETWORK=auto         or open, npm: where the tool chain comes from; docs/verify.md
  CASES=200000         how many inputs make fuzz tries; SEED=N repeats a run
  CLUSTER=kind         the Kind cluster; docs/kind.md has more variables
  CONFIG=FILE          the registries.yaml for the nodes
TEXT
