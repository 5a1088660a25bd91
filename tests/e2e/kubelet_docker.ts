/**
 * A Docker daemon that has the image of a node with Debian's containerd.
 * @module
 */
import { PROJECT } from "../../tools/paths.ts";

/** The name of that image, as long as the test runs. */
export const IMAGE = "registry-credential-provider-e2e-kubelet";

/**
 * Runs a test with Docker, started where none answers.
 *
 * @returns Why there is none; `undefined` where the test has run.
 */
export async function withDocker(
  test: (dockerHost: string) => Promise<void>,
): Promise<string | undefined> {
  const child = new Deno.Command("sh", {
    args: [`${PROJECT}/tests/e2e/kubelet/docker.sh`, IMAGE],
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const lines = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  try {
    const { value = "it has ended" } = await lines.read();
    const [word, dockerHost = ""] = value.trim().split(" ");
    if (word !== "ready") return value.trim();
    await test(dockerHost);
    return undefined;
  } finally {
    await child.stdin.close();
    await lines.cancel();
    await child.status;
  }
}
