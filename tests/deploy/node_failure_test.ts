/**
 * `node.sh` when something is wrong: nothing is written, or all of it is
 * taken back.
 * @module
 */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { execute } from "../kit/program.ts";
import { FLAGS, FOLDER } from "./fake_node.ts";
import { inEachShell } from "./shells.ts";

const ENV = "/etc/default/kubelet";
const PROGRAM = `${FOLDER}/registry-credential-provider`;
const { success: mayMount } = await new Deno.Command("unshare", {
  args: ["--mount", "mount", "-t", "tmpfs", "none", "/mnt"],
  stdout: "null",
  stderr: "null",
}).output().catch(() => ({ success: false }));

inEachShell(
  "node.sh install: a config that the program refuses leaves everything untouched, and is named",
  (withNode) =>
    withNode({ standIn: false }, async (node) => {
      await Deno.writeTextFile(
        `${node.source}/registries.yaml`,
        "kind: RegistryConfig\nregistrys: []\n",
      );
      const first = await node.snapshot(true);
      const { code, stderr } = await node.install();
      assertEquals(code, 1);
      assertMatch(stderr, /registrys/);
      assert(stderr.includes(`${node.source}/registries.yaml`), stderr);
      assert(!stderr.includes("/stage/"), stderr);
      assertEquals(await node.snapshot(true), first);
      assertEquals(await node.hasState(), false);
      assertEquals(await node.restarts(), 0);
    }),
);

inEachShell(
  "node.sh install: a kubelet that crashes with the config gets back what it had, and its reason is shown",
  (withNode) =>
    withNode({}, async (node) => {
      await node.tell("refuses", "harbor.example.com\n");
      const first = await node.snapshot();
      // More time than there is: four crashes are enough.
      const { code, stderr } = await node.run(node.installArguments(), {
        NODE_TIMEOUT: "86400",
      });
      assertEquals(code, 1);
      assertMatch(stderr, /crashes again and again/);
      assertMatch(stderr, /failed to validate credential provider config/);
      assertMatch(stderr, /kubelet is healthy/);
      assertEquals(await node.snapshot(), first);
      assertEquals(await node.hasState(), false);
      assert(!(await node.commandLine()).some((it) => FLAGS.includes(it)));
      assert((await node.commandLine()).length > 0, "the kubelet runs again");
    }),
);

inEachShell(
  "node.sh install: a change that the kubelet refuses goes back to what was installed, not to the beginning",
  (withNode) =>
    withNode({}, async (node) => {
      const first = await node.snapshot();
      assertEquals((await node.install()).code, 0);
      const installed = await node.snapshot();
      await node.tell("refuses", "ghcr.io\n");
      await node.program("version 2");
      await node.config("two", "ghcr.io");
      const { code } = await node.install();
      assertEquals(code, 1);
      assertEquals(await node.snapshot(), installed);
      assertEquals((await node.run(["status"])).code, 0);
      await node.program("version 1");
      await node.config("one", "harbor.example.com");
      assertMatch((await node.install()).stdout, /nothing to do/);
      assertEquals((await node.run(["uninstall"])).code, 0);
      assertEquals(await node.snapshot(), first);
    }),
);

for (
  const [name, fake] of [
    ["does not answer /healthz", "sick"],
    ["is not restarted by systemctl, which says that it did", "deaf"],
  ] as const
) {
  inEachShell(
    `node.sh install: a kubelet that ${name} is a failure, and everything is put back`,
    (withNode) =>
      withNode({ standIn: true }, async (node) => {
        await node.tell(fake);
        const first = await node.snapshot();
        const { code, stderr } = await node.install();
        assertEquals(code, 1);
        assertMatch(stderr, /putting back/);
        assertMatch(stderr, /not healthy: look at journalctl/);
        assertEquals(await node.snapshot(), first);
        await node.untell(fake);
        // The restart that is owed is not forgotten.
        const restarts = await node.restarts();
        assertEquals((await node.install()).code, 0);
        assertEquals(await node.restarts(), restarts + 1);
        assertEquals((await node.run(["uninstall"])).code, 0);
        assertEquals(await node.snapshot(), first);
      }),
  );
}

