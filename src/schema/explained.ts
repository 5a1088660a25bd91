/**
 * Problems with all that is to be said of an unknown key: which one it is, what
 * was meant, and its line.
 * @module
 */
import { didYouMean } from "./did_you_mean.ts";
import { keyLines } from "../format/key_line.ts";
import type { Problem, UnknownKey } from "./place.ts";

/**
 * The problems of a file, each with its whole message.
 *
 * @param text That of the file.
 */
export function explained(
  problems: readonly Problem[],
  text: string,
): readonly Problem[] {
  if (problems.every(({ unknown }) => unknown === undefined)) return problems;
  const lineOf = keyLines(text);
  return problems.map((problem) => {
    const { path, unknown } = problem;
    if (unknown === undefined) return problem;
    const line = lineOf(unknown.way);
    const where = line === undefined ? "" : ` (line ${line})`;
    return { path, message: `${messageOf(unknown)}${where}` };
  });
}

// A key that is near to no known one is not repeated: it may be a misplaced secret.
function messageOf({ way, number, fields }: UnknownKey): string {
  const key = String(way.at(-1));
  if (key === "<<") return "<< merges nothing here: write its keys out";
  const known = Object.keys(fields);
  const meant =
    known.find((name) =>
      fields[name]?.elsewhere?.includes(key.toLowerCase())
    ) ?? didYouMean(key, known);
  return meant === undefined
    ? `key number ${number} is unknown: known are ${known.join(", ")}`
    : `unknown key "${key}": did you mean "${meant}"?`;
}
