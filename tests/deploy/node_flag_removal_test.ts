/**
 * How `node.sh uninstall` takes the flags out of a file that was changed since.
 * @module
 */
import { assertEquals, assertMatch } from "@std/assert";
import { FLAGS, FOLDER, KIND_DEFAULT } from "./fake_node.ts";
import { inEachShell } from "./shells.ts";

const ENV = "/etc/default/kubelet";

const OURS = FLAGS.split(" ");

inEachShell(
  "node.sh uninstall: takes out only both flags where the file was changed after the installation",
  (withNode) =>
    withNode({ standIn: true }, async (node) => {
      assertEquals((await node.install()).code, 0);
      const merged = await node.read(ENV) ?? "";
      await node.write(ENV, `# mine\n${merged} --v=4\n`);
      const { code, stdout } = await node.run(["uninstall"]);
      assertEquals(code, 0, stdout);
      assertEquals(await node.read(ENV), `# mine\n${KIND_DEFAULT} --v=4\n`);
      assertEquals(await node.read(`${FOLDER}/kubelet.yaml`), undefined);
    }),
);

for (
  const [name, change, expected] of [
    [
      "moved apart and to the end",
      (flags: string[]) =>
        `KUBELET_EXTRA_ARGS="${flags[1]} --v=4 ${flags[0]}"\n`,
      'KUBELET_EXTRA_ARGS="--v=4"\n',
    ],
    [
      "into lines that end in a carriage return alone",
      (flags: string[]) =>
        `# ${flags[0]}\rKUBELET_EXTRA_ARGS="--v=4 ${flags.join(" ")}"\rX=1`,
      `# ${OURS[0]}\rKUBELET_EXTRA_ARGS="--v=4"\rX=1`,
    ],
    [
      "alone with CRLF",
      (flags: string[]) => `KUBELET_EXTRA_ARGS=${flags.join(" ")}\r\nX=1\r\n`,
      "KUBELET_EXTRA_ARGS=\r\nX=1\r\n",
    ],
  ] as const
) {
  inEachShell(
    `node.sh uninstall: takes out flags that a person has ${name}`,
    (withNode) =>
      withNode({ standIn: true }, async (node) => {
        assertEquals((await node.install()).code, 0);
        await node.write(ENV, change(OURS));
        const { code, stderr } = await node.run(["uninstall"]);
        assertEquals([code, stderr], [0, ""]);
        assertEquals(await node.read(ENV), expected);
      }),
  );
}

inEachShell(
  "node.sh uninstall: a line of its own goes as a whole, also from a changed file",
  (withNode) =>
    withNode(
      { standIn: true, files: { [ENV]: "# nothing\n" } },
      async (node) => {
        assertEquals((await node.install()).code, 0);
        await node.write(ENV, `${await node.read(ENV)}# more\n`);
        assertEquals((await node.run(["uninstall"])).code, 0);
        assertEquals(await node.read(ENV), "# nothing\n# more\n");
      },
    ),
);

inEachShell(
  "node.sh uninstall: leaves everything while flags that it has not set name its files",
  (withNode) =>
    withNode({ standIn: true }, async (node) => {
      assertEquals((await node.install("--files-only")).code, 0);
      await node.write(ENV, `KUBELET_EXTRA_ARGS="${FLAGS}"\n`);
      const first = await node.snapshot(true);
      const { code, stderr } = await node.run(["uninstall"]);
      assertEquals(code, 3);
      assertMatch(stderr, /take them out first/);
      assertEquals(await node.snapshot(true), first);
    }),
);
