/**
 * A repository with the RPMs that the package requires of a system of the Red Hat
 * family. Of that family nothing can be had here, so its glibc and libgcc are
 * Debian's, packed as RPMs under the names that it has for them.
 * @module
 */
import { PROJECT } from "../../tools/paths.ts";
import { goTool, must } from "./go_tools.ts";
import { HOST } from "./installed_packages.ts";
import { cacheFolder } from "./suite.ts";

/** The RPM with a shell, and with the folders that the RPM filesystem has in that family. */
export const FILESYSTEM = "filesystem";

const FOLDERS = [
  "lib",
  "lib64",
  "usr/bin",
  "usr/share/doc",
  "usr/share/man/man1",
];

/** By the names of their Debian packages. */
const NAMES: Readonly<Record<string, string>> = {
  "busybox-static": FILESYSTEM,
  "libc6": "glibc",
  "libgcc-s1": "libgcc",
};

/**
 * Makes it of the Debian packages that the image is made of.
 *
 * @returns Its folder.
 */
export async function makeRepository(folder: string): Promise<string> {
  const repository = `${folder}/repository`;
  await Deno.mkdir(repository);
  const pins = await Deno.readTextFile(
    `${PROJECT}/tools/packages/base_packages.txt`,
  );
  const pinned = new RegExp(
    `^${HOST} \\S+ \\S+/((\\S+?)_(\\d[\\d.]*)\\S*)$`,
    "gm",
  );
  for (const [, deb = "", debian = "", version = ""] of pins.matchAll(pinned)) {
    const name = NAMES[debian];
    if (name === undefined) throw new Error(`${debian} has no name here`);
    await pack(`${folder}/${name}`, name, version, deb, repository);
  }
  await must("createrepo_c", ["--quiet", repository]);
  return repository;
}

async function pack(
  root: string,
  name: string,
  version: string,
  deb: string,
  target: string,
): Promise<void> {
  await must("dpkg-deb", ["--extract", `${cacheFolder()}/debian/${deb}`, root]);
  for (const other of ["usr", "etc"]) {
    await Deno.remove(`${root}/${other}`, { recursive: true }).catch(() => {});
  }
  if (name === FILESYSTEM) {
    await must("/bin/sh", [
      "-euc",
      'cd "$0/bin"; for name in $(./busybox --list); do [ -e "$name" ] || ln -s busybox "$name"; done',
      root,
    ]);
  }
  const contents = [
    { src: `${root}/`, dst: "/", type: "tree" },
    ...name === FILESYSTEM
      ? FOLDERS.map((one) => ({ dst: `/${one}`, type: "dir" }))
      : [],
  ];
  const config = `${root}.yaml`;
  await Deno.writeTextFile(
    config,
    JSON.stringify({ name, version, arch: HOST, contents }),
  );
  const options = [`--config=${config}`, "--packager=rpm"];
  await must(await goTool("nfpm"), [
    "package",
    ...options,
    `--target=${target}`,
  ]);
}
