/**
 * The values of YAML that end with their line: scalars and flow collections.
 *
 * Knows only what surely means the same to every parser; see
 * `src/plain_yaml.ts`.
 * @module
 */

import { isDigit, isLetter, isMadeOf } from "./characters.ts";

/** Something that the full parser of YAML is needed for. */
export class NotPlain extends Error {}

/** A position in a line. */
interface Cursor {
  readonly line: string;
  at: number;
}

/** More than any config nests in one line. */
const DEEPEST = 10;

/**
 * Reads the value that a line ends with, and its comment if it has one.
 *
 * @throws {NotPlain} Where the value may go on, may be wrong, or needs a
 * parser that knows more.
 */
export function lineValue(line: string): unknown {
  const first = line[0];
  if (first !== "[" && first !== "{" && first !== '"' && first !== "'") {
    const comment = line.indexOf(" #");
    return plain(comment < 0 ? line : line.slice(0, comment));
  }
  const cursor = { line, at: 0 };
  const value = flow(cursor, 0);
  const rest = line.slice(cursor.at);
  const comment = rest.trimStart();
  if (comment === "" || (comment !== rest && comment[0] === "#")) return value;
  throw new NotPlain();
}

function flow(cursor: Cursor, depth: number): unknown {
  const { line } = cursor;
  const first = line[cursor.at];
  if (depth > DEEPEST) throw new NotPlain();
  if (first === '"' || first === "'") return quoted(cursor, first);
  if (first === "[") return flowList(cursor, depth);
  if (first === "{") return flowMapping(cursor, depth);
  const start = cursor.at;
  while (cursor.at < line.length && !",[]{}".includes(line[cursor.at] ?? "")) {
    cursor.at++;
  }
  const text = line.slice(start, cursor.at);
  if (text.includes(" #")) throw new NotPlain();
  return plain(text);
}

function quoted(cursor: Cursor, quote: string): string {
  const end = cursor.line.indexOf(quote, cursor.at + 1);
  const text = cursor.line.slice(cursor.at + 1, end);
  // No end in this line, a quote that is doubled, or an escape.
  if (
    end < 0 || cursor.line[end + 1] === quote ||
    (quote === '"' && text.includes("\\"))
  ) throw new NotPlain();
  cursor.at = end + 1;
  return text;
}

function flowList(cursor: Cursor, depth: number): unknown[] {
  const list: unknown[] = [];
  if (opens(cursor, "]")) return list;
  do list.push(flow(cursor, depth + 1)); while (goesOn(cursor, "]"));
  return list;
}

function flowMapping(cursor: Cursor, depth: number): Record<string, unknown> {
  const mapping: Record<string, unknown> = {};
  if (opens(cursor, "}")) return mapping;
  do {
    const key = keyOf(cursor.line.slice(cursor.at));
    if (key === undefined || Object.hasOwn(mapping, key.name)) {
      throw new NotPlain();
    }
    cursor.at += key.length;
    mapping[key.name] = flow(cursor, depth + 1);
  } while (goesOn(cursor, "}"));
  return mapping;
}

/** Passes over the opening bracket; true where the closing one follows it. */
function opens(cursor: Cursor, close: string): boolean {
  cursor.at++;
  skipSpaces(cursor);
  if (cursor.line[cursor.at] !== close) return false;
  cursor.at++;
  return true;
}

/** Passes over a comma, or over the closing bracket: then false. */
function goesOn(cursor: Cursor, close: string): boolean {
  skipSpaces(cursor);
  const next = cursor.line[cursor.at++];
  if (next === close) return false;
  if (next !== ",") throw new NotPlain();
  skipSpaces(cursor);
  return true;
}

function skipSpaces(cursor: Cursor): void {
  while (cursor.line[cursor.at] === " ") cursor.at++;
}

/** A key of a mapping with its colon and the spaces behind it. */
export interface Key {
  readonly name: string;
  readonly length: number;
}

/** The key that a line begins with; `undefined` where it begins with none that is plain. */
export function keyOf(line: string): Key | undefined {
  const colon = line.indexOf(":");
  const name = line.slice(0, colon);
  if (colon < 1 || !isLetter(line.charCodeAt(0))) return undefined;
  if (!isMadeOf(name, "_./-") || isWord(name)) return undefined;
  let length = colon + 1;
  while (line[length] === " ") length++;
  return length === colon + 1 && length < line.length
    ? undefined
    : { name, length };
}

// What the core schema takes for true, false or null, also as a key.
function isWord(text: string): boolean {
  if (text.length > 5) return false;
  const lower = text.toLowerCase();
  return lower === "true" || lower === "false" || lower === "null";
}

/** A scalar without quotes. */
function plain(padded: string): string | number | boolean | null {
  const text = padded.trimEnd();
  const first = text.charCodeAt(0);
  if (isLetter(first) || text[0] === "/" || text[0] === "$") {
    if (text.includes(": ") || text.endsWith(":")) throw new NotPlain();
    return isWord(text) ? word(text) : text;
  }
  if (!isDigit(first)) throw new NotPlain();
  return fromDigit(text);
}

function fromDigit(text: string): string | number {
  let isDecimal = text.length < 16 && (text[0] !== "0" || text.length === 1);
  let isText = false;
  for (let at = 0; at < text.length; at++) {
    const one = text.charAt(at);
    if (isDigit(text.charCodeAt(at))) continue;
    isDecimal = false;
    if (one === ":") throw new NotPlain();
    // All others stand in no number, in whatever way it is written.
    isText ||= !"abcdefABCDEFxXoO_.+- ".includes(one);
  }
  if (isDecimal) return Number(text);
  if (isText) return text;
  throw new NotPlain();
}

function word(text: string): boolean | null {
  if (text === "true") return true;
  if (text === "false") return false;
  if (text === "null") return null;
  throw new NotPlain();
}
