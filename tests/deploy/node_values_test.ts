/**
 * What `node.sh` is given, and what it finds, is a value: no character in it is a
 * command, a pattern, or the end of a word.
 * @module
 */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { execute } from "../kit/program.ts";
import { FLAGS, FOLDER, KIND_DEFAULT } from "./fake_node.ts";
import { KIND_PROPERTIES } from "./node_world.ts";
import { inEachShell } from "./shells.ts";

const ENV = "/etc/default/kubelet";
/** What a shell, sed, awk or grep may take for something else. */
const ODD = "a|b&c[d]*?$(e)`f`'g\"h\\i j\nk{l}";

inEachShell(
  "node.sh: --root, --binary, --config and --files may have any character in their names",
  (withNode) =>
    withNode({ standIn: true, place: `${ODD}\n` }, async (node) => {
      const files = `${node.source}/files ${ODD} `;
      await Deno.mkdir(files);
      await Deno.writeTextFile(`${files}/-s|&[ `, "secret");
      const first = await node.snapshot();
      const dry = await node.install("--dry-run");
      assertEquals([dry.code, dry.stderr], [0, ""]);
      assertEquals(await node.snapshot(), first);
      const { code, stderr } = await node.install("--files", files);
      assertEquals([code, stderr], [0, ""]);
      assertEquals(await node.read(`${FOLDER}/-s|&[ `), "secret");
      assertMatch(await node.read(ENV) ?? "", new RegExp(FLAGS));
      assertEquals((await node.run(["status"])).code, 0);
      assertEquals((await node.run(["uninstall"])).code, 0);
      assertEquals(await node.snapshot(), first);
    }),
);

inEachShell(
  "node.sh install: a config that is refused is named as it was given, with any character in it",
  (withNode) =>
    withNode({ standIn: false, place: "a|b&c[d" }, async (node) => {
      await Deno.writeTextFile(`${node.source}/registries.yaml`, "kind: X\n");
      const { code, stderr } = await node.install();
      assertEquals(code, 1);
      const [reason = ""] = stderr.split("\n")
        .filter((line) => line.startsWith("node:   "));
      assert(reason.includes(`${node.source}/registries.yaml`), stderr);
      assert(!stderr.includes("/stage/"), stderr);
    }),
);

inEachShell(
  "node.sh install: a file of --files with a line feed or a tab in its name is refused before anything is changed",
  (withNode) =>
    withNode({ standIn: true }, async (node) => {
      const first = await node.snapshot(true);
      for (const name of ["a\nb", "a\tb", ".a.new"]) {
        const files = `${node.source}/${name.length}`;
        await Deno.mkdir(files, { recursive: true });
        await Deno.writeTextFile(`${files}/${name}`, "");
        const { code, stderr } = await node.install("--files", files);
        assertEquals(code, 2, stderr);
        assertMatch(stderr, /rename it/);
        await Deno.remove(`${files}/${name}`);
      }
      assertEquals(await node.snapshot(true), first);
    }),
);

inEachShell(
  "node.sh install: a name without a folder is a file of the current folder, not a command or an option",
  (withNode) =>
    withNode({ standIn: true }, async (node) => {
      // What would be run instead: it is on PATH, and runs.
      await Deno.writeTextFile(
        `${node.fakes}/-tool`,
        '#!/bin/sh\n[ "$1" = --version ] || exit 9\n',
        { mode: 0o755 },
      );
      await Deno.copyFile(`${node.source}/program`, `${node.source}/-tool`);
      await Deno.chmod(`${node.source}/-tool`, 0o755);
      await Deno.rename(
        `${node.source}/registries.yaml`,
        `${node.source}/-config`,
      );
      const { PATH = "", ...env } = node.environment();
      const [command = "", ...before] = node.script();
      const { code, stderr } = await execute(command, [
        ...before,
        ..."install --binary -tool --config=-config".split(" "),
        "--root=../root",
      ], {
        cwd: node.source,
        env: { ...env, PATH: `${node.fakes}:${PATH}`, CDPATH: "/usr" },
      });
      assertEquals([code, stderr], [0, ""]);
      assertMatch(
        await node.read(`${FOLDER}/registry-credential-provider`) ?? "",
        /stand-in/,
      );
    }),
);

