/**
 * `doctor`: what is wrong with this node, and what to do about it.
 * @module
 */
import { columns } from "../columns.ts";
import type { CommandTable, Context, Invocation, Outcome } from "../command.ts";
import { refusalOf } from "../entry_arguments.ts";
import { STATUS_COLORS } from "../line.ts";
import { ProviderError } from "../../runtime/errors.ts";
import {
  type KubeletProcess,
  parseKubeletProcess,
} from "../../check/kubelet_process.ts";
import { checkNode } from "../../check/node_checks.ts";

/** Runs the command. */
export async function run(
  { options }: Invocation,
  context: Context,
  commands: CommandTable,
): Promise<Outcome> {
  const { configPath, providers, runtime } = context;
  const checks = await checkNode(
    {
      process: await givenProcess(options["kubelet-process"], context),
      configPath: options["config"] === undefined ? undefined : configPath,
      defaultConfigPath: configPath,
      refusalOf: refusalOf(commands),
    },
    providers,
    runtime,
  );
  const errors = checks.filter(({ status }) => status === "error").length;
  const ready = errors === 0;
  const answer: Outcome = options["format"] === "json"
    ? { stdout: `${JSON.stringify({ ready, checks })}\n` }
    : {
      lines: columns(
        checks.map(({ status, what, message }) => [status, what, message]),
        ([status = ""], at) => at === 0 ? STATUS_COLORS[status] : undefined,
      ),
    };
  if (ready) return answer;
  const failure = new ProviderError(
    "NODE_NOT_READY",
    `${
      errors === 1 ? "1 thing is" : `${errors} things are`
    } wrong on this node: do what the lines with "error" say`,
  );
  return { ...answer, failure };
}

/** Bytes; Linux gives a program 2 MiB for arguments and environment by default. */
const LARGEST_COMMAND_LINE = 4 * 1024 * 1024;

async function givenProcess(
  path: string | undefined,
  { readInput, runtime }: Context,
): Promise<KubeletProcess | undefined> {
  if (path === undefined) return undefined;
  const file = path === "-"
    ? { bytes: await readInput("what /proc says of the kubelet") }
    : await runtime.readFile(path, LARGEST_COMMAND_LINE);
  // Paths of Linux need not be UTF-8.
  const text = typeof file === "object"
    ? new TextDecoder().decode(file.bytes)
    : "";
  const process = parseKubeletProcess(text);
  if (process !== undefined) return process;
  if (path === "-" && text === "") {
    throw new ProviderError(
      "NODE_NOT_READY",
      "no kubelet runs on this machine, as stdin is empty: start it, or leave out --kubelet-process to check the config alone",
    );
  }
  throw new ProviderError(
    "USAGE",
    path.startsWith("/proc/")
      ? '--kubelet-process cannot read /proc itself: pipe what "cat" prints into it, with -; "doctor" alone prints the command'
      : '--kubelet-process needs the command line of a kubelet, as /proc has it: "doctor" alone prints the command for that',
  );
}
