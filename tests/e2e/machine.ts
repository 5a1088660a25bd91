/**
 * What suites ask of the machine that they run on.
 * @module
 */

/** A port of the loopback that nobody listens on. */
export function freePort(): number {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  listener.close();
  return port;
}

/** Runs a command without its output; `false` where it fails or is not there. */
export async function works(...words: readonly string[]): Promise<boolean> {
  return await failureOf(...words) === undefined;
}

/** Runs a command; the last line of its stderr where it fails, else `undefined`. */
export async function failureOf(
  ...words: readonly string[]
): Promise<string | undefined> {
  const [command = "", ...args] = words;
  try {
    const { success, stderr } = await new Deno.Command(command, {
      args,
      stdin: "null",
      stdout: "null",
      stderr: "piped",
    }).output();
    if (success) return undefined;
    const said = new TextDecoder().decode(stderr).trim().split("\n").at(-1);
    return said || `${command} fails`;
  } catch (error) {
    return `${command}: ${error}`;
  }
}
