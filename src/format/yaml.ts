/**
 * YAML text to plain values, with errors that never quote the text.
 * @module
 */
import { parse } from "@std/yaml/parse";
import {
  refuseOtherNumbers,
  suspicionOf,
  withoutOverlooked,
} from "./written_numbers.ts";
import { NEEDS_QUOTES, YamlProblem } from "./yaml_problem.ts";

/**
 * Parses one YAML 1.2 document with the core schema: no dates, no merge keys.
 * A number that is not written as JSON writes it is `NaN`; see
 * {@linkcode refuseOtherNumbers}.
 *
 * @throws {YamlProblem} For a syntax error, a tab as indentation, a key that
 * stands twice in one mapping, more than one document, and aliases that expand
 * to more values than the text has characters (or to themselves).
 */
export function parseYaml(text: string): unknown {
  refuseTabs(text);
  const value = parseDocument(text);
  // Without an anchor nothing can be expanded, and the walk is saved.
  if (text.includes("&")) refuseExpansion(value, text.length);
  const suspicion = suspicionOf(value);
  if (suspicion !== "none") {
    const seen = suspicion === "number"
      ? value
      : parseOrNothing(withoutOverlooked(text), "core");
    refuseOtherNumbers(value, parseOrNothing(text, "failsafe"), seen);
  }
  return value;
}

// YAML forbids tabs as indentation; the parser takes them for no indentation
// and so puts a key into the wrong mapping. JSON may be indented with them.
function refuseTabs(text: string): void {
  if (!text.includes("\t")) return;
  if (/^\s*[{[]/.test(text)) return;
  const found = /^\t[\t ]*(?:- |[\w.-]+:\s)/m.exec(text);
  if (found === null) return;
  throw new YamlProblem(
    "is not YAML here: indent with spaces, not with tabs",
    text.slice(0, found.index).split("\n").length,
  );
}

function parseDocument(text: string): unknown {
  try {
    return parse(text, { schema: "core" });
  } catch (error) {
    if (error instanceof RangeError) {
      throw new YamlProblem("is nested too deeply");
    }
    throw toProblem(error instanceof Error ? error.message : "", text);
  }
}

// The failsafe schema has no numbers, and no tags for them: with a tag such as
// !!int nothing is known of how a number is written.
function parseOrNothing(text: string, schema: "core" | "failsafe"): unknown {
  try {
    return parse(text, { schema });
  } catch {
    return undefined;
  }
}

// The parser's message goes on with a snippet of the text. Only its position is taken from it.
function toProblem(message: string, text: string): YamlProblem {
  const found = /at line (\d+), column \d+/.exec(message)?.[1];
  const line = found === undefined ? undefined : Number(found);
  const marked = markedLine(text, line);
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
    return "is not YAML here: the indentation does not fit the lines above";
  }
  return "is not YAML here: look for a missing colon or quote in this line or the one above";
}

function refuseExpansion(value: unknown, most: number): void {
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