inEachShell(
  "node.sh install: a kubelet without the flags is a failure, however healthy",
  (withNode) =>
    withNode({ standIn: true }, async (node) => {
      // The unit names the file, and something else decides what the kubelet gets.
      await node.tell(
        "extra-words",
        "--image-credential-provider-bin-dir=/other\n",
      );
      const first = await node.snapshot();
      await Deno.mkdir(`${node.root}/other`);
      await Deno.copyFile(
        `${node.source}/program`,
        `${node.root}/other/registry-credential-provider`,
      );
      await Deno.chmod(
        `${node.root}/other/registry-credential-provider`,
        0o755,
      );
      const { code, stderr } = await node.install();
      assertEquals(code, 1);
      assertMatch(stderr, /without the flags/);
      await Deno.remove(`${node.root}/other`, { recursive: true });
      assertEquals(await node.snapshot(), first);
    }),
);

inEachShell(
  "node.sh install: waits for the whole window before it believes in a kubelet",
  (withNode) =>
    withNode({ standIn: true }, async (node) => {
      const start = Date.now();
      const { code } = await node.run(node.installArguments(), {
        NODE_WINDOW: "2",
        NODE_TIMEOUT: "10",
      });
      assertEquals(code, 0);
      assert(Date.now() - start >= 2000);
    }),
);

inEachShell(
  "node.sh uninstall: a kubelet that does not come back gets back what was installed",
  (withNode) =>
    withNode({ standIn: true }, async (node) => {
      assertEquals((await node.install()).code, 0);
      const installed = await node.snapshot();
      await node.tell("sick");
      const { code } = await node.run(["uninstall"]);
      assertEquals(code, 1);
      assertEquals(await node.snapshot(), installed);
      await node.untell("sick");
      assertEquals((await node.run(["uninstall"])).code, 0);
      assertEquals(await node.read(PROGRAM), undefined);
    }),
);

inEachShell(
  "node.sh install: a program for another architecture is told before anything calls it",
  (withNode) =>
    withNode({ standIn: true }, async (node) => {
      const machine = Deno.build.arch === "x86_64" ? 0xb7 : 0x3e;
      const head = new Uint8Array(64);
      head.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]);
      head.set([2, 0, machine, 0], 16);
      await Deno.writeFile(`${node.source}/program`, head);
      const first = await node.snapshot(true);
      const { code, stderr } = await node.install();
      assertEquals(code, 1);
      assertMatch(stderr, /make build ARCH=/);
      assertEquals(await node.snapshot(true), first);
      await Deno.writeTextFile(`${node.source}/program`, "MZ");
      assertMatch((await node.install()).stderr, /not a program for Linux/);
      assertEquals(await node.snapshot(true), first);
    }),
);

inEachShell(
  "node.sh install: a program that does not run is told before anything is written",
  (withNode) =>
    withNode({ standIn: true }, async (node) => {
      await Deno.writeTextFile(
        `${node.source}/program`,
        "#!/bin/sh\necho broken >&2\nexit 9\n",
      );
      const first = await node.snapshot(true);
      const { code, stderr } = await node.install();
      assertEquals(code, 1);
      assertMatch(stderr, /ended with 9: broken/);
      assertEquals(await node.snapshot(true), first);
      assertEquals(await node.hasState(), false);
    }),
);

const need = mayMount ? "" : " (needs leave to mount: run it as root)";
for (
  const [option, folder, word] of [
    ["noexec", FOLDER, "noexec"],
    ["ro", FOLDER, "read-only"],
    ["ro", "/etc/default", "Read-only"],
  ] as const
) {
  inEachShell(
    `node.sh install: ${folder} on a file system that is ${option} is told, and nothing is left behind${need}`,
    (withNode) =>
      withNode({ standIn: true }, async (node) => {
        await Deno.mkdir(node.root + FOLDER, { recursive: true });
        const first = await node.snapshot();
        const line =
          `mount --bind "$0" "$0" && mount -o remount,bind,${option} "$0" && exec "$@"`;
        const { code, stderr } = await execute("/usr/bin/unshare", [
          "--mount",
          "sh",
          "-c",
          line,
          node.root + folder,
          ...node.script(),
          ...node.installArguments(),
          "--root",
          node.root,
        ], { env: node.environment() });
        assertEquals(code, 1, stderr);
        assertMatch(stderr, new RegExp(word));
        assertEquals(await node.snapshot(), first);
        assertEquals(await node.restarts(), 0);
        assertEquals(await node.read(ENV) !== undefined, true);
      }),
    { isPossible: mayMount },
  );
}
