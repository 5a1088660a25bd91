/**
 * Packages in a Debian root: installed, upgraded and removed by apt-get and by rpm.
 * @module
 */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { must } from "./go_tools.ts";
import type { Checks } from "./suite.ts";

/** The name of the package, and of its program. */
export const NAME = "registry-credential-provider";

/** The architectures, each with its name for rpm. */
export const ARCHITECTURES = { amd64: "x86_64", arm64: "aarch64" };

/** The one of this machine. */
export const HOST = Deno.build.arch === "aarch64" ? "arm64" : "amd64";

/** The folder with the packages of a version. */
export interface Release {
  readonly folder: string;
  readonly version: string;
}

/** Logs, and the books of the package managers. */
const BOOKS = [
  "log",
  "cache",
  ...["apt", "dpkg", "rpm", "dnf", "zypp"].map((it) => `lib/${it}`),
];

/** Whatever is in a root, but those. */
export async function contentOf(root: string): Promise<string> {
  const skipped = ["proc", ...BOOKS.map((one) => `var/${one}`)]
    .map((one) => `-path ./${one}`).join(" -o ");
  return await must("/bin/sh", [
    "-c",
    `cd "$0" && find . -xdev \\( ${skipped} \\) -prune -o -printf '%y %m %p %l\\n' | sort`,
    root,
  ]);
}

/** Runs the program there, and the script that comes with it. */
export async function runsThere(root: string): Promise<void> {
  const said = await must("chroot", [root, NAME, "--version"]);
  assertStringIncludes(said, NAME);
  const link = ["readlink", "-f", "/usr/bin/docker-credential-registry"];
  assertEquals(await must("chroot", [root, ...link]), `/usr/bin/${NAME}\n`);
  await must("chroot", [root, "sh", `/usr/share/${NAME}/node.sh`, "--help"]);
}

const APT = ["apt-get", "--quiet", "--assume-yes"];

/** By apt-get, one release after the other. */
export async function checkApt(
  checks: Checks,
  root: string,
  releases: readonly Release[],
): Promise<void> {
  await checks.check(
    "apt-get installs it, upgrades it, and leaves nothing behind",
    async () => {
      const before = await contentOf(root);
      for (const { folder, version } of releases) {
        const file = `${NAME}_${version}_${HOST}.deb`;
        await Deno.copyFile(`${folder}/${file}`, `${root}/${file}`);
        await must("chroot", [root, ...APT, "install", `/${file}`]);
        await Deno.remove(`${root}/${file}`);
        const query = ["dpkg-query", "--show", "--showformat=${Version}", NAME];
        assertEquals(await must("chroot", [root, ...query]), version);
        await must("chroot", [root, "dpkg", "--verify", NAME]);
        await runsThere(root);
        assertEquals(await etcOf(root), etcIn(before));
      }
      await must("chroot", [root, ...APT, "remove", NAME]);
      assertUnchanged(await contentOf(root), before);
    },
  );
}

/** By rpm, one release after the other. */
export async function checkRpm(
  checks: Checks,
  root: string,
  releases: readonly Release[],
): Promise<void> {
  // Debian's rpm has its books elsewhere, and Debian's own packages are not in them.
  const books = [`--root=${root}`, "--dbpath=/var/lib/rpm"];
  const rpm = (...args: readonly string[]) =>
    must("rpm", [...books, "--nodeps", ...args]);
  await checks.check(
    "rpm installs it, upgrades it, and leaves nothing behind",
    async () => {
      const before = await contentOf(root);
      for (const { folder, version } of releases) {
        const machine = ARCHITECTURES[HOST];
        await rpm("--upgrade", `${folder}/${NAME}-${version}-1.${machine}.rpm`);
        const query = ["--query", "--queryformat=%{VERSION}", NAME];
        assertEquals(await must("rpm", [...books, ...query]), version);
        await must("rpm", [...books, "--verify", "--nodeps", NAME]);
        await runsThere(root);
        assertEquals(await etcOf(root), etcIn(before));
      }
      await rpm("--erase", NAME);
      assertUnchanged(await contentOf(root), before);
    },
  );
}

/** Fails with what has come or gone; the whole list is long. */
export function assertUnchanged(now: string, before: string): void {
  const [lines, old] = [now, before].map((text) => new Set(text.split("\n")));
  assertEquals([...lines?.symmetricDifference(old ?? new Set()) ?? []], []);
}

/** What of it is below /etc. */
export function etcIn(content: string): readonly string[] {
  return content.split("\n").filter((line) => line.includes(" ./etc"));
}

const etcOf = async (root: string) => etcIn(await contentOf(root));
