/**
 * `node.sh uninstall` gives back what was there before.
 * @module
 */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { FLAGS, FOLDER } from "./fake_node.ts";
import { inEachShell } from "./shells.ts";

const PROGRAM = `${FOLDER}/registry-credential-provider`;

inEachShell(
  "node.sh uninstall: gives back every byte and mode, also of files that were there before; a second one has nothing to do",
  (withNode) =>
    withNode({
      files: {
        [`${FOLDER}/registries.yaml`]: "# an old one\n",
        [`${FOLDER}/notes`]: "not ours\n",
        [PROGRAM]: "#!/bin/sh\n# an old one\n",
      },
    }, async (node) => {
      const first = await node.snapshot();
      assertEquals((await node.install()).code, 0);
      await node.config("two", "ghcr.io");
      assertEquals((await node.install()).code, 0);
      assertEquals((await node.run(["uninstall"])).code, 0);
      assertEquals(await node.snapshot(), first);
      assertEquals(await node.hasState(), false);
      assert(!(await node.commandLine()).some((it) => FLAGS.includes(it)));
      const restarts = await node.restarts();
      const again = await node.run(["uninstall"]);
      assertEquals(again.code, 0);
      assertMatch(again.stdout, /nothing to do/);
      assertEquals(await node.restarts(), restarts);
      // And all over again.
      assertEquals((await node.install()).code, 0);
      assertEquals((await node.run(["status"])).code, 0);
      assertEquals((await node.run(["uninstall"])).code, 0);
      assertEquals(await node.snapshot(), first);
    }),
);

inEachShell(
  "node.sh uninstall: a config that a person has changed stays",
  (withNode) =>
    withNode({ standIn: true }, async (node) => {
      assertEquals((await node.install()).code, 0);
      await node.write(`${FOLDER}/registries.yaml`, "mine\n");
      const { code, stdout } = await node.run(["uninstall"]);
      assertEquals(code, 0);
      assertMatch(stdout, /registries\.yaml was changed.*stays/);
      assertEquals(await node.read(`${FOLDER}/registries.yaml`), "mine\n");
      assertEquals(await node.read(PROGRAM), undefined);
    }),
);
