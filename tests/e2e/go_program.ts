/**
 * Programs built from Go modules that are pinned in `tests/e2e/kubernetes`.
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
    ["go.mod", "previous.mod"].map(async (pins) => {
      const text = await Deno.readTextFile(`${SOURCES}/${pins}`);
      const [, version = ""] = /^\s*(?:require )?k8s\.io\/kubernetes v(.*)$/m
        .exec(text) ?? [];
      return { version, pins };
    }),
  );
}

/**
 * Builds `tests/e2e/kubernetes/<name>`, which takes many minutes the first time.
 * Go's own caches are those of the user.
 *
 * @returns The program.
 */
export async function buildGo(
  name: string,
  { version, pins }: Kubernetes,
): Promise<string> {
  const folder = cacheFolder();
  if (folder === undefined) throw new Error("HOME is not set");
  const program = `${folder}/${name}-${version}`;
  const [major, minor] = version.split(".");
  const set = { gitVersion: `v${version}`, gitMajor: major, gitMinor: minor };
  const named = Object.entries(set).map(([key, value]) =>
    `-X k8s.io/component-base/version.${key}=${value}`
  );
  const { success, stderr } = await new Deno.Command("go", {
    args: [
      "build",
      "-p=2",
      "-mod=readonly",
      "-buildvcs=false",
      `-modfile=${pins}`,
      `-ldflags=-s -w ${named.join(" ")}`,
      `-o=${program}`,
      `./${name}`,
    ],
    cwd: SOURCES,
    env: { CGO_ENABLED: "0", GOFLAGS: "" },
    stdout: "inherit",
    stderr: "piped",
  }).output();
  if (!success) {
    const lines = new TextDecoder().decode(stderr).trim().split("\n");
    throw new Error(`go build ${name} ${version}: ${lines.at(-1)}`);
  }
  return program;
}
