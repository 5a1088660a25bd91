/**
 * `node.sh`: what an installation writes, and what it leaves alone.
 * @module
 */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { copyProgram } from "../kit/copied_program.ts";
import { config } from "../kit/program.ts";
import { FLAGS, FOLDER, KIND_DEFAULT } from "./fake_node.ts";
import { inEachShell } from "./shells.ts";

const ENV = "/etc/default/kubelet";
const PROGRAM = `${FOLDER}/registry-credential-provider`;

inEachShell(
  "node.sh install: program, config, the kubelet's config and both flags, each with its mode; then status says so",
  (withNode) =>
    withNode({}, async (node) => {
      const { code, stdout, stderr } = await node.install();
      assertEquals([code, stderr], [0, ""], stdout);
      for (const line of stdout.trimEnd().split("\n")) {
        assertMatch(line, /^node: /);
      }
      const after = await node.snapshot();
      assertMatch(after[FOLDER] ?? "", /^755/);
      assertMatch(after[PROGRAM] ?? "", /^755 .*\n# version 1\n/);
      assertMatch(
        after[`${FOLDER}/registries.yaml`] ?? "",
        /^600 .*apiVersion/,
      );
      const kubelet = after[`${FOLDER}/kubelet.yaml`] ?? "";
      assertMatch(kubelet, /^644 /);
      assertMatch(kubelet, /- "harbor\.example\.com"/);
      assertMatch(kubelet, new RegExp(`--config=${FOLDER}/registries\\.yaml`));
      assertEquals(
        (await node.commandLine()).filter((it) => FLAGS.includes(it)).length,
        2,
      );
      assertEquals(await node.restarts(), 1);
      const asked = await Deno.readTextFile(`${node.fakes}/asked`);
      assertMatch(asked, /^http:\/\/127\.0\.0\.1:10248\/healthz\n/);
      const status = await node.run(["status"]);
      assertEquals(status.code, 0, status.stdout);
      assertMatch(status.stdout, /registry-credential-provider \d+\.\d+/);
    }),
);

inEachShell(
  "node.sh install: a second run writes nothing and restarts nothing",
  (withNode) =>
    withNode({}, async (node) => {
      assertEquals((await node.install()).code, 0);
      const first = await node.snapshot(true);
      const { code, stdout } = await node.install();
      assertEquals(code, 0);
      assertMatch(stdout, /nothing to do/);
      assertEquals(await node.snapshot(true), first);
      assertEquals(await node.restarts(), 1);
    }),
);

inEachShell(
  "node.sh install: another program, newer or older, is put in place without a restart",
  (withNode) =>
    withNode({}, async (node) => {
      assertEquals((await node.install()).code, 0);
      for (const version of ["version 2", "version 1"]) {
        const before = await Deno.stat(node.root + PROGRAM);
        await node.program(version);
        assertEquals((await node.install()).code, 0);
        assertMatch(await node.read(PROGRAM) ?? "", new RegExp(version));
        // By a rename: a program that runs is never written to.
        assert((await Deno.stat(node.root + PROGRAM)).ino !== before.ino);
      }
      assertEquals(await node.restarts(), 1);
    }),
);

inEachShell(
  "node.sh install: a program that runs can be replaced",
  (withNode) =>
    withNode({ standIn: true }, async (node) => {
      assertEquals((await node.install()).code, 0);
      await copyProgram("/bin/sleep", node.root + PROGRAM);
      const running = new Deno.Command(node.root + PROGRAM, { args: ["60"] })
        .spawn();
      try {
        assertEquals((await node.install()).code, 0);
        assertMatch(await node.read(PROGRAM) ?? "", /stand-in/);
      } finally {
        running.kill();
        await running.status;
      }
    }),
);

inEachShell(
  "node.sh install: a restart follows a change of the patterns, and none a change of a password",
  (withNode) =>
    withNode({}, async (node) => {
      assertEquals((await node.install()).code, 0);
      await node.config("two", "harbor.example.com");
      assertEquals((await node.install()).code, 0);
      assertMatch(await node.read(`${FOLDER}/registries.yaml`) ?? "", /two/);
      assertEquals(await node.restarts(), 1);
      await node.config("two", "harbor.example.com", "ghcr.io");
      assertEquals((await node.install()).code, 0);
      assertMatch(await node.read(`${FOLDER}/kubelet.yaml`) ?? "", /ghcr\.io/);
      assertEquals(await node.restarts(), 2);
      assertEquals((await node.run(["uninstall"])).code, 0);
      assertEquals(await node.read(ENV), KIND_DEFAULT);
    }),
);

inEachShell(
  "node.sh install --files: puts each file beside the config with mode 0600, and takes a change over without a restart",
  (withNode) =>
    withNode({ standIn: true }, async (node) => {
      const files = `${node.source}/files`;
      await Deno.mkdir(`${files}/folder`, { recursive: true });
      await Deno.writeTextFile(`${files}/harbor password`, "one", {
        mode: 0o644,
      });
      await Deno.writeTextFile(`${files}/.dockerconfigjson`, "{}");
      assertEquals((await node.install("--files", files)).code, 0);
      const after = await node.snapshot();
      assertEquals(after[`${FOLDER}/harbor password`], "600  one");
      assertEquals(after[`${FOLDER}/.dockerconfigjson`], "600  {}");
      assertEquals(after[`${FOLDER}/folder`], undefined);
      await Deno.writeTextFile(`${files}/harbor password`, "two");
      assertEquals((await node.install(`--files=${files}`)).code, 0);
      assertEquals(await node.read(`${FOLDER}/harbor password`), "two");
      assertEquals(await node.restarts(), 1);
      assertEquals((await node.run(["uninstall"])).code, 0);
      assertEquals(await node.read(`${FOLDER}/harbor password`), undefined);
    }),
);

inEachShell(
  "node.sh install --files-only: writes the files and leaves flags and kubelet alone",
  (withNode) =>
    withNode({}, async (node) => {
      const first = await node.snapshot();
      const { code, stdout } = await node.install("--files-only");
      assertEquals(code, 0);
      assertMatch(stdout, new RegExp(FLAGS));
      assertEquals(await node.read(ENV), KIND_DEFAULT);
      assert(await node.read(`${FOLDER}/kubelet.yaml`) !== undefined);
      assertEquals(await node.restarts(), 0);
      const status = await node.run(["status"]);
      assertEquals(status.code, 4, "the kubelet does not use it yet");
      assertEquals((await node.run(["uninstall"])).code, 0);
      assertEquals(await node.snapshot(), first);
      assertEquals(await node.restarts(), 0);
    }),
);

inEachShell(
  "node.sh install: no folder or mode of another file is touched",
  (withNode) =>
    withNode({ standIn: true }, async (node) => {
      await Deno.chmod(`${node.root}${ENV}`, 0o640);
      assertEquals((await node.install()).code, 0);
      assertMatch((await node.snapshot())[ENV] ?? "", /^640 /);
      const { mode } = await Deno.stat(
        `${node.root}/var/lib/registry-credential-provider/install`,
      );
      assertEquals((mode ?? 0) & 0o777, 0o700);
    }),
);

inEachShell(
  "node.sh install: what the config means to a person is told when it is done",
  (withNode) =>
    withNode({ standIn: false }, async (node) => {
      await Deno.writeTextFile(
        `${node.source}/registries.yaml`,
        config(`- name: one
  match: [harbor.example.com]
  static: { username: u, password: { file: /does/not/exist/password } }
`),
      );
      const { code, stdout } = await node.install();
      assertEquals(code, 0);
      assertMatch(stdout, /^node: warning .*\/does\/not\/exist\/password/m);
    }),
);
