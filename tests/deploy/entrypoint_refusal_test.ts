/**
 * Nodes and settings with which a pod of the DaemonSet does nothing but say why.
 * @module
 */
import { assertEquals, assertMatch } from "@std/assert";
import { type Pod, withPod } from "./pod.ts";

for (
  const { what, break: breakIt, reason } of [
    {
      what: "without hostPID",
      break: (pod: Pod) => pod.fake("readlink", "echo 'mnt:[1]'"),
      reason: /the pod needs hostPID: true/,
    },
    {
      what: "without the right to see the node's namespaces",
      break: (pod: Pod) => pod.fake("readlink", "exit 1"),
      reason: /the container has to be privileged/,
    },
    {
      what: "on a node without a shell",
      break: (pod: Pod) => pod.fake("nsenter", "exit 127"),
      reason: /the node has no shell/,
    },
    {
      what: "without registries.yaml in the ConfigMap",
      break: (pod: Pod) => Deno.remove(`${pod.node}/../config/registries.yaml`),
      reason: /has no key registries\.yaml/,
    },
    {
      what: "with a secret that is named as a file of the installation",
      break: (pod: Pod) => pod.mount("secrets", "kubelet.yaml"),
      reason: /has the key kubelet\.yaml, .*: rename it/,
    },
    {
      what: "with a secret that is named as a link of the installation",
      break: (pod: Pod) =>
        pod.mount("secrets", "registry-credential-provider-quay.io"),
      reason:
        /has the key registry-credential-provider-quay\.io, .*: rename it/,
    },
    {
      what: "where the node cannot take the files",
      break: (pod: Pod) => Deno.writeTextFile(`${pod.node}/var`, "no folder"),
      reason: /the node does not take files in .*: is it read-only, or full\?/,
    },
  ]
) {
  Deno.test(`entrypoint.sh: ${what} it says why, does nothing, keeps running and is not ready`, () =>
    withPod(async (pod) => {
      await pod.mount("config", "registries.yaml");
      await breakIt(pod);
      const running = pod.start("install");
      assertMatch(await running.says(reason), reason);
      assertEquals(await pod.calls(), []);
      assertEquals((await pod.ready()).code, 1);
      assertEquals(await running.end(), 0);
    }));
}

for (const words of ["status", "install --force", "uninstall --files-only"]) {
  Deno.test(`entrypoint.sh ${words}: is a wrong command line`, () =>
    withPod(async (pod) => {
      const running = pod.start(words);
      await running.says(
        /usage: entrypoint\.sh install\|dry-run/,
      );
      assertEquals(await pod.namespaces(), []);
      assertEquals(await running.end(), 2);
    }));
}
