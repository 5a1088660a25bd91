/**
 * Programs built from Go modules that are pinned, with their sums, in a `go.mod`
 * of the project.
 * @module
 */
import { PROJECT } from "../../tools/paths.ts";
import { cacheFolder } from "./suite.ts";

const SOURCES = `${PROJECT}/tests/e2e/kubernetes`;

/** A minor version of Kubernetes, and the file that pins its modules. */
export interface Kubernetes {
  /** As in `1.37.2`. */
  readonly version: string;
  readonly pins: string;
}

/** The versions that are pinned, newest first. */
export async function pinnedVersions(): Promise<readonly Kubernetes[]> {
  return await Promise.all(
    ["go.mod", "previous.mod"].map(async (pins) => ({
      version: await pinnedVersion(`${SOURCES}/${pins}`, "k8s.io/kubernetes"),
      pins,
    })),
  );
}

/** The version of a module in a `go.mod`, without its `v`. */
export async function pinnedVersion(
  file: string,
  module: string,
): Promise<string> {
  const text = await Deno.readTextFile(file);
  const [, version = ""] = new RegExp(
    `^\\s*(?:require )?${RegExp.escape(module)} v(\\S*)$`,
    "m",
  ).exec(text) ?? [];
  return version;
}

/** What `go build` gets. */
export interface GoBuild {
  /** The folder with the `go.mod`. */
  readonly folder: string;
  /** Another file than `go.mod` with the versions. */
  readonly pins?: string;
  /** The package, as `go build` takes it. */
  readonly package: string;
  /** The name of the program in the cache folder, with its version. */
  readonly name: string;
  readonly tags?: readonly string[];
  /** String variables that the linker sets, by their full names. */
  readonly set?: Readonly<Record<string, string | undefined>>;
}

/**
 * Builds `tests/e2e/kubernetes/<name>`, which takes many minutes the first time.
 *
 * @returns The program.
 */
export async function buildGo(
  name: string,
  { version, pins }: Kubernetes,
): Promise<string> {
  const [major, minor] = version.split(".");
  const set = { gitVersion: `v${version}`, gitMajor: major, gitMinor: minor };
  return await goBuild({
    folder: SOURCES,
    pins,
    package: `./${name}`,
    name: `${name}-${version}`,
    set: Object.fromEntries(
      Object.entries(set).map((
        [key, value],
      ) => [`k8s.io/component-base/version.${key}`, value]),
    ),
  });
}

/**
 * Builds a program without cgo. Go's own caches are those of the user.
 *
 * @returns The program.
 */
export async function goBuild(build: GoBuild): Promise<string> {
  const folder = cacheFolder();
  if (folder === undefined) throw new Error("HOME is not set");
  const program = `${folder}/${build.name}`;
  const set = Object.entries(build.set ?? {})
    .map(([name, value]) => ` -X ${name}=${value}`).join("");
  const { success, stderr } = await new Deno.Command("go", {
    args: [
      "build",
      "-p=2",
      "-mod=readonly",
      "-buildvcs=false",
      `-modfile=${build.pins ?? "go.mod"}`,
      `-tags=${(build.tags ?? []).join(",")}`,
      `-ldflags=-s -w${set}`,
      `-o=${program}`,
      build.package,
    ],
    cwd: build.folder,
    env: { CGO_ENABLED: "0", GOFLAGS: "" },
    stdout: "inherit",
    stderr: "piped",
  }).output();
  if (!success) {
    const lines = new TextDecoder().decode(stderr).trim().split("\n");
    throw new Error(`go build ${build.name}: ${lines.at(-1)}`);
  }
  return program;
}