inEachShell(
  "node.sh: an empty value is a wrong command line, above all an empty --root",
  (withNode) =>
    withNode({ standIn: true }, async (node) => {
      for (
        const args of [["status", "--root="], ["status", "--root", ""], [
          ...node.installArguments(),
          "--files=",
        ]]
      ) {
        const { code, stderr } = await node.call(args);
        assertEquals(code, 2, args.join(" "));
        assertMatch(stderr, /--\w+ needs a value/);
      }
    }),
);

/** The unit reads this file, or these files, in the place of its usual one. */
const reading = (file: string) =>
  KIND_PROPERTIES.map((it) => it.replace(ENV, file));

inEachShell(
  "node.sh install: takes a wildcard of EnvironmentFile for the files that it fits, and a second run changes nothing",
  (withNode) =>
    withNode({
      standIn: true,
      files: {
        [ENV]: undefined,
        "/etc/kubelet.d/10-first.env": "KUBELET_EXTRA_ARGS=--v=2\n",
        "/etc/kubelet.d/20 second.env": KIND_DEFAULT,
        "/etc/kubelet.d/30-third.env": "OTHER=1\n",
      },
      properties: reading("/etc/kubelet.d/*.env"),
    }, async (node) => {
      const first = await node.snapshot();
      assertEquals((await node.install()).code, 0);
      const second = "/etc/kubelet.d/20 second.env";
      assertMatch(
        await node.read(second) ?? "",
        new RegExp(`^KUBELET_EXTRA_ARGS=${FLAGS} --runtime`),
      );
      const { stdout } = await node.install();
      assertMatch(stdout, /nothing to do/);
      assertEquals((await node.run(["uninstall"])).code, 0);
      assertEquals(await node.snapshot(), first);
    }),
);

inEachShell(
  "node.sh install: a file of the unit may have blanks and brackets in its name",
  (withNode) =>
    withNode({
      standIn: true,
      files: {
        [ENV]: undefined,
        "/etc/a  |&  file ": KIND_DEFAULT,
        "/etc/b": "KUBELET_EXTRA_ARGS=--no\n",
      },
      properties: reading("/etc/a  |&  file "),
    }, async (node) => {
      const { code, stderr } = await node.install();
      assertEquals([code, stderr], [0, ""]);
      assertMatch(await node.read("/etc/a  |&  file ") ?? "", /image-cred/);
      await node.write("/etc/a  |&  file ", `# x\n${FLAGS} \n${KIND_DEFAULT}`);
      assertEquals((await node.run(["uninstall"])).code, 0);
    }),
);

inEachShell(
  "node.sh: a lock that any user may hold on a folder of the system does not stop it",
  (withNode) =>
    withNode({ standIn: true }, async (node) => {
      const holder = new Deno.Command("flock", {
        args: [
          "--no-fork",
          `${node.root}/var/lib`,
          "sh",
          "-c",
          "echo locked; exec sleep 600",
        ],
        stdout: "piped",
      }).spawn();
      try {
        const reader = holder.stdout.getReader();
        await reader.read();
        await reader.cancel();
        const { code, stdout } = await node.run(node.installArguments(), {
          NODE_TIMEOUT: "0",
        });
        assertEquals(code, 0, stdout);
        assert(!stdout.includes("waiting"), stdout);
      } finally {
        holder.kill("SIGTERM");
        await holder.status;
      }
      const lock = `${node.root}/run/registry-credential-provider-install`;
      assertEquals(((await Deno.stat(lock)).mode ?? 0) & 0o777, 0o700);
      await Deno.chmod(lock, 0o755);
      const { code, stderr } = await node.run(["uninstall"]);
      assertEquals(code, 1);
      assertMatch(stderr, /mode 0700/);
    }),
);
