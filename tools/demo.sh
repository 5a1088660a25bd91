#!/bin/sh
# Answers one kubelet request with an example config, and shows all of it.
set -eu

cd "$(dirname -- "$0")/.."
binary=$1
config=config.examples/registries.yaml
request='{"kind":"CredentialProviderRequest","apiVersion":"credentialprovider.kubelet.k8s.io/v1","image":"harbor.example.com/team/app"}'

printf 'The kubelet asks:\n  %s\n\n' "$request"
printf 'It runs:\n  %s --config=%s\n\n' "$binary" "$config"
printf 'The answer:\n  '
printf '%s\n' "$request" | "$binary" --config="$config"
