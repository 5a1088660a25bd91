/**
 * What a YAML text is refused for, loaded only where there may be something.
 * @module
 */
import { NEEDS_QUOTES, YamlProblem } from "./yaml_problem.ts";

/**
 * Refuses tabs as indentation. YAML forbids them; the parser takes them for no
 * indentation and so puts a key into the wrong mapping. JSON may be indented
 * with them.
 *
 * @throws {YamlProblem}
 */
export function refuseTabs(text: string): void {
  if (/^\s*[{[]/.test(text)) return;
  const found = /^\t[\t ]*(?:- |[\w.-]+:\s)/m.exec(text);
  if (found === null) return;
  throw new YamlProblem(
    "is not valid YAML: indent with spaces, not with tabs",
    text.slice(0, found.index).split("\n").length,
  );
}

/**
 * What the parser throws, as a problem. Its message goes on with a snippet of
 * the text: only its position is taken from it.
 */
export function toProblem(error: unknown, text: string): YamlProblem {
  if (error instanceof RangeError) {
    return new YamlProblem("is nested too deeply");
  }
  const message = error instanceof Error ? error.message : "";
  const found = /at line (\d+), column \d+/.exec(message)?.[1];
  const line = found === undefined ? undefined : Number(found);
  const marked = markedLine(text, line) ??
    (/^Cannot read (?:alias|tag)/.test(message) ? line : undefined);
  return marked === undefined
    ? new YamlProblem(reasonOf(message), line)
    : new YamlProblem(NEEDS_QUOTES, marked);
}

/**
 * The line of a value that holds a mark of YAML: the line of an error, or
 * the last one with text where the parser noticed it only after that.
 */
function markedLine(text: string, line = 0): number | undefined {
  const lines = text.split("\n", line);
  while (lines.length > 0 && lines.at(-1)?.trim() === "") lines.pop();
  const last = lines.at(-1) ?? "";
  // In brackets and braces only what may never begin a text.
  const value = /^\s*(?:- +)*(?:[\w.-]+: +|- +)(.*)$/.exec(last)?.[1] ?? "";
  const isMarked = /^[@`%&*!|>\]},]|^[^"'[{]*: /.test(value) ||
    /[:,[] *[@`%]/.test(last);
  return isMarked ? lines.length : undefined;
}

function reasonOf(message: string): string {
  if (message.includes("duplicated key")) {
    return "a key stands twice in one mapping: keep one";
  }
  if (message.startsWith("Found more than 1 document")) {
    return "holds more than one YAML document: keep one, without ---";
  }
  if (message.includes("bad indentation")) {
    return "is not valid YAML: the indentation does not fit the lines above";
  }
  return "is not valid YAML: look for a missing colon or quote in this line or the one above";
}

/**
 * Refuses aliases that expand to more than `most` values.
 *
 * @throws {YamlProblem}
 */
export function refuseExpansion(value: unknown, most: number): void {
  const open: unknown[] = [value];
  for (let count = 0; open.length > 0; count++) {
    if (count > most) {
      throw new YamlProblem(
        "has aliases that expand to more than the file holds: write the values out",
      );
    }
    const one = open.pop();
    if (typeof one === "object" && one !== null) {
      for (const child of Object.values(one)) open.push(child);
    }
  }
}
