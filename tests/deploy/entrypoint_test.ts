/**
 * What a pod of the DaemonSet does on its node, with a node.sh that pretends.
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { STAGE, withPod } from "./pod.ts";

const INSTALL =
  `install --binary NODE${STAGE}/registry-credential-provider --config NODE${STAGE}/registries.yaml --files NODE${STAGE}/files --only-own-files`;
const ROOT = "--root NODE";

Deno.test("entrypoint.sh install: gives node.sh the program, the config and the secrets, in the node's namespaces", () =>
  withPod(async (pod) => {
    await pod.mount("config", "registries.yaml", "kind: RegistryConfig\n");
    await pod.mount("secrets", "harbor-password", "an-example-password\n");
    await pod.mount("secrets", ".dockerconfigjson", "{}");
    await pod.nodeScript(`
      cd "$NODE_ROOT${STAGE}"
      stat -c '%a %n' registry-credential-provider registries.yaml files/* files/.d* >"$FAKES/seen"
      cat registries.yaml files/harbor-password >>"$FAKES/seen"`);
    const running = pod.start("install");
    await running.says(/install: done/);
    assertEquals(await pod.calls(), [`${INSTALL} ${ROOT}`]);
    assertEquals(
      await Deno.readTextFile(`${pod.node}/../seen`),
      `755 registry-credential-provider
600 registries.yaml
600 files/harbor-password
600 files/.dockerconfigjson
kind: RegistryConfig
an-example-password
`,
    );
    for (const call of await pod.namespaces()) {
      assertEquals(call, "-t 1 -m -u -i -n -p");
    }
    // Only the script stays: no secret, no second copy of the program.
    assertEquals(await pod.staged(), ["node.sh"]);
    const { mode } = await Deno.stat(`${pod.node}${STAGE}`);
    assertEquals((mode ?? 0) & 0o777, 0o700);
    assertEquals(await running.end(), 0);
  }));

Deno.test("entrypoint.sh install: runs node.sh again when a secret or the config changes, and else not", () =>
  withPod(async (pod) => {
    await pod.mount("config", "registries.yaml", "one");
    const running = pod.start("install");
    await running.says(/install: done/);
    await pod.looked();
    assertEquals((await pod.calls()).length, 1);
    await pod.mount("secrets", "harbor-password", "an-example-password");
    await running.says(/has changed(?:.|\n)*install: done/);
    assertEquals((await pod.calls()).length, 2);
    await pod.mount("config", "registries.yaml", "two");
    await running.says(/(?:has changed(?:.|\n)*install: done(?:.|\n)*){2}/);
    assertEquals((await pod.calls()).length, 3);
  }));

Deno.test("entrypoint.sh install: what fails is not tried again before something changes, and is not ready", () =>
  withPod(async (pod) => {
    await pod.mount("config", "registries.yaml", "bad");
    await pod.nodeScript("exit 1");
    const running = pod.start("install");
    await running.says(
      /install: node\.sh failed \(exit code 1\), and the node is as it was before\. .*registries\.yaml of the ConfigMap/,
    );
    await pod.looked();
    assertEquals((await pod.calls()).length, 1);
    assertEquals((await pod.ready()).code, 1);
    assertEquals(await pod.staged(), ["node.sh"]);
    await pod.nodeScript("exit 0");
    await pod.mount("config", "registries.yaml", "good");
    await running.says(/install: done/);
    assertEquals((await pod.ready()).code, 0);
  }));

Deno.test("entrypoint.sh install: says that a node was refused", () =>
  withPod(async (pod) => {
    await pod.mount("config", "registries.yaml");
    await pod.nodeScript("exit 3");
    await pod.start("install").says(
      /install: node\.sh refused this node and changed nothing/,
    );
    assertEquals((await pod.ready()).code, 1);
  }));

Deno.test("entrypoint.sh ready: is what node.sh status says, after an installation", () =>
  withPod(async (pod) => {
    await pod.mount("config", "registries.yaml");
    assertEquals((await pod.ready()).code, 1);
    await pod.start("install").says(/install: done/);
    assertEquals((await pod.ready()).code, 0);
    assertEquals((await pod.calls()).at(-1), `status ${ROOT}`);
    await pod.nodeScript("exit 4");
    assertEquals((await pod.ready()).code, 4);
  }));

Deno.test("entrypoint.sh ready: a container that was started again is not ready before it has worked again", () =>
  withPod(async (pod) => {
    await pod.mount("config", "registries.yaml");
    const first = pod.start("install");
    await first.says(/install: done/);
    await first.end();
    await pod.nodeScript("exit 1");
    await pod.start("install").says(/failed/);
    assertEquals((await pod.ready()).code, 1);
  }));

Deno.test("entrypoint.sh dry-run: asks node.sh for the difference, and is ready when it got one", () =>
  withPod(async (pod) => {
    await pod.mount("config", "registries.yaml");
    await pod.start("dry-run").says(/dry-run: done/);
    assertEquals(await pod.calls(), [`${INSTALL} --dry-run ${ROOT}`]);
    // The node has nothing installed, so its status would not be healthy.
    await pod.nodeScript("exit 4");
    assertEquals((await pod.ready()).code, 0);
  }));

Deno.test("entrypoint.sh install --files-only: hands that on, and does not ask for the flags of the kubelet", () =>
  withPod(async (pod) => {
    await pod.mount("config", "registries.yaml");
    await pod.start("install --files-only").says(/install: done/);
    assertEquals(await pod.calls(), [`${INSTALL} --files-only ${ROOT}`]);
    await pod.nodeScript("exit 4");
    assertEquals((await pod.ready()).code, 0);
  }));

Deno.test("entrypoint.sh: a signal waits for node.sh, so that it ends or rolls back", () =>
  withPod(async (pod) => {
    await pod.mount("config", "registries.yaml");
    await pod.nodeScript(
      'echo begun; until [ -e "$FAKES/go" ]; do /bin/sleep 0.05; done; : >"$FAKES/ended"',
    );
    const running = pod.start("install");
    await running.says(/begun/);
    const ended = running.end();
    await Deno.writeTextFile(`${pod.node}/../go`, "");
    assertEquals(await ended, 0);
    await Deno.stat(`${pod.node}/../ended`);
    assertEquals(await pod.staged(), ["node.sh"]);
  }));

Deno.test("entrypoint.sh: the first installation without a dry run waits, each node its own time", () =>
  withPod(async (pod) => {
    await pod.mount("config", "registries.yaml");
    const delays = new Set<string>();
    for (const NODE_NAME of ["worker-1", "worker-2", "worker-3"]) {
      const running = pod.start("install", { SPREAD: "300", NODE_NAME });
      const [, delay = ""] = /waiting (\d+) of 300/.exec(
        await running.says(/waiting \d+ of 300 seconds/),
      ) ?? [];
      assert(Number(delay) < 300);
      delays.add(delay);
      await running.end();
    }
    assertEquals(delays.size, 3);
    assertEquals(await pod.calls(), []);
  }));

Deno.test("entrypoint.sh: does not wait after a dry run, nor on a node that has just come up", () =>
  withPod(async (pod) => {
    await pod.mount("config", "registries.yaml");
    await Deno.writeTextFile(`${pod.node}/../uptime`, "30.00 10.00\n");
    await pod.start("install", { SPREAD: "300" }).says(/install: done/);
  }).then(() =>
    withPod(async (pod) => {
      await pod.mount("config", "registries.yaml");
      const dry = pod.start("dry-run", { SPREAD: "300" });
      await dry.says(/dry-run: done/);
      await dry.end();
      await pod.start("install", { SPREAD: "300" }).says(/install: done/);
    })
  ));
