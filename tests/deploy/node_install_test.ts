/**
 * `node.sh`: what an installation writes, and what it leaves alone.
 * @module
 */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { config } from "../kit/program.ts";
import { FLAGS, FOLDER, KIND_DEFAULT, restart } from "./fake_node.ts";
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
      await Deno.copyFile("/bin/sleep", `${node.root}/sleep`);
      assertEquals((await node.install()).code, 0);
      await Deno.copyFile("/bin/sleep", node.root + PROGRAM);
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
    withNode({}, async (node) => {
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
    withNode({}, async (node) => {
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
