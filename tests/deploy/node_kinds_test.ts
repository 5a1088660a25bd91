/**
 * `node.sh` and what is no plain file: links come back as links, and whatever is in
 * the way of a file is told before anything is changed.
 * @module
 */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { execute } from "../kit/program.ts";
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

/** The name under which a file is written first. */
const NEW = (path: string) => path.replace(/\/([^/]*)$/, "/.$1.new");
/** What may be in the way, where, and how it comes there. */
const OBSTACLES: readonly (readonly [
  (path: string) => string,
  ...(readonly string[]),
])[] = [
  [(path) => path, "mkdir", "-p"],
  [(path) => path, "ln", "-s", "/dev/zero"],
  [NEW, "mkfifo"],
];

inEachShell(
  "node.sh install: a folder, a FIFO or a device in the place of a file, or of the name under which it is written, is told before anything is changed",
  async (withNode) => {
    for (const [place, command = "", ...args] of OBSTACLES) {
      for (
        const path of [
          PROGRAM,
          `${FOLDER}/registries.yaml`,
          `${FOLDER}/kubelet.yaml`,
          `${FOLDER}/secret`,
          ENV,
        ]
      ) {
        const at = place(path);
        await withNode({
          standIn: true,
          files: { [at === ENV ? ENV : "/etc/x"]: undefined },
        }, async (node) => {
          const files = `${node.source}/files`;
          await Deno.mkdir(files);
          await Deno.writeTextFile(`${files}/secret`, "s");
          for (const folder of [FOLDER, "/etc/default"]) {
            await Deno.mkdir(node.root + folder, { recursive: true });
          }
          const made = await execute(command, [...args, node.root + at], {
            env: { PATH: "/usr/bin:/bin" },
          });
          assertEquals(made.code, 0, made.stderr);
          const first = await node.snapshot(true);
          const { code, stderr } = await node.install("--files", files);
          assertEquals(code, 1, `${command} ${at}: ${stderr}`);
          assertMatch(
            stderr,
            /^node: .*(is no file, and in the way|is a link that leads nowhere).*\n$/,
          );
          assertEquals(await node.snapshot(true), first, `${command} ${at}`);
          assertEquals(await node.hasState(), false);
          assertEquals(await node.restarts(), 0);
        });
      }
    }
  },
);

inEachShell(
  "node.sh install: a file or a link to nothing in the place of its folder is told before anything is changed",
  async (withNode) => {
    for (const isLink of [true, false]) {
      await withNode({ standIn: true }, async (node) => {
        if (isLink) await link(node, "/nowhere", FOLDER);
        else await node.write(FOLDER, "a file");
        const first = await node.snapshot(true);
        const { code, stderr } = await node.install();
        assertEquals(code, 1);
        assertMatch(stderr, /is no folder, and in the way/);
        assertEquals(await node.snapshot(true), first);
        assertEquals(await node.hasState(), false);
      });
    }
  },
);

inEachShell(
  "node.sh install: what is no file in --files, or in the place of --binary and --config, is a wrong command line",
  (withNode) =>
    withNode({ standIn: true }, async (node) => {
      const files = `${node.source}/files`;
      await Deno.mkdir(files);
      await Deno.symlink("nowhere", `${files}/secret`);
      const first = await node.snapshot(true);
      const linked = await node.install("--files", files);
      assertEquals(linked.code, 2);
      assertMatch(linked.stderr, /secret in --files is no file/);
      const [install = "", ...given] = node.installArguments();
      for (
        const args of [
          ["--binary", "/dev/zero", ...given.slice(2)],
          [...given.slice(0, 2), "--config", "/dev/zero"],
        ]
      ) {
        const { code, stderr } = await node.run([install, ...args]);
        assertEquals(code, 2);
        assertMatch(stderr, /is no file/);
      }
      assertEquals(await node.snapshot(true), first);
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
