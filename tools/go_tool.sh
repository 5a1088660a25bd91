#!/bin/sh
# Prints the path of a program that Go builds: go_tool.sh NAME
#
# Go's checksum database vouches for the modules of each version. A program is
# built once, and kept in ~/.cache/registry-credential-provider.
set -eu

name=$1
case $name in
  crane) module=github.com/google/go-containerregistry/cmd/crane version=v0.22.1 ;;
  helm) module=helm.sh/helm/v3/cmd/helm version=v3.22.0 ;;
  kubeconform) module=github.com/yannh/kubeconform/cmd/kubeconform version=v0.8.0 ;;
  # Newer ones need modules that not every proxy has.
  nfpm) module=github.com/goreleaser/nfpm/v2/cmd/nfpm version=v2.45.0 ;;
  *)
    printf 'go_tool: there is no %s\n' "$name" >&2
    exit 2
    ;;
esac

folder=${XDG_CACHE_HOME:-$HOME/.cache}/registry-credential-provider/$name-$version
if [ ! -x "$folder/$name" ]; then
  command -v go >/dev/null 2>&1 || {
    printf 'go_tool: Go is not on PATH; it builds %s %s\n' "$name" "$version" >&2
    exit 1
  }
  # helm asks for its version in a variable; the others do not have this one.
  GOBIN=$folder CGO_ENABLED=0 GOFLAGS='' GOOS='' GOARCH='' go install -trimpath \
    -ldflags "-s -w -X helm.sh/helm/v3/internal/version.version=$version" \
    "$module@$version" >&2
fi
printf '%s\n' "$folder/$name"
