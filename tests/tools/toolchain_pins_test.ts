/**
 * What comes from the npm registry is used only where its checksum is the
 * pinned one.
 * @module
 */
import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { PROJECT } from "../../tools/paths.ts";
import { type Sandbox, withSandbox } from "../kit/sandbox.ts";

const FETCHED = `${PROJECT}/.toolchain/npm`;
const network = await Deno.readTextFile(`${PROJECT}/.toolchain/network`);
const isNpm = network.trim() === "npm";
const need = isNpm ? "" : " (needs a tool chain from npm: make NETWORK=npm)";
const OTHER = "0".repeat(64);

/** A test with the programs that make fetched already, so that nothing is fetched here. */
function testFetched(
  name: string,
  test: (sandbox: Sandbox) => Promise<void>,
): void {
  Deno.test({
    name: `${name}${need}`,
    ignore: !isNpm,
    fn: () =>
      withSandbox(async (sandbox) => {
        await Deno.mkdir(`${sandbox.folder}/.toolchain`);
        await Deno.symlink(FETCHED, `${sandbox.folder}/.toolchain/npm`);
        await test(sandbox);
      }),
  });
}

testFetched(
  "a compile base with another checksum stops the set-up",
  async (sandbox) => {
    let pinned = "";
    await sandbox.changePins(({ denort }) => {
      const { amd64 } = denort;
      if (amd64 === undefined) return;
      pinned = amd64.sha256;
      amd64.sha256 = OTHER;
    });
    const { code, stdout, stderr } = await sandbox.fromNpm("denort", "amd64");
    assertEquals([code, stdout], [1, ""]);
    assertEquals(
      stderr,
      `toolchain: checksum differs: the compile base for amd64
  pinned  ${OTHER}
  arrived ${pinned}
Nothing of it was used. Check the npm registry or mirror that answered.
`,
    );
    const made = await Array.fromAsync(
      Deno.readDir(`${sandbox.folder}/.toolchain`),
    );
    assertEquals(made.map(({ name }) => name), ["npm"]);
  },
);

testFetched(
  "a JSR module with another checksum stops the set-up",
  async (sandbox) => {
    let changed = "";
    await sandbox.changePins(({ jsr }) => {
      const [[spec, { modules }] = ["", { modules: {} }]] = Object.entries(
        jsr,
      );
      const [[path, pin] = ["", { sha256: "" }]] = Object.entries(modules);
      changed = `${spec}/${path}`;
      pin.sha256 = OTHER;
    });
    const vendor = `${sandbox.folder}/vendor`;
    const { code, stdout, stderr } = await sandbox.fromNpm("jsr", vendor);
    assertEquals([code, stdout], [1, ""]);
    const first = `checksum differs: the JSR module ${changed}\n`;
    assertStringIncludes(stderr, first);
    assertStringIncludes(stderr, `  pinned  ${OTHER}\n  arrived `);
    assertEquals(await exists(vendor), false);
  },
);

Deno.test("an npm package with another checksum is not unpacked, and leaves nothing behind", async () => {
  await withSandbox(async ({ fake, folder, fromNpm }) => {
    // npm pack answers with some other tarball.
    await fake(
      "npm",
      `for arg; do case $arg in --pack-destination=*) to=\${arg#*=} ;; esac; done
printf 'not the package' >"$to/other.tgz"
printf '[{"filename":"other.tgz"}]'`,
    );
    const { code, stdout, stderr } = await fromNpm("deno", "npm");
    assertEquals([code, stdout], [1, ""]);
    assertMatch(
      stderr,
      /toolchain: checksum differs: the npm package @deno\/linux-x64-glibc@2\.9\.4\n {2}pinned {2}sha512-\S+\n {2}arrived sha512-\S+\nNothing of it was used\./,
    );
    const left = await Array.fromAsync(
      Deno.readDir(`${folder}/.toolchain/npm`),
    );
    assertEquals(left, []);
  });
});

Deno.test("an npm that fails stops the set-up, and leaves nothing behind", async () => {
  await withSandbox(async ({ fake, folder, fromNpm }) => {
    await fake("npm", "echo 'npm error code E404' >&2; exit 1");
    const { code, stdout, stderr } = await fromNpm("deno", "npm");
    assertEquals([code, stdout], [1, ""]);
    assertStringIncludes(stderr, "npm error code E404\n");
    assertStringIncludes(stderr, "toolchain: Command failed: npm pack ");
    const left = await Array.fromAsync(
      Deno.readDir(`${folder}/.toolchain/npm`),
    );
    assertEquals(left, []);
  });
});

function exists(path: string): Promise<boolean> {
  return Deno.stat(path).then(() => true, () => false);
}
