/**
 * The program with one more folder that it may write to, so that tests of the
 * cache need neither root nor the folders of a node. `make test` builds it.
 * @module
 */
import { PROJECT } from "../../tools/paths.ts";

/** The program. */
export const WRITABLE_PROGRAM = `${PROJECT}/.build/test/program`;

/** Below this it may write. */
export const STATE_FOLDER = `${PROJECT}/.build/test/state`;

/** Runs a test with a folder below {@linkcode STATE_FOLDER}, which is gone afterwards. */
export async function withStateFolder(
  test: (folder: string) => Promise<void>,
): Promise<void> {
  await Deno.mkdir(STATE_FOLDER, { recursive: true });
  const folder = await Deno.makeTempDir({ dir: STATE_FOLDER });
  try {
    await test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Starts a run that is given nothing and that nobody listens to, for a test that kills it. */
export function startUnheard(
  args: readonly string[],
  env: Record<string, string>,
): Deno.ChildProcess {
  return new Deno.Command(WRITABLE_PROGRAM, {
    args: [...args],
    env,
    clearEnv: true,
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).spawn();
}
