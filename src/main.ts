/**
 * The program: arguments, standard streams and the exit code. Nothing else of
 * the project touches them.
 * @module
 */
import { PROVIDER_COMMANDS } from "../providers/commands.ts";
import { PROVIDERS } from "../providers/table.ts";
import { answer } from "./answer.ts";
import type { Context, Outcome } from "./command.ts";
import { parseCommandLine } from "./command_line.ts";
import { COMMANDS } from "./commands.ts";
import { CONFIG_VARIABLE, configBeside } from "./config_file.ts";
import { denoRuntime } from "./deno_runtime.ts";
import { EXIT, ProviderError, toLine } from "./errors.ts";
import { LARGEST_REQUEST } from "./kubelet.ts";
import type { Runtime } from "./runtime.ts";

// A dependency may warn about what it was given, and quote it: standard error
// holds one line of this program's own, and standard output the answer.
for (const level of ["debug", "error", "info", "log", "warn"] as const) {
  console[level] = () => {};
}

const HELPER_WORDS = ["get", "list", "store", "erase"];

const commands = { ...COMMANDS, ...PROVIDER_COMMANDS };

async function run(): Promise<Outcome> {
  const line = parseCommandLine(await commandWords(), commands);
  if (line.version) {
    const { versionText } = await import("./version.ts");
    return { stdout: versionText() };
  }
  if (line.help) {
    const { helpText } = await import("./help.ts");
    return { stdout: helpText(line.command, commands) };
  }
  return await withinDeadline(line.timeoutMs, async (signal) => {
    const runtime = denoRuntime({ signal, timeoutMs: line.timeoutMs });
    const context = contextOf(line.options["config"], runtime);
    const command = commands[line.command ?? ""];
    if (command !== undefined) return (await command.load()).run(line, context);
    return { stdout: await answer(await readInput(), context) };
  });
}

// A credential helper is always called with one of these words alone; so the
// kubelet never waits for the name of the program.
async function commandWords(): Promise<readonly string[]> {
  const [word = "", ...more] = Deno.args;
  if (more.length > 0 || !HELPER_WORDS.includes(word)) return Deno.args;
  const { withHelperCommand } = await import("./program_name.ts");
  return withHelperCommand(Deno.args);
}

// --config, then the environment variable, then the file beside the executable.
function contextOf(option: string | undefined, runtime: Runtime): Context {
  const defaultConfigPath = configBeside(Deno.execPath());
  const path = option ?? runtime.env(CONFIG_VARIABLE) ?? defaultConfigPath;
  const configPath = path.startsWith("/") ? path : `${Deno.cwd()}/${path}`;
  const providers = PROVIDERS;
  return { configPath, defaultConfigPath, providers, runtime, readInput };
}

async function readInput(): Promise<Uint8Array> {
  if (Deno.stdin.isTerminal()) {
    const { terminalHint } = await import("./help.ts");
    throw new ProviderError("USAGE", terminalHint());
  }
  const buffer = new Uint8Array(LARGEST_REQUEST + 1);
  let length = 0;
  while (length < buffer.length) {
    const count = await readStdin(buffer.subarray(length));
    if (count === null) break;
    length += count;
  }
  return buffer.subarray(0, length);
}

async function readStdin(into: Uint8Array): Promise<number | null> {
  try {
    return await Deno.stdin.read(into);
  } catch {
    throw new ProviderError(
      "REQUEST_INVALID",
      'standard input could not be read: the kubelet gives a request there; by hand, use "get IMAGE"',
    );
  }
}

function withinDeadline<T>(
  ms: number,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const late = new Promise<never>((_, reject) => {
    setTimeout(() => {
      const error = new ProviderError(
        "DEADLINE_EXCEEDED",
        `no answer within ${
          ms / 1000
        } s: standard input stayed open, or a file or backend did not respond; --timeout sets the limit`,
      );
      reject(error);
      controller.abort(error);
    }, ms);
  });
  return Promise.race([work(controller.signal), late]);
}

function write(
  stream: { writeSync(bytes: Uint8Array): number },
  text: string,
): void {
  let rest = new TextEncoder().encode(text);
  while (rest.length > 0) rest = rest.subarray(stream.writeSync(rest));
}

function writeAnswer(text: string): void {
  try {
    write(Deno.stdout, text);
  } catch {
    throw new ProviderError(
      "OUTPUT_CLOSED",
      "standard output was closed before the whole answer was written",
    );
  }
}

function say(line: string): void {
  try {
    write(Deno.stderr, `registry-credential-provider: ${line}\n`);
  } catch {
    // Nobody is left to be told; the exit code still says it.
  }
}

function writeFailure(error: unknown): number {
  say(toLine(error));
  return error instanceof ProviderError ? error.exitCode : EXIT.failure;
}

async function main(): Promise<number> {
  try {
    const { stdout, notice, failure, exitCode = 0 } = await run();
    writeAnswer(stdout);
    if (notice !== undefined) say(notice);
    return failure === undefined ? exitCode : writeFailure(failure);
  } catch (error) {
    return writeFailure(error);
  }
}

// Without this, an open socket or a running timer would hold the process.
Deno.exit(await main());
