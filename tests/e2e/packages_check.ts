/**
 * The .deb and the .rpm with the real dpkg and rpm: `make e2e SUITES=packages`.
 * @module
 */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { PROJECT } from "../../tools/paths.ts";
import { withFiles } from "../kit/program.ts";
import { must, run as runTool } from "./go_tools.ts";
import { Checks, type Tally } from "./suite.ts";

/** See {@linkcode Suite}. */
export const name = "packages";
/** See {@linkcode Suite}. */
export const needs =
  "root, debootstrap and rpm of Debian, and Go, which builds nfpm from its modules in some minutes";
/** See {@linkcode Suite}. */
export const proves =
  "the .deb and the .rpm of both architectures are the same bytes each time and have no script; they install, upgrade and go in a Debian root without a change below /etc, by dpkg and by rpm";
/** See {@linkcode Suite}. */
export const leaves = "dnf, zypper, and a system of the Red Hat family";
/** See {@linkcode Suite}. */
export const isLong = true;

const NAME = "registry-credential-provider";
const NEWER = "99.0.0";

/** What is in each package, beside the completion for zsh. */
const FILES = [
  "/usr/bin/docker-credential-registry",
  `/usr/bin/${NAME}`,
  `/usr/share/bash-completion/completions/${NAME}`,
  `/usr/share/doc/${NAME}`,
  `/usr/share/doc/${NAME}/THIRD_PARTY_NOTICES`,
  `/usr/share/doc/${NAME}/copyright`,
  `/usr/share/doc/${NAME}/examples`,
  `/usr/share/fish/vendor_completions.d/${NAME}.fish`,
  `/usr/share/man/man1/${NAME}.1`,
  `/usr/share/${NAME}`,
  `/usr/share/${NAME}/config.schema.json`,
  `/usr/share/${NAME}/node.sh`,
];

/** The architecture in the words of a tool, and in those of rpm. */
const ARCHITECTURES = { amd64: "x86_64", arm64: "aarch64" };
const HOST = Deno.build.arch === "aarch64" ? "arm64" : "amd64";

/** See {@linkcode Suite}. */
export async function run(): Promise<Tally> {
  const checks = new Checks();
  const why = await whyNot();
  if (why !== undefined) {
    checks.skip(["the .deb and the .rpm"], why);
    return checks.tally;
  }
  checks.meet(
    (await must("rpm", ["--version"])).trim().replace(" version", ""),
    `dpkg ${/\d[\w.]*/.exec(await must("dpkg-deb", ["--version"]))?.[0]}`,
  );
  const { version } = JSON.parse(
    await Deno.readTextFile(`${PROJECT}/deno.json`),
  );
  const built = await checks.check(
    "make packages makes them twice, with the same bytes",
    async () => {
      await must("make", ["packages"]);
    },
  );
  if (!built) return checks.tally;
  await withFiles({}, async (folder) => {
    await must("/bin/sh", ["tools/packages/packages.sh", "dist", folder], {
      SOURCE_DATE_EPOCH: "1700000000",
      VERSION: NEWER,
    });
    await checkFiles(checks, `${PROJECT}/dist/packages`, version);
    const root = `${folder}/root`;
    await must("/bin/sh", ["tests/e2e/debian_root.sh", root]);
    const releases = [
      { folder: `${PROJECT}/dist/packages`, version },
      { folder, version: NEWER },
    ];
    await checkDpkg(checks, root, releases);
    await checkRpm(checks, root, releases);
  });
  return checks.tally;
}

async function whyNot(): Promise<string | undefined> {
  if (Deno.uid() !== 0) return "only root can install in a root of its own";
  for (const tool of ["go", "dpkg-deb", "rpm", "debootstrap", "chroot"]) {
    const { code } = await runTool("/bin/sh", ["-c", `command -v ${tool}`]);
    if (code !== 0) return `there is no ${tool}`;
  }
  return undefined;
}

