/**
 * Generated command lines.
 * @module
 */
import fc from "fast-check";
import { PROVIDER_COMMANDS } from "../../../providers/commands.ts";
import { COMMANDS } from "../../../src/cli/commands.ts";
import { FLAGS, OPTIONS } from "../../../src/cli/options.ts";
import { damaged } from "./fuzzing.ts";
import { SECRET } from "./refusal.ts";

const names = Object.keys({ ...COMMANDS, ...PROVIDER_COMMANDS })
  .flatMap((name) => name.split(" "));
const options = [...Object.keys(OPTIONS), ...Object.keys(FLAGS)];

const word = fc.oneof(
  fc.constantFrom(...names),
  fc.constantFrom(...options).map((name) => `--${name}`),
  fc.tuple(
    fc.constantFrom(...options),
    fc.constantFrom("", "json", "5s", "0", "1h", "-", "/nowhere", SECRET),
  ).map(([name, value]) => `--${name}=${value}`),
  fc.constantFrom(
    "-",
    "--",
    "-h",
    "--no-help",
    "__proto__",
    "--__proto__=x",
    "constructor",
    "r.example.com/app",
    SECRET,
    `--password=${SECRET}`,
    "",
  ),
);

/** The arguments of a run. No operating system lets a NUL through. */
export const argumentList: fc.Arbitrary<string[]> = fc.array(
  fc.oneof({ weight: 4, arbitrary: word }, {
    weight: 1,
    arbitrary: damaged(word),
  }).map((one) => one.replaceAll("\0", "").toWellFormed()),
  { maxLength: 5 },
);
