/**
 * What is in the way of a file of `node.sh` is told before anything is changed.
 * @module
 */
import { assertEquals, assertMatch } from "@std/assert";
import { execute } from "../kit/program.ts";
import { FOLDER } from "./fake_node.ts";
import { inEachShell } from "./shells.ts";

const ENV = "/etc/default/kubelet";
const PROGRAM = `${FOLDER}/registry-credential-provider`;

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
            /^node: .*(is not a file, and is in the way|is a link that leads nowhere).*\n$/,
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
        await node.write(FOLDER, "a file");
        if (isLink) {
          await Deno.remove(node.root + FOLDER);
          await Deno.symlink("/nowhere", node.root + FOLDER);
        }
        const first = await node.snapshot(true);
        const { code, stderr } = await node.install();
        assertEquals(code, 1);
        assertMatch(stderr, /is not a folder, and is in the way/);
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
      assertMatch(linked.stderr, /secret in --files is not a file/);
      const [install = "", ...given] = node.installArguments();
      for (
        const args of [
          ["--binary", "/dev/zero", ...given.slice(2)],
          [...given.slice(0, 2), "--config", "/dev/zero"],
        ]
      ) {
        const { code, stderr } = await node.run([install, ...args]);
        assertEquals(code, 2);
        assertMatch(stderr, /is not a file/);
      }
      assertEquals(await node.snapshot(true), first);
    }),
);
