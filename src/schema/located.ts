/**
 * Problems with the lines of the keys that they are about.
 * @module
 */
import { keyLines } from "../format/key_line.ts";
import type { Problem } from "./place.ts";

/** Adds its line to each problem with a key. */
export function located(
  problems: readonly Problem[],
  text: string,
): readonly Problem[] {
  if (problems.every(({ key }) => key === undefined)) return problems;
  const lineOf = keyLines(text);
  return problems.map(({ path, message, key }) => {
    const line = key && lineOf(key);
    return {
      path,
      message: line === undefined ? message : `${message} (line ${line})`,
    };
  });
}
