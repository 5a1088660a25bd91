/**
 * `node.sh --dry-run` and `status`, and wrong command lines: they change nothing.
 * @module
 */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { FOLDER } from "./fake_node.ts";
import { inEachShell } from "./shells.ts";

const PROGRAM = `${FOLDER}/registry-credential-provider`;

inEachShell(
  "node.sh --dry-run: shows the difference but no secret, and changes nothing",
  (withNode) =>
    withNode({}, async (node) => {
      await node.config("a-secret-word", "harbor.example.com");
      const first = await node.snapshot(true);
      const { code, stdout } = await node.install("--dry-run");
      assertEquals(code, 0);
      assertMatch(
        stdout,
        /^node: {3}\+KUBELET_EXTRA_ARGS=--image-cred.* --runtime-cgroups/m,
      );
      assertMatch(stdout, /^node: {3}\+ {6}- "harbor\.example\.com"/m);
      assertMatch(stdout, /would restart kubelet/);
      assert(!stdout.includes("a-secret-word"), stdout);
      assertEquals(await node.snapshot(true), first);
      assertEquals(await node.hasState(), false);
      assertEquals((await node.install()).code, 0);
      const second = await node.snapshot(true);
      assertMatch(
        (await node.install("--dry-run")).stdout,
        /nothing would change/,
      );
      const undo = await node.run(["uninstall", "--dry-run"]);
      assertMatch(undo.stdout, /would remove .*kubelet\.yaml/);
      assertEquals(await node.snapshot(true), second);
      assertEquals(await node.restarts(), 1);
    }),
);

inEachShell(
  "node.sh status: 4 where nothing is installed, and where the kubelet is not well",
  (withNode) =>
    withNode({}, async (node) => {
      const none = await node.run(["status"]);
      assertEquals(none.code, 4);
      assertMatch(none.stdout, /^node: not installed/);
      assertEquals((await node.install()).code, 0);
      await node.tell("sick");
      const sick = await node.run(["status"]);
      assertEquals(sick.code, 4);
      assertMatch(sick.stdout, /not healthy/);
    }),
);

inEachShell(
  "node.sh status: 4 with the reason where a secret file is missing, or the program not executable",
  (withNode) =>
    withNode({ standIn: false }, async (node) => {
      const secret = `${node.root}/secret`;
      await Deno.writeTextFile(secret, "one");
      await node.config(`{ file: ${secret} }`, "harbor.example.com");
      assertEquals((await node.install()).code, 0);
      const good = await node.run(["status"]);
      assertEquals(good.code, 0, good.stdout);
      await Deno.remove(secret);
      const missing = await node.run(["status"]);
      assertEquals(missing.code, 4, missing.stdout);
      assertMatch(missing.stdout, /^node: secrets .*\/secret does not exist/m);
      await Deno.writeTextFile(secret, "one");
      await Deno.chmod(node.root + PROGRAM, 0o644);
      const shut = await node.run(["status"]);
      assertEquals(shut.code, 4);
      assertMatch(shut.stdout, /does not run: it is not executable/);
      assert(!shut.stdout.includes("not valid"), "the config is not to blame");
    }),
);

inEachShell(
  "node.sh: a wrong command line is 2 and changes nothing",
  (withNode) =>
    withNode({ standIn: true }, async (node) => {
      const first = await node.snapshot(true);
      const [install = "", ...given] = node.installArguments();
      for (
        const args of [
          [],
          ["instal"],
          [install],
          [install, ...given.slice(0, 2)],
          [install, ...given, "--fast"],
          [install, ...given, "--files"],
          [install, ...given, "--files", "/does/not/exist"],
          [install, "--binary", "/does/not/exist", ...given.slice(2)],
          ["status", "--dry-run"],
          ["uninstall", "--files-only"],
        ]
      ) {
        const { code, stderr } = await node.call(args);
        assertEquals(code, 2, args.join(" "));
        assertMatch(stderr, /^node: /);
      }
      const { code } = await node.run(["status"], { NODE_TIMEOUT: "soon" });
      assertEquals(code, 2);
      assertEquals(await node.snapshot(true), first);
    }),
);