async function checkFiles(
  checks: Checks,
  folder: string,
  version: string,
): Promise<void> {
  const examples: string[] = [];
  for await (const entry of Deno.readDir(`${PROJECT}/config.examples`)) {
    examples.push(`/usr/share/doc/${NAME}/examples/${entry.name}`);
  }
  for (const [arch, machine] of Object.entries(ARCHITECTURES)) {
    const deb = `${folder}/${NAME}_${version}_${arch}.deb`;
    const rpm = `${folder}/${NAME}-${version}-1.${machine}.rpm`;
    const expected = (zsh: string) =>
      [...FILES, ...examples, `/usr/share/zsh/${zsh}/_${NAME}`].toSorted();
    await checks.check(
      `${arch}: the .deb has these files, and no script`,
      async () => {
        const field = await must("dpkg-deb", ["--field", deb, "Architecture"]);
        assertEquals(field, `${arch}\n`);
        const listed = (await must("dpkg-deb", ["--contents", deb])).trim()
          .split("\n")
          .map((line) => line.split(/\s+/)[5]?.slice(1) ?? "");
        // Folders that others have, too.
        const own = listed.map((path) => path.replace(/\/$/, ""))
          .filter((path) => path.includes("registry"));
        assertEquals(own.toSorted(), expected("vendor-completions"));
        const control = await must("/bin/sh", [
          "-c",
          'dpkg-deb --ctrl-tarfile "$0" | tar -t',
          deb,
        ]);
        const parts = control.trim().split("\n").map((it) =>
          it.replace("./", "")
        );
        assertEquals(parts.filter((it) => it !== "").toSorted(), [
          "control",
          "md5sums",
        ]);
      },
    );
    await checks.check(
      `${arch}: the .rpm has the same, and no script`,
      async () => {
        const query = (...what: readonly string[]) =>
          must("rpm", ["--query", "--package", ...what, rpm]);
        assertEquals(await query("--queryformat=%{ARCH}"), machine);
        const listed = (await query("--list")).trim().split("\n");
        assertEquals(listed.toSorted(), expected("site-functions"));
        assertEquals(await query("--scripts", "--triggers"), "");
        assertStringIncludes(await query("--requires"), "glibc >= 2.27\n");
      },
    );
    await checks.check(
      `${arch}: both have the program that was built`,
      async () => {
        const wanted = await must("/bin/sh", [
          "-c",
          'sha256sum <"$0"',
          `dist/${NAME}-linux-${arch}`,
        ]);
        const take: Readonly<Record<string, string>> = {
          [deb]: 'dpkg-deb --fsys-tarfile "$0" | tar -xO ./usr/bin/"$1"',
          [rpm]: 'rpm2archive - <"$0" | tar -xzO ./usr/bin/"$1"',
        };
        for (const [file, line] of Object.entries(take)) {
          const args = ["-c", `${line} | sha256sum`, file, NAME];
          assertEquals(await must("/bin/sh", args), wanted, file);
        }
      },
    );
  }
}

interface Release {
  readonly folder: string;
  readonly version: string;
}

/** Whatever is in the root, but the books of the package managers. */
async function contentOf(root: string): Promise<string> {
  return await must("/bin/sh", [
    "-c",
    `cd "$0" && find . -xdev \\( -path ./var/lib/dpkg -o -path ./var/log -o -path ./var/lib/rpm -o -path ./proc \\) -prune -o -printf '%y %m %p %l\\n' | sort`,
    root,
  ]);
}

async function runsThere(root: string): Promise<void> {
  const said = await must("chroot", [root, NAME, "--version"]);
  assertStringIncludes(said, NAME);
  const helper = await runTool("chroot", [
    root,
    "docker-credential-registry",
    "version",
  ]);
  assertEquals(helper.stderr.includes("not found"), false);
  await must("chroot", [root, "sh", `/usr/share/${NAME}/node.sh`, "--help"]);
}

async function checkDpkg(
  checks: Checks,
  root: string,
  releases: readonly Release[],
): Promise<void> {
  await checks.check(
    "dpkg installs it, upgrades it, and leaves nothing behind",
    async () => {
      const before = await contentOf(root);
      for (const { folder, version } of releases) {
        const file = `${NAME}_${version}_${HOST}.deb`;
        await Deno.copyFile(`${folder}/${file}`, `${root}/${file}`);
        await must("chroot", [root, "dpkg", "--install", `/${file}`]);
        await Deno.remove(`${root}/${file}`);
        const query = ["dpkg-query", "--show", "--showformat=${Version}", NAME];
        assertEquals(await must("chroot", [root, ...query]), version);
        await must("chroot", [root, "dpkg", "--verify", NAME]);
        await runsThere(root);
        assertEquals(await etcOf(root), etcIn(before));
      }
      await must("chroot", [root, "dpkg", "--remove", NAME]);
      assertEquals(await contentOf(root), before);
    },
  );
}

async function checkRpm(
  checks: Checks,
  root: string,
  releases: readonly Release[],
): Promise<void> {
  // Debian's own packages are not in the books of rpm.
  const rpm = (...args: readonly string[]) =>
    must("rpm", [`--root=${root}`, "--nodeps", ...args]);
  await checks.check(
    "rpm installs it, upgrades it, and leaves nothing behind",
    async () => {
      const before = await contentOf(root);
      for (const { folder, version } of releases) {
        const machine = ARCHITECTURES[HOST];
        await rpm("--upgrade", `${folder}/${NAME}-${version}-1.${machine}.rpm`);
        const query = ["--query", "--queryformat=%{VERSION}", NAME];
        assertEquals(await must("rpm", [`--root=${root}`, ...query]), version);
        await must("rpm", [`--root=${root}`, "--verify", "--nodeps", NAME]);
        await runsThere(root);
        assertEquals(await etcOf(root), etcIn(before));
      }
      await rpm("--erase", NAME);
      assertEquals(await contentOf(root), before);
    },
  );
}

const etcIn = (content: string) =>
  content.split("\n").filter((line) => line.includes(" ./etc"));
const etcOf = async (root: string) => etcIn(await contentOf(root));
