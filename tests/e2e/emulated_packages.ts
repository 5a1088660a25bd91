/**
 * The image, the .deb and the .rpm for the other architecture: their programs
 * answer a kubelet under an emulator, with the libraries of the image.
 * @module
 */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { execute, request, staticConfig, withFiles } from "../kit/program.ts";
import { must } from "./go_tools.ts";
import {
  ARCHITECTURES,
  HOST,
  NAME,
  type Release,
} from "./installed_packages.ts";
import { withRootOf } from "./packed_image.ts";
import type { Checks } from "./suite.ts";

const OTHER = HOST === "amd64" ? "arm64" : "amd64";

/** The emulator of the other architecture, of Debian's qemu-user-static. */
export const EMULATOR = `qemu-${ARCHITECTURES[OTHER]}-static`;

/** How each package is unpacked; `$0` is the file, `$1` the folder. */
const UNPACK: Readonly<Record<string, string>> = {
  deb: 'dpkg-deb --extract "$0" "$1"',
  rpm: 'rpm2archive - <"$0" | tar -xz -C "$1"',
};

/** What each brings, by the same request. */
export async function checkEmulated(
  checks: Checks,
  layout: string,
  { folder, version }: Release,
): Promise<void> {
  await withRootOf(layout, OTHER, async (root) => {
    await checks.check(
      `${OTHER}: the program of the image answers`,
      () => assertAnswers(root, `${root}/opt/${NAME}/${NAME}`),
    );
    const files: Readonly<Record<string, string>> = {
      deb: `${folder}/${NAME}_${version}_${OTHER}.deb`,
      rpm: `${folder}/${NAME}-${version}-1.${ARCHITECTURES[OTHER]}.rpm`,
    };
    for (const [format, file] of Object.entries(files)) {
      await checks.check(
        `${OTHER}: the program of the .${format} answers`,
        () =>
          withFiles({}, async (unpacked) => {
            const line = UNPACK[format] ?? "";
            await must("/bin/sh", ["-euc", line, file, unpacked]);
            await assertAnswers(root, `${unpacked}/usr/bin/${NAME}`);
          }),
      );
    }
  });
}

async function assertAnswers(root: string, program: string): Promise<void> {
  await withFiles({ "registries.yaml": staticConfig() }, async (folder) => {
    const run = (args: readonly string[], stdin = "") =>
      execute(EMULATOR, ["-L", root, program, ...args], {
        stdin,
        env: { PATH: Deno.env.get("PATH") ?? "" },
      });
    const { code, stdout, stderr } = await run(
      [`--config=${folder}/registries.yaml`],
      request("r.example.com/app"),
    );
    assertEquals([code, stderr], [0, ""]);
    assertEquals(JSON.parse(stdout), {
      kind: "CredentialProviderResponse",
      apiVersion: "credentialprovider.kubelet.k8s.io/v1",
      cacheKeyType: "Registry",
      cacheDuration: "10m",
      auth: { "r.example.com": { username: "u", password: "p" } },
    });
    const said = await run(["--version"]);
    assertStringIncludes(said.stdout, `, ${ARCHITECTURES[OTHER]}-unknown-`);
  });
}
