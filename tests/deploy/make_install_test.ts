/**
 * `make install` and `make uninstall`.
 * @module
 */
import { assertEquals, assertMatch } from "@std/assert";
import { PROJECT } from "../../tools/paths.ts";
import {
  BASH_COMPLETION,
  isThere,
  offered,
  type Shell,
} from "../kit/completing.ts";
import { execute, type Result, withFiles } from "../kit/program.ts";
import { FOLDER } from "./fake_node.ts";
import { withNode } from "./node_world.ts";

const make = (
  args: readonly string[],
  env: Record<string, string>,
): Promise<Result> =>
  execute("make", ["--no-print-directory", ...args], { env, cwd: PROJECT });

Deno.test("make install: with DESTDIR only puts files there, and make uninstall takes them away", () =>
  withNode({ standIn: true }, async (node) => {
    const first = await node.snapshot();
    const place = [`DESTDIR=${node.root}`, "PREFIX=/usr"];
    const done = await make(["install", ...place], node.environment());
    assertEquals([done.code, done.stderr], [0, ""]);
    const program = `${node.root}/usr/bin/registry-credential-provider`;
    const script =
      `${node.root}/usr/share/registry-credential-provider/node.sh`;
    for (const file of [program, script]) {
      assertEquals(((await Deno.stat(file)).mode ?? 0) & 0o777, 0o755);
    }
    const helper = `${node.root}/usr/bin/docker-credential-registry`;
    assertEquals(await Deno.readLink(helper), "registry-credential-provider");
    assertMatch(
      (await node.read("/usr/share/man/man1/registry-credential-provider.1")) ??
        "",
      /^\.TH REGISTRY-CREDENTIAL-PROVIDER 1 /,
    );
    assertEquals(
      await node.read(
        "/usr/share/registry-credential-provider/config.schema.json",
      ),
      await Deno.readTextFile(`${PROJECT}/docs/config.schema.json`),
    );
    assertEquals(await node.restarts(), 0);
    const undone = await make(["uninstall", ...place], node.environment());
    assertEquals([undone.code, undone.stderr], [0, ""]);
    // Folders that others use, too, are left.
    for (
      const folder of [
        "/usr/bin",
        "/usr/share/bash-completion/completions",
        "/usr/share/bash-completion",
        "/usr/share/zsh/site-functions",
        "/usr/share/zsh",
        "/usr/share/man/man1",
        "/usr/share/man",
        "/usr/share/fish/vendor_completions.d",
        "/usr/share/fish",
        "/usr/share",
        "/usr",
      ]
    ) {
      await Deno.remove(node.root + folder);
    }
    assertEquals(await node.snapshot(), first);
  }));

for (
  const [shell, needs] of Object.entries({
    bash: BASH_COMPLETION,
    zsh: "zsh",
    fish: "fish",
  })
) {
  const isHere = await isThere(needs);
  Deno.test({
    name: `make install: ${shell} finds its completions${
      isHere ? "" : ` (needs ${needs})`
    }`,
    ignore: !isHere,
    fn: () =>
      withNode({ standIn: true }, async (node) => {
        const place = [`DESTDIR=${node.root}`, "PREFIX=/usr"];
        assertEquals(
          (await make(["install", ...place], node.environment())).code,
          0,
        );
        const share = `${node.root}/usr/share`;
        const line = "registry-credential-provider ca";
        const answers = await offered(shell as Shell, { share }, [line]);
        assertEquals(answers, [["cache"]]);
      }),
  });
}

Deno.test("make install: a program that does not run here is installed without completions, and that is said", () =>
  withNode({ standIn: true }, async (node) => {
    const binary = `${node.source}/of-another-architecture`;
    await Deno.writeTextFile(binary, "no program", { mode: 0o755 });
    const place = [`DESTDIR=${node.root}`, `BINARY=${binary}`];
    const { code, stderr } = await make(
      ["install", ...place],
      node.environment(),
    );
    assertEquals(code, 0);
    assertMatch(stderr, /^make: no completions for shells: .* does not run/);
  }));

Deno.test("make install: installs on the machine itself, and make uninstall gives back every byte, whatever the files are called", () =>
  withNode({}, async (node) => {
    const files = `${node.source}/it's |&[ "files" \\;`;
    await Deno.mkdir(files);
    await Deno.writeTextFile(`${files}/.secret`, "s");
    const named = `${node.source}/it's |&[ "a" config \\; `;
    await Deno.rename(`${node.source}/registries.yaml`, named);
    const first = await node.snapshot();
    const place = [
      `PREFIX=${node.fakes}/local`,
      `NODE_OPTIONS=--root ${node.root}`,
    ];
    const done = await make(
      ["install", `CONFIG=${named}`, `FILES=${files}`, ...place],
      node.environment({ NODE_TIMEOUT: "10" }),
    );
    assertEquals([done.code, done.stderr], [0, ""]);
    assertMatch(await node.read(`${FOLDER}/kubelet.yaml`) ?? "", /harbor/);
    assertEquals(await node.read(`${FOLDER}/.secret`), "s");
    assertEquals(await node.restarts(), 1);
    const undone = await make(["uninstall", ...place], node.environment());
    assertEquals([undone.code, undone.stderr], [0, ""]);
    assertEquals(await node.snapshot(), first);
  }));

Deno.test("make install: a folder in the place of a file is told before anything is changed", () =>
  withNode({ standIn: true }, async (node) => {
    const path = "/usr/bin/docker-credential-registry";
    await Deno.mkdir(node.root + path, { recursive: true });
    const first = await node.snapshot(true);
    const { code, stderr } = await make(
      ["install", `DESTDIR=${node.root}`, "PREFIX=/usr"],
      node.environment(),
    );
    assertEquals(code, 2);
    assertMatch(
      stderr,
      /^make: .*credential-registry is not a file, and is in the/,
    );
    assertEquals(await node.snapshot(true), first);
  }));

Deno.test("make install: without a config it says so, and touches nothing", () =>
  withNode({ standIn: true }, async (node) => {
    const first = await node.snapshot(true);
    const { code, stderr } = await make(
      ["install", `NODE_OPTIONS=--root ${node.root}`],
      node.environment(),
    );
    assertEquals(code, 2);
    assertMatch(stderr, /CONFIG=FILE is missing/);
    assertEquals(await node.snapshot(true), first);
  }));

Deno.test("make uninstall: takes the node.sh that was installed where nothing is built any more", () =>
  withFiles({}, async (folder) => {
    const share = `${folder}/local/share/registry-credential-provider`;
    await Deno.mkdir(`${folder}/deploy`);
    await Deno.mkdir(share, { recursive: true });
    await Deno.copyFile(
      `${PROJECT}/deploy/install.sh`,
      `${folder}/deploy/install.sh`,
    );
    await Deno.writeTextFile(`${share}/node.sh`, 'echo "node.sh $*"\n');
    const env = {
      PATH: "/usr/bin:/bin",
      BINARY: "dist/program",
      PREFIX: `${folder}/local`,
      DESTDIR: "",
      NODE_OPTIONS: "--root /r --dry-run",
    };
    const run = () =>
      execute("/bin/sh", [`${folder}/deploy/install.sh`, "uninstall"], { env });
    assertEquals(await run(), {
      code: 0,
      stdout: "node.sh uninstall --root /r --dry-run\n",
      stderr: "",
    });
    const { code, stderr } = await run();
    assertEquals(code, 1);
    assertMatch(
      stderr,
      /^make: .*node\.sh is not there: run make build first\n$/,
    );
  }));
