/**
 * Another commit of the project, to be measured side by side.
 * @module
 */
import { PROJECT } from "../tools/paths.ts";
import { versionOf } from "./machine.ts";
import { buildPrograms, FOLDER, type Programs, run } from "./programs.ts";

/** A commit that was built. */
export interface Baseline extends Programs {
  /** In full. */
  readonly commit: string;
  /** What its `--version` says. */
  readonly version: string;
}

/**
 * Builds a commit in a folder of its own, with the Deno and the base that it
 * pins for the npm registry. What is downloaded is kept beside the project's own
 * downloads, and neither is fetched twice.
 *
 * @param revision Whatever git takes for a commit.
 * @throws {Error} Where git has no such commit, or where it cannot be built.
 */
export async function buildBaseline(revision: string): Promise<Baseline> {
  const commit = await commitOf(revision);
  const folder = `${FOLDER}/baseline-${commit.slice(0, 12)}`;
  const project = `${folder}/project`;
  const isThere = await Deno.stat(`${project}/.git`).then(
    () => true,
    () => false,
  );
  if (!isThere) {
    await run("git", ["clone", "-qsn", PROJECT, project]);
  }
  await run("git", ["-C", project, "checkout", "-q", "--detach", commit]);
  for (const downloads of [".toolchain/npm", ".toolchain/deno-dir/npm"]) {
    await share(downloads, project);
  }
  await run("sh", [`${project}/tools/toolchain.sh`], {
    env: { NETWORK: "npm" },
  });
  const programs = await buildPrograms(project, folder);
  return { ...programs, commit, version: await versionOf(programs.program) };
}

async function commitOf(revision: string): Promise<string> {
  const { success, stdout } = await new Deno.Command("git", {
    args: [
      "-C",
      PROJECT,
      "rev-parse",
      "-q",
      "--verify",
      `${revision}^{commit}`,
    ],
  }).output();
  if (!success) throw new Error(`BASELINE=${revision} is no commit here`);
  return new TextDecoder().decode(stdout).trim();
}

/** Lets another folder use a folder of the project, where it has none yet. */
async function share(path: string, project: string): Promise<void> {
  await Deno.mkdir(`${PROJECT}/${path}`, { recursive: true });
  const link = `${project}/${path}`;
  await Deno.mkdir(link.replace(/\/[^/]*$/, ""), { recursive: true });
  await Deno.symlink(`${PROJECT}/${path}`, link).catch((error) => {
    if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
  });
}
