/**
 * A server of the suite as a process of its own, in the network of the nodes.
 * @module
 */
import { PROJECT } from "../../../tools/paths.ts";
import type { Lab } from "./lab.ts";

/** A server that runs. */
export interface Server {
  /** The line with which it said that it is ready. */
  readonly first: string;
  /** What it says to a line. */
  ask(): Promise<string>;
}

/**
 * Runs a test with a server, which ends with its standard input.
 *
 * @param script Below `tests/e2e`; its argument is a file with the settings.
 * @param folder Gets that file.
 */
export async function withServer(
  lab: Lab,
  folder: string,
  script: string,
  settings: unknown,
  test: (server: Server) => Promise<void>,
): Promise<void> {
  const file = await Deno.makeTempFile({ dir: folder, suffix: ".json" });
  await Deno.writeTextFile(file, JSON.stringify(settings));
  const [command = "", ...args] = [
    ...lab.enter,
    Deno.execPath(),
    "run",
    "--quiet",
    "--allow-all",
    `${PROJECT}/tests/e2e/${script}`,
    file,
  ];
  const child = new Deno.Command(command, {
    args,
    cwd: PROJECT,
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const lines = child.stdout.pipeThrough(new TextDecoderStream())
    .pipeThrough(new TextLines()).getReader();
  const input = child.stdin.getWriter();
  const next = async () => {
    const { value } = await lines.read();
    if (value === undefined) throw new Error(`${script} has ended`);
    return value;
  };
  try {
    await test({
      first: await next(),
      async ask() {
        await input.write(new TextEncoder().encode("\n"));
        return await next();
      },
    });
  } finally {
    // It may have ended by itself.
    await input.close().catch(() => {});
    await lines.cancel();
    await child.status;
  }
}

/** Cuts a stream of texts into lines. */
class TextLines extends TransformStream<string, string> {
  constructor() {
    let rest = "";
    super({
      transform(part, controller) {
        const lines = (rest + part).split("\n");
        rest = lines.pop() ?? "";
        for (const line of lines) controller.enqueue(line);
      },
    });
  }
}
