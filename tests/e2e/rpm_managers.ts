/**
 * The .rpm installed, upgraded and removed by dnf and by zypper, each in a root
 * that it has filled itself.
 * @module
 */
import { assertEquals } from "@std/assert";
import { must } from "./go_tools.ts";
import {
  ARCHITECTURES,
  assertUnchanged,
  contentOf,
  etcIn,
  HOST,
  NAME,
  type Release,
  runsThere,
} from "./installed_packages.ts";
import { FILESYSTEM, makeRepository } from "./rpm_repository.ts";
import type { Checks } from "./suite.ts";

/** A manager of packages that works in a root. */
interface Manager {
  /** With its version. */
  readonly name: string;
  /** Installs a package, or a file, with what it requires; or the newer one of a file. */
  install(what: string): Promise<unknown>;
  /** Removes a package, and what only that required. */
  remove(what: string): Promise<unknown>;
}

/** Where they keep their books, whatever Debian's rpm has for itself. */
const BOOKS = "/var/lib/rpm";

/** By both, one release after the other. */
export async function checkManagers(
  checks: Checks,
  folder: string,
  releases: readonly Release[],
): Promise<void> {
  const repository = await makeRepository(folder);
  for (const managerIn of [dnf, zypper]) {
    const root = `${folder}/managed`;
    await Deno.mkdir(root);
    const manager = await managerIn(root, repository);
    checks.meet(manager.name);
    const [name] = manager.name.split(" ");
    await checks.check(
      `${name} installs it with what it requires, upgrades it, and leaves nothing behind`,
      () => checkManager(manager, root, releases),
    );
    await Deno.remove(root, { recursive: true });
  }
}

async function checkManager(
  manager: Manager,
  root: string,
  releases: readonly Release[],
): Promise<void> {
  await manager.install(FILESYSTEM);
  const before = await contentOf(root);
  for (const { folder, version } of releases) {
    const machine = ARCHITECTURES[HOST];
    await manager.install(`${folder}/${NAME}-${version}-1.${machine}.rpm`);
    const books = [`--root=${root}`, `--dbpath=${BOOKS}`];
    const query = ["--query", "--all", "--queryformat=%{NAME} "];
    const installed = (await must("rpm", [...books, ...query])).trim();
    assertEquals(
      installed.split(" ").toSorted(),
      [FILESYSTEM, "glibc", "libgcc", NAME],
    );
    assertEquals(
      await must("rpm", [
        ...books,
        "--query",
        "--queryformat=%{VERSION}",
        NAME,
      ]),
      version,
    );
    await must("rpm", [...books, "--verify", NAME]);
    await runsThere(root);
    assertEquals(etcIn(await contentOf(root)), etcIn(before));
  }
  await manager.remove(NAME);
  assertUnchanged(await contentOf(root), before);
}

async function dnf(root: string, repository: string): Promise<Manager> {
  const home = `${root}/root`;
  await Deno.mkdir(home);
  await Deno.writeTextFile(`${home}/.rpmmacros`, `%_dbpath ${BOOKS}\n`);
  const run = (...words: readonly string[]) =>
    must("dnf", [
      "--assumeyes",
      "--noplugins",
      `--installroot=${root}`,
      "--releasever=1",
      `--repofrompath=e2e,file://${repository}`,
      "--repo=e2e",
      "--setopt=e2e.gpgcheck=0",
      ...words,
    ], { HOME: home });
  const [version = ""] = (await must("dnf", ["--version"])).split("\n");
  return {
    name: `dnf ${version}`,
    install: (what) => run("install", what),
    remove: (what) => run("remove", what),
  };
}

async function zypper(root: string, repository: string): Promise<Manager> {
  const run = (...words: readonly string[]) =>
    must("zypper", [
      "--non-interactive",
      `--root=${root}`,
      ...words,
    ]);
  await run("addrepo", "--no-gpgcheck", `file://${repository}`, "e2e");
  return {
    name: (await must("zypper", ["--version"])).trim(),
    install: (what) => run("install", "--allow-unsigned-rpm", what),
    remove: (what) => run("remove", "--clean-deps", what),
  };
}
