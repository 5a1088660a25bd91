/**
 * `node.sh install` on a node whose kubelet has the flags already, or has not
 * started yet.
 * @module
 */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { FLAGS } from "./fake_node.ts";
import { restart } from "./node_world.ts";
import { inEachShell } from "./shells.ts";

const ENV = "/etc/default/kubelet";

inEachShell(
  "node.sh install: a node that had everything from the start needs nothing, and keeps no state",
  (withNode) =>
    withNode({ standIn: true }, async (node) => {
      // As kubeadm starts a node with the flags and the files already there.
      assertEquals((await node.install("--files-only")).code, 0);
      await Deno.remove(`${node.root}/var/lib/registry-credential-provider`, {
        recursive: true,
      });
      await node.write(
        "/var/lib/kubelet/kubeadm-flags.env",
        `KUBELET_KUBEADM_ARGS="${FLAGS}"\n`,
      );
      await restart(node);
      const first = await node.snapshot(true);
      const restarts = await node.restarts();
      const { code, stdout } = await node.install();
      assertEquals(code, 0);
      assertMatch(stdout, /nothing to do/);
      assertEquals(await node.snapshot(true), first);
      assertEquals(await node.restarts(), restarts);
      assertEquals(await node.hasState(), false);
      assertEquals((await node.run(["uninstall"])).code, 0);
      assertEquals(await node.snapshot(true), first);
    }),
);

inEachShell(
  "node.sh install: flags that were written but never came into effect get their restart",
  (withNode) =>
    withNode({ standIn: true }, async (node) => {
      await node.write(ENV, `KUBELET_EXTRA_ARGS="${FLAGS}"\n`);
      assertEquals((await node.install()).code, 0);
      assertEquals(await node.restarts(), 1);
      assert((await node.commandLine()).some((it) => FLAGS.includes(it)));
    }),
);

inEachShell(
  "node.sh install: a node that has not joined yet gets everything, and its kubelet is left to kubeadm",
  (withNode) =>
    withNode({
      standIn: true,
      files: {
        "/var/lib/kubelet/config.yaml": undefined,
        "/var/lib/kubelet/kubeadm-flags.env": undefined,
      },
    }, async (node) => {
      await node.tell("pid", "0\n");
      const { code, stdout } = await node.install();
      assertEquals(code, 0, stdout);
      assertMatch(stdout, /has not joined/);
      assertMatch(await node.read(ENV) ?? "", new RegExp(FLAGS));
      assertEquals(await node.restarts(), 0);
    }),
);

inEachShell(
  "node.sh install: asks where the kubelet's config says that it tells its health",
  (withNode) =>
    withNode({
      standIn: true,
      files: {
        "/var/lib/kubelet/config.yaml":
          'healthzBindAddress: "fd00::1"\nhealthzPort: 10999\n',
      },
    }, async (node) => {
      assertEquals((await node.install()).code, 0);
      assertMatch(
        await Deno.readTextFile(`${node.fakes}/asked`),
        /^http:\/\/\[fd00::1\]:10999\/healthz\n/,
      );
    }),
);
