/**
 * `node.sh` and what is no plain file: links come back as links, with mode and owner.
 * @module
 */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { type FakeNode, FLAGS, FOLDER, KIND_DEFAULT } from "./fake_node.ts";
import { inEachShell } from "./shells.ts";

const ENV = "/etc/default/kubelet";
const PROGRAM = `${FOLDER}/registry-credential-provider`;

async function link(node: FakeNode, target: string, path: string) {
  const file = node.root + path;
  await Deno.mkdir(file.slice(0, file.lastIndexOf("/")), { recursive: true });
  await Deno.symlink(target, file);
}

/** Installs, looks, and takes it away again: everything is as it was. */
async function thereAndBack(
  node: FakeNode,
  look: () => Promise<void> = () => Promise.resolve(),
): Promise<void> {
  const first = await node.snapshot();
  const { code, stderr } = await node.install();
  assertEquals([code, stderr], [0, ""]);
  await look();
  assertMatch((await node.install()).stdout, /nothing to do/);
  const undone = await node.run(["uninstall"]);
  assertEquals([undone.code, undone.stderr], [0, ""]);
  assertEquals(await node.snapshot(), first);
  assertEquals(await node.hasState(), false);
}

inEachShell(
  "node.sh uninstall: links in the place of its files come back as links, also those that lead nowhere",
  (withNode) =>
    withNode({
      standIn: true,
      files: { "/opt/registries.yaml": "# an old one\n" },
    }, async (node) => {
      await link(
        node,
        "../../../opt/registries.yaml",
        `${FOLDER}/registries.yaml`,
      );
      await link(node, "/nowhere/at all ", PROGRAM);
      await link(node, "nowhere", `${FOLDER}/kubelet.yaml`);
      await thereAndBack(node, async () => {
        const { isFile } = await Deno.lstat(node.root + PROGRAM);
        assert(isFile);
        assertEquals(
          await node.read("/opt/registries.yaml"),
          "# an old one\n",
        );
      });
    }),
);

inEachShell(
  "node.sh install: a failure gives links back, too",
  (withNode) =>
    withNode({ standIn: true }, async (node) => {
      await link(node, "nowhere", `${FOLDER}/kubelet.yaml`);
      const first = await node.snapshot();
      await node.tell("sick");
      assertEquals((await node.install()).code, 1);
      assertEquals(await node.snapshot(), first);
    }),
);

inEachShell(
  "node.sh install: writes the file that a link of the unit's file leads to, whether it is there or not",
  async (withNode) => {
    for (
      const files of [
        { [ENV]: undefined, "/etc/sysconfig/kubelet": KIND_DEFAULT },
        { [ENV]: undefined, "/etc/sysconfig/other": "" },
      ]
    ) {
      await withNode({ standIn: true, files }, async (node) => {
        await link(node, "../sysconfig/kubelet", ENV);
        await thereAndBack(node, async () => {
          assert((await Deno.lstat(node.root + ENV)).isSymlink);
          assertMatch(
            await node.read("/etc/sysconfig/kubelet") ?? "",
            new RegExp(FLAGS),
          );
        });
      });
    }
  },
);

inEachShell(
  "node.sh install: a link of the unit's file that leads to no folder, or to itself, is told",
  async (withNode) => {
    for (const target of ["/no/such/folder/kubelet", "kubelet"]) {
      await withNode(
        { standIn: true, files: { [ENV]: undefined } },
        async (node) => {
          await link(node, target, ENV);
          const first = await node.snapshot(true);
          const { code, stderr } = await node.install();
          assertEquals(code, 1);
          assertMatch(
            stderr,
            /^node: .*kubelet is a link that leads nowhere.*\n$/,
          );
          assertEquals(await node.snapshot(true), first);
          assertEquals(await node.hasState(), false);
        },
      );
    }
  },
);

inEachShell(
  "node.sh uninstall: gives back mode and owner",
  (withNode) =>
    withNode({
      standIn: true,
      files: {
        [PROGRAM]: "old",
        [`${FOLDER}/registries.yaml`]: "old",
        [`${FOLDER}/kubelet.yaml`]: "old",
      },
    }, async (node) => {
      await Deno.chmod(node.root + PROGRAM, 0o4711);
      await Deno.chmod(`${node.root}${FOLDER}/registries.yaml`, 0o666);
      await Deno.chmod(`${node.root}${FOLDER}/kubelet.yaml`, 0o600);
      await Deno.chmod(node.root + ENV, 0o606);
      if (Deno.uid() === 0) {
        for (const path of [ENV, `${FOLDER}/registries.yaml`]) {
          await Deno.chown(node.root + path, 65534, 65533);
        }
      }
      await thereAndBack(node);
    }),
);

inEachShell(
  "node.sh uninstall: what has become a folder since stays, and is told",
  (withNode) =>
    withNode({ standIn: true }, async (node) => {
      assertEquals((await node.install()).code, 0);
      const registries = `${node.root}${FOLDER}/registries.yaml`;
      await Deno.remove(registries);
      await Deno.mkdir(registries);
      const { code, stdout } = await node.run(["uninstall"]);
      assertEquals(code, 0);
      assertMatch(stdout, /registries\.yaml was changed.*it stays/);
      assert((await Deno.stat(registries)).isDirectory);
      assertEquals(await node.read(ENV), KIND_DEFAULT);
    }),
);
