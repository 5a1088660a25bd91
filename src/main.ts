/**
 * The program: arguments, standard streams and the exit code. Nothing else of
 * the project touches them.
 * @module
 */
import { PROVIDERS } from "../providers/table.ts";
import { answer } from "./lookup/answer.ts";
import type { Context, Outcome } from "./cli/command.ts";
import type { Line } from "./cli/line.ts";
import { CONFIG_VARIABLE, configBeside, findConfig } from "./config/path.ts";
import { DEFAULT_TIMEOUT_MS, withinDeadline } from "./runtime/deadline.ts";
import { denoRuntime } from "./runtime/deno/runtime.ts";
import type { ErrorCode } from "./runtime/errors.ts";
import { type KubeletCall, kubeletCall } from "./kubelet/call.ts";
import type { Notes } from "./lookup/notes.ts";
import { LARGEST_REQUEST } from "./kubelet/request.ts";
import { printable } from "./runtime/printable.ts";
import type { Runtime } from "./runtime/runtime.ts";

// A dependency may warn about what it was given, and quote it: standard error
// holds one line of this program's own, and standard output the answer.
for (const level of ["debug", "error", "info", "log", "warn"] as const) {
  console[level] = () => {};
}

const notes: Notes = { command: "kubelet", say };

/** Bytes. A request with a service-account token has 2 to 4 KiB. */
const USUAL_REQUEST = 16 * 1024;

async function run(): Promise<Outcome> {
  const call = kubeletCall(Deno.args);
  return call === undefined
    ? await runCommandLine()
    : await withContext(call, DEFAULT_TIMEOUT_MS, answerRequest);
}

async function runCommandLine(): Promise<Outcome> {
  const { PROVIDER_COMMANDS } = await import("../providers/commands.ts");
  const { runCommand } = await import("./cli/run.ts");
  return await runCommand(Deno.args, PROVIDER_COMMANDS, {
    notes,
    withContext,
    answerRequest,
  });
}

async function answerRequest(context: Context): Promise<Outcome> {
  const isTerminal = Deno.stdin.isTerminal();
  const request = isTerminal ? new Uint8Array() : await readAll();
  if (request.length === 0) {
    const { withoutRequest } = await import("./cli/no_request.ts");
    const outcome = withoutRequest(isTerminal, Deno.args.length > 0);
    if (outcome !== undefined) return outcome;
  }
  return { stdout: await answer(request, context) };
}

function withContext(
  options: KubeletCall,
  timeoutMs: number,
  work: (context: Context) => Promise<Outcome>,
): Promise<Outcome> {
  return withinDeadline(timeoutMs, async (signal) => {
    const runtime = denoRuntime({ signal, timeoutMs });
    return await work(await contextOf(options, runtime));
  });
}

// --config, then the environment variable, then where a config is looked for.
async function contextOf(
  options: KubeletCall,
  runtime: Runtime,
): Promise<Context> {
  const defaultConfigPath = configBeside(runtime.executable());
  const path = options["config"] ?? runtime.env(CONFIG_VARIABLE) ??
    await findConfig(runtime);
  const isWhole = path === "" || path.startsWith("/");
  const configPath = isWhole ? path : `${Deno.cwd()}/${path}`;
  const words = `the command is ${notes.command}, the config ${configPath}`;
  notes.trace?.({ words });
  const providers = PROVIDERS;
  const isOfEntry = (options["audience"] ?? options["no-audience"]) !==
    undefined;
  return {
    configPath,
    defaultConfigPath,
    providers,
    runtime,
    filesWithin: options["files-within"],
    scope: isOfEntry
      ? (await import("./kubelet/scope.ts")).entryScope(options)
      : undefined,
    notes,
    readInput,
  };
}

function readInput(what: string): Promise<Uint8Array> {
  if (Deno.stdin.isTerminal()) {
    say(`waits for ${what} on standard input; Ctrl-D ends it`);
  }
  return readAll();
}

async function readAll(): Promise<Uint8Array> {
  let buffer = new Uint8Array(USUAL_REQUEST);
  let length = 0;
  while (length <= LARGEST_REQUEST) {
    if (length === buffer.length) {
      const larger = new Uint8Array(LARGEST_REQUEST + 1);
      larger.set(buffer);
      buffer = larger;
    }
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
    return await fail(
      "REQUEST_INVALID",
      'standard input could not be read: the kubelet gives a request there; by hand, use "get IMAGE"',
    );
  }
}

function write(
  stream: { writeSync(bytes: Uint8Array): number },
  text: string,
): void {
  let rest = new TextEncoder().encode(text);
  while (rest.length > 0) rest = rest.subarray(stream.writeSync(rest));
}

async function writeAnswer(text: string): Promise<void> {
  try {
    write(Deno.stdout, text);
  } catch {
    await fail(
      "OUTPUT_CLOSED",
      "standard output was closed before the whole answer was written",
    );
  }
}

async function asText(lines: readonly Line[]): Promise<string> {
  const { linesText, wantsColors } = await import("./cli/line.ts");
  const hasColors = Deno.stdout.isTerminal() && wantsColors(Deno.env);
  return linesText(lines, hasColors);
}

function say(line: string): void {
  try {
    write(Deno.stderr, `registry-credential-provider: ${printable(line)}\n`);
  } catch {
    // Nobody is left to be told; the exit code still says it.
  }
}

async function fail(code: ErrorCode, message: string): Promise<never> {
  const { ProviderError } = await import("./runtime/errors.ts");
  throw new ProviderError(code, message);
}

async function writeFailure(error: unknown): Promise<number> {
  const { exitCodeOf, toLine } = await import("./runtime/errors.ts");
  say(toLine(error));
  return exitCodeOf(error);
}

async function main(): Promise<number> {
  let error: unknown;
  let code = 0;
  try {
    const { stdout, lines = [], notice, failure, exitCode = 0 } = await run();
    await writeAnswer(stdout ?? await asText(lines));
    if (notice !== undefined) say(notice);
    error = failure;
    code = exitCode;
  } catch (thrown) {
    error = thrown;
  }
  if (error !== undefined) code = await writeFailure(error);
  if (notes.reports?.audit ?? notes.reports?.metrics) await report(error);
  return code;
}

async function report(error: unknown): Promise<void> {
  const totalMs = performance.now();
  const { reportRun } = await import("./audit/report.ts");
  // The run may be out of time; this has a limit of its own.
  const { signal } = new AbortController();
  const runtime = denoRuntime({ signal, timeoutMs: 0 });
  await reportRun(notes, { error, totalMs }, runtime);
}

// Not awaited here: chunks that are loaded later import this module, and would
// wait for its end. Without the exit, an open socket or a running timer would
// hold the process.
main().then(Deno.exit);
