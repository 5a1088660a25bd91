/**
 * A Docker daemon for checks: the one that answers, or one with its data in a
 * folder, which ends with the checks.
 * @module
 */
import { PROJECT } from "../../tools/paths.ts";

/**
 * Runs something with a daemon.
 *
 * @param use Gets `DOCKER_HOST`, empty for the usual one; or why there is none.
 */
export async function withDockerDaemon(
  folder: string,
  use: (
    daemon: { readonly host: string } | { readonly missing: string },
  ) => Promise<void>,
): Promise<void> {
  const child = new Deno.Command("sh", {
    args: [`${PROJECT}/tests/e2e/docker_daemon.sh`, folder],
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  let said = "";
  const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  while (!said.includes("\n")) {
    const { done, value = "" } = await reader.read();
    if (done) throw new Error("docker_daemon.sh ended without a word");
    said += value;
  }
  const [, word, rest = ""] = /^(ready|missing) (.*)\n/.exec(said) ?? [];
  try {
    await use(word === "ready" ? { host: rest } : { missing: rest });
  } finally {
    await child.stdin.close();
    await reader.cancel();
    await child.status;
  }
}
