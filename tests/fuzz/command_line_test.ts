import { assert } from "@std/assert";
import { PROVIDER_COMMANDS } from "../../providers/commands.ts";
import { parseCommandLine } from "../../src/cli/command_line.ts";
import { COMMANDS } from "../../src/cli/commands.ts";
import { argumentList } from "../kit/fuzz/arguments.ts";
import { fuzz } from "../kit/fuzz/fuzzing.ts";
import { resultOrRefusal } from "../kit/fuzz/refusal.ts";

const commands = { ...COMMANDS, ...PROVIDER_COMMANDS };

fuzz("command lines", argumentList, async (args) => {
  const line = await resultOrRefusal(
    ["USAGE"],
    () => parseCommandLine(args, commands),
  );
  if (line === undefined) return;
  assert(line.timeoutMs > 0 && line.timeoutMs < 60_000, `${line.timeoutMs}`);
  if (line.help || line.version || line.command === undefined) return;
  assert(Object.hasOwn(commands, line.command), line.command);
}, [["-__=x"], ["-h_=x"], ["--_=x"], ["constructor", "--help"], [
  "--__proto__=x",
]]);
