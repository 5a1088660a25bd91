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
  const [command = "", ...args] = words;
  try {
    const { success } = await new Deno.Command(command, {
      args,
      stdin: "null",
      stdout: "null",
      stderr: "null",
    }).output();
    return success;
  } catch {
    return false;
  }
}
