/**
 * What `make packages` makes, with the tools of those who install it: apt-get, rpm,
 * dnf, zypper, podman, containerd, Helm and cosign. `make e2e SUITES=packages`.
 * @module
 */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { PROJECT } from "../../tools/paths.ts";
import { withFiles } from "../kit/program.ts";
import { checkEmulated, EMULATOR } from "./emulated_packages.ts";
import { must, run as runTool } from "./go_tools.ts";
import {
  ARCHITECTURES,
  checkApt,
  checkRpm,
  NAME,
} from "./installed_packages.ts";
import { checkImage, imageArchive, unpackArchive } from "./packed_image.ts";
import { checkPushed } from "./pushed_release.ts";
import { checkManagers } from "./rpm_managers.ts";
import { checkRuntimes } from "./running_image.ts";
import { Checks, type Tally } from "./suite.ts";

/** See {@linkcode Suite}. */
export const name = "packages";

/** Programs, by the Debian packages that have them. */
const TOOLS: Readonly<Record<string, string>> = {
  containerd: "containerd",
  "createrepo_c": "createrepo-c",
  debootstrap: "debootstrap",
  dnf: "dnf",
  "docker-registry": "docker-registry",
  openssl: "openssl",
  podman: "podman",
  [EMULATOR]: "qemu-user-static",
  rpm: "rpm",
  runc: "runc",
  skopeo: "skopeo",
  zypper: "zypper",
};

/** See {@linkcode Suite}. */
export const needs = `root; ${
  Object.values(TOOLS).join(", ")
} of Debian; Go, which builds nfpm, crane, Helm and cosign from their modules in some minutes`;
/** See {@linkcode Suite}. */
export const proves =
  "the .deb and the .rpm of both architectures are the same bytes each time and have no script; they install, upgrade and go without a change below /etc: in a Debian root by apt-get and rpm, in a root of RPMs with all that they require by dnf and zypper; podman and containerd load the image and run its entrypoint on a node, from dry-run to uninstall; the programs for arm64 answer under an emulator; the workflow's step pushes image and chart to a registry and signs both, Helm renders that chart, and the documented commands accept the signatures";
/** See {@linkcode Suite}. */
export const leaves =
  "a system of the Red Hat or SUSE family, because none could be had: the glibc and libgcc that dnf and zypper install are Debian's, packed as RPMs; SELinux; a machine with arm64; a registry with TLS; Sigstore itself";
/** See {@linkcode Suite}. */
export const isLong = true;

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
  const packages = `${PROJECT}/dist/packages`;
  await withFiles({}, async (folder) => {
    await must("/bin/sh", ["tools/packages/packages.sh", "dist", folder], {
      SOURCE_DATE_EPOCH: "1700000000",
      VERSION: NEWER,
    });
    const releases = [{ folder: packages, version }, {
      folder,
      version: NEWER,
    }];
    await checkFiles(checks, packages, version);
    const archive = imageArchive(version);
    const layout = await unpackArchive(folder, archive);
    await checkImage(checks, layout, version);
    await checkEmulated(checks, layout, { folder: packages, version });
    const root = `${folder}/root`;
    const debian = () => must("/bin/sh", ["tests/e2e/debian_root.sh", root]);
    await debian();
    await checkRuntimes(checks, folder, archive, root);
    // podman has put files there.
    await Deno.remove(root, { recursive: true });
    await debian();
    await checkApt(checks, root, releases);
    await checkRpm(checks, root, releases);
    await checkManagers(checks, folder, releases);
    await checkPushed(checks, packages, version);
  });
  return checks.tally;
}

async function whyNot(): Promise<string | undefined> {
  if (Deno.uid() !== 0) return "only root can install in a root of its own";
  for (const tool of ["go", "dpkg-deb", ...Object.keys(TOOLS)]) {
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
        const own = (await query("--list")).trim().split("\n")
          .filter((path) => path.includes("registry"));
        assertEquals(own.toSorted(), expected("site-functions"));
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
