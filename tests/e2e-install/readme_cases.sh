# shellcheck shell=sh
# What the README tells people to type. Read by run.sh.

# The first quick start of the README, every block as it is written, on a node with
# nothing but the two files of a release.
case_readme_is_typed() {
  one_node
  cp "$PROJECT/dist/registry-credential-provider" "$HERE/registry-credential-provider-linux-amd64"
  docker cp "$HERE/registry-credential-provider-linux-amd64" "$NODES:/root/"
  docker cp "$PROJECT/dist/node.sh" "$NODES:/root/"
  "$PROJECT/.toolchain/bin/deno" run --quiet --no-check --allow-read \
    "$PROJECT/tests/kit/quick_start.ts" 'Quick start: a node' >"$HERE/typed"
  grep -q '^sh node.sh install --binary' "$HERE/typed" || fail 'the blocks were not found'
  docker exec --interactive --workdir /root "$NODES" sh -e <"$HERE/typed"
  healthy "$NODES" || fail 'the kubelet is not healthy'
  has_flags "$NODES" || fail 'the kubelet has not both flags'
  got=$(pulled_as "$NODES" harbor.example.com/team/app) || :
  [ "$got" = "robot\$ci" ] || fail "the kubelet got \"$got\" for its image"
  answer=$(docker exec "$NODES" registry-credential-provider get --format password harbor.example.com/team/app)
  [ "$answer" = an-example-password ] || fail 'the answer is wrong'
}
