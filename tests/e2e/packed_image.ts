/**
 * The image that `make packages` makes: what skopeo says of it, and what podman
 * unpacks.
 * @module
 */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { PROJECT } from "../../tools/paths.ts";
import { podmanOptions } from "./podman_containers.ts";
import { must } from "./go_tools.ts";
import { HOST } from "./installed_packages.ts";
import type { Checks } from "./suite.ts";

const OWN = "/opt/registry-credential-provider";

/** What entrypoint.sh and the probe call; the rest is of the shell. */
const COMMANDS = "cat nsenter readlink rm sh sha256sum sleep uname";

/** The archive of an OCI layout in dist/packages. */
export function imageArchive(version: string): string {
  return `${PROJECT}/dist/packages/registry-credential-provider-image-${version}.tar`;
}

/** Unpacks the archive. @returns The layout. */
export async function unpackArchive(
  folder: string,
  archive: string,
): Promise<string> {
  const layout = `${folder}/layout`;
  await Deno.mkdir(layout);
  await must("tar", ["-xf", archive, "-C", layout]);
  return layout;
}

/** Runs something with the root of a container of an architecture. */
export async function withRootOf(
  layout: string,
  arch: string,
  use: (root: string) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "rcp-e2e-" });
  const podman = async (...args: readonly string[]) =>
    (await must("podman", [...podmanOptions(folder), ...args])).trim();
  try {
    const id = await podman(
      "pull",
      "--quiet",
      `--arch=${arch}`,
      `oci:${layout}`,
    );
    const root = await podman("image", "mount", id);
    try {
      await use(root);
    } finally {
      await podman("image", "unmount", id);
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** One index for both architectures, which runs on this one. */
export async function checkImage(
  checks: Checks,
  layout: string,
  version: string,
): Promise<void> {
  const inspect = async (...args: readonly string[]) =>
    JSON.parse(await must("skopeo", ["inspect", ...args, `oci:${layout}`]));

  await checks.check(
    "the image is one index for both architectures",
    async () => {
      const { manifests } = await inspect("--raw");
      const platforms = manifests.map((
        { platform }: { platform: { os: string; architecture: string } },
      ) => `${platform.os}/${platform.architecture}`);
      assertEquals(platforms, ["linux/amd64", "linux/arm64"]);
    },
  );
  for (const arch of ["amd64", "arm64"]) {
    await checks.check(
      `the image for ${arch} starts as deploy/Dockerfile says`,
      async () => {
        const { config, architecture } = await inspect(
          "--config",
          `--override-arch=${arch}`,
        );
        assertEquals(architecture, arch);
        const text = await Deno.readTextFile(`${PROJECT}/deploy/Dockerfile`);
        const line = (word: string) =>
          JSON.parse(new RegExp(`^${word} (.*)$`, "m").exec(text)?.[1] ?? "");
        assertEquals(config.Entrypoint, line("ENTRYPOINT"));
        assertEquals(config.Cmd, line("CMD"));
        assertStringIncludes(text, `USER ${config.User}\n`);
      },
    );
  }
  await checks.check(
    "podman unpacks it, and the program and all commands run there",
    () =>
      withRootOf(layout, HOST, async (root) => {
        const inside = (line: string) =>
          must("chroot", [root, "/bin/sh", "-euc", line]);
        await inside(`for name in ${COMMANDS}; do command -v "$name"; done`);
        const said = await inside(
          `${OWN}/registry-credential-provider --version`,
        );
        assertStringIncludes(said, version);
        const files = await inside(`stat -c '%a %u:%g %n' ${OWN}/*`);
        assertEquals(files.trim().split("\n"), [
          `755 0:0 ${OWN}/entrypoint.sh`,
          `755 0:0 ${OWN}/node.sh`,
          `755 0:0 ${OWN}/registry-credential-provider`,
        ]);
      }),
  );
}
