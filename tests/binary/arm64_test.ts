/**
 * The program for arm64 nodes, under an emulator.
 * @module
 */
import { assertEquals, assertMatch } from "@std/assert";
import { PROJECT } from "../../tools/paths.ts";
import { execute, request, staticConfig, withFiles } from "../kit/program.ts";

const OUTPUT = `${PROJECT}/.build/arm64/rcp-arm64`;

/** Where Debian and Ubuntu put glibc for arm64. */
const GLIBC = "/usr/aarch64-linux-gnu";

const emulator = await firstOf([
  "/usr/bin/qemu-aarch64-static",
  "/usr/bin/qemu-aarch64",
]);
const hasGlibc = await firstOf([`${GLIBC}/lib/libgcc_s.so.1`]) !== undefined;
const isArm64 = Deno.build.arch === "aarch64";
const missing = isArm64 || (emulator !== undefined && hasGlibc)
  ? ""
  : " (needs qemu-user-static and libgcc-s1-arm64-cross)";

Deno.test({
  name:
    `the program for arm64 answers a request and tells its version${missing}`,
  ignore: missing !== "",
  fn: async () => {
    const build = `${PROJECT}/tools/build.sh`;
    const built = await execute("/bin/sh", [build, "arm64", OUTPUT], {
      env: Deno.env.toObject(),
    });
    assertEquals(built.code, 0, built.stderr);

    const [command = "", ...before] = isArm64
      ? [OUTPUT]
      : [emulator ?? "", "-L", GLIBC, OUTPUT];
    const text = staticConfig();
    await withFiles({ "registries.yaml": text }, async (folder) => {
      const args = [...before, `--config=${folder}/registries.yaml`];
      const stdin = request("r.example.com/app", "v1beta1");
      assertEquals(await execute(command, args, { stdin }), {
        code: 0,
        stdout:
          '{"kind":"CredentialProviderResponse","apiVersion":"credentialprovider.kubelet.k8s.io/v1beta1","cacheKeyType":"Registry","cacheDuration":"10m","auth":{"r.example.com":{"username":"u","password":"p"}}}\n',
        stderr: "",
      });
    });

    const { code, stdout, stderr } = await execute(command, [
      ...before,
      "--version",
    ]);
    assertEquals([code, stderr], [0, ""]);
    assertMatch(stdout, /, aarch64-unknown-linux-gnu, Deno \d/);
  },
});

async function firstOf(paths: readonly string[]): Promise<string | undefined> {
  for (const path of paths) {
    if (await Deno.stat(path).then(() => true, () => false)) return path;
  }
  return undefined;
}
