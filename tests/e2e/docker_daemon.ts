/**
 * Docker daemons for checks, each started by a script that ends it, too.
 * @module
 */
import { PROJECT } from "../../tools/paths.ts";

/**
 * Runs something with the daemon that answers, or with one whose data is in a
 * folder.
 *
 * @param use Gets `DOCKER_HOST`, empty for the usual one; or why there is none.
 */
export async function withDockerDaemon(
  folder: string,
  use: (
    daemon: { readonly host: string } | { readonly missing: string },
  ) => Promise<void>,
): Promise<void> {
  const missing = await withDaemonOf(
    ["docker_daemon.sh", folder],
    ([host = ""]) => use({ host }),
  );
  if (missing !== undefined) await use({ missing });
}

/**
 * Runs something with the daemon of a script, which says in its first line
 * "ready" and some words, or why there is no daemon. The daemon has ended when
 * this returns.
 *
 * @param command The script, below `tests/e2e`, and its arguments.
 * @param use Gets the words.
 * @returns Why there is no daemon; `undefined` where there was one.
 */
export async function withDaemonOf(
  [script = "", ...args]: readonly string[],
  use: (words: readonly string[]) => Promise<void>,
): Promise<string | undefined> {
  const child = new Deno.Command("sh", {
    args: [`${PROJECT}/tests/e2e/${script}`, ...args],
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  try {
    let said = "";
    while (!said.includes("\n")) {
      const { done, value = "" } = await reader.read();
      if (done) throw new Error(`${script} ended without a word`);
      said += value;
    }
    const [line = ""] = said.split("\n");
    const [word, ...words] = line.trim().split(" ");
    if (word !== "ready") return line;
    await use(words);
    return undefined;
  } finally {
    await child.stdin.close();
    await reader.cancel();
    await child.status;
  }
}
