/**
 * The values of YAML that end with their line: scalars and flow collections.
 *
 * Knows only what surely means the same to every parser; see
 * `src/plain_yaml.ts`.
 * @module
 */

import { isDigit, isLetter, isMadeOf } from "./characters.ts";

/** Thrown where the full parser of YAML is needed. */
export const NOT_PLAIN = Symbol();

/** A position in a text, and the line that it is in. */
export interface Reader {
  readonly text: string;
  at: number;
  /** Where the line ends. */
  end: number;
  /** How many spaces the line begins with. */
  indent: number;
  /** How many block collections it is in. */
  depth: number;
  /** A colon such that none is between it and what was read before. */
  colon: number;
}

/** More than any config nests in one line. */
const DEEPEST = 10;

/**
 * Reads the value that a line ends with, and its comment if it has one.
 *
 * @throws {@linkcode NOT_PLAIN} Where the value may go on, may be wrong, or
 * needs a parser that knows more.
 */
export function lineValue(reader: Reader): unknown {
  const { text, at, end } = reader;
  const first = text.charAt(at);
  if (first !== "[" && first !== "{" && first !== '"' && first !== "'") {
    const line = text.slice(at, end);
    // Looked for in two steps: one character is found ten times as fast as two.
    const comment = line.includes("#") ? line.indexOf(" #") : -1;
    return plain(comment < 0 ? line : line.slice(0, comment));
  }
  const value = flow(reader, 0);
  const behind = reader.at;
  skipSpaces(reader);
  if (
    reader.at < end &&
    (reader.at === behind || text.charCodeAt(reader.at) !== 35)
  ) throw NOT_PLAIN;
  return value;
}

function flow(reader: Reader, depth: number): unknown {
  const { text, end } = reader;
  if (depth > DEEPEST) throw NOT_PLAIN;
  const start = reader.at;
  const first = text.charAt(start);
  if (first === '"' || first === "'") return quoted(reader, first);
  if (first === "[") return flowList(reader, depth);
  if (first === "{") return flowMapping(reader, depth);
  let at = start;
  for (; at < end; at++) {
    const code = text.charCodeAt(at);
    // , [ ] { }
    if (
      code === 44 || code === 91 || code === 93 || code === 123 || code === 125
    ) break;
  }
  reader.at = at;
  const scalar = text.slice(start, at);
  if (scalar.includes("#") && scalar.includes(" #")) throw NOT_PLAIN;
  return plain(scalar);
}

function quoted(reader: Reader, quote: string): string {
  const { text, at } = reader;
  const close = text.indexOf(quote, at + 1);
  const inside = text.slice(at + 1, close);
  // No end in this line, a quote that is doubled, or an escape.
  if (
    close < 0 || close >= reader.end || text[close + 1] === quote ||
    (quote === '"' && inside.includes("\\"))
  ) throw NOT_PLAIN;
  reader.at = close + 1;
  return inside;
}

function flowList(reader: Reader, depth: number): unknown[] {
  const list: unknown[] = [];
  if (opens(reader, 93)) return list;
  do list.push(flow(reader, depth + 1)); while (goesOn(reader, 93));
  return list;
}

function flowMapping(reader: Reader, depth: number): Record<string, unknown> {
  const mapping: Record<string, unknown> = {};
  if (opens(reader, 125)) return mapping;
  do {
    const key = keyAt(reader);
    if (key === undefined || Object.hasOwn(mapping, key)) throw NOT_PLAIN;
    mapping[key] = flow(reader, depth + 1);
  } while (goesOn(reader, 125));
  return mapping;
}

/** Passes over the opening bracket; true where the closing one follows it. */
function opens(reader: Reader, close: number): boolean {
  reader.at++;
  skipSpaces(reader);
  if (reader.text.charCodeAt(reader.at) !== close) return false;
  reader.at++;
  return true;
}

/** Passes over a comma, or over the closing bracket: then false. */
function goesOn(reader: Reader, close: number): boolean {
  skipSpaces(reader);
  const next = reader.text.charCodeAt(reader.at++);
  if (next === close) return false;
  if (next !== 44) throw NOT_PLAIN;
  skipSpaces(reader);
  return true;
}

function skipSpaces(reader: Reader): void {
  while (reader.text.charCodeAt(reader.at) === 32) reader.at++;
}

/** Names that were found to be plain: a config has few, and many times. */
const plainNames = new Map<string, string>();

/**
 * Passes over a key of a mapping with its colon, and over the spaces behind it.
 *
 * @returns Its name; `undefined` where there is none that is plain, and then
 * the reader stays where it is.
 */
export function keyAt(reader: Reader): string | undefined {
  const { text, at, end } = reader;
  if (reader.colon < at) {
    const colon = text.indexOf(":", at);
    reader.colon = colon < 0 ? text.length : colon;
  }
  const behind = reader.colon + 1;
  if (behind > end || (behind < end && text.charCodeAt(behind) !== 32)) {
    return undefined;
  }
  const written = text.slice(at, reader.colon);
  let name = plainNames.get(written);
  if (name === undefined) {
    if (
      !isLetter(written.charCodeAt(0)) || !isMadeOf(written, "_./-") ||
      isWord(written)
    ) return undefined;
    name = written;
    plainNames.set(name, name);
  }
  reader.at = behind;
  skipSpaces(reader);
  return name;
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
    if (text.includes(":") && (text.includes(": ") || text.endsWith(":"))) {
      throw NOT_PLAIN;
    }
    return isWord(text) ? word(text) : text;
  }
  if (!isDigit(first)) throw NOT_PLAIN;
  return fromDigit(text);
}

function fromDigit(text: string): string | number {
  let isDecimal = text.length < 16 && (text[0] !== "0" || text.length === 1);
  let isText = false;
  for (let at = 0; at < text.length; at++) {
    const one = text.charAt(at);
    if (isDigit(text.charCodeAt(at))) continue;
    isDecimal = false;
    if (one === ":") throw NOT_PLAIN;
    // All others stand in no number, in whatever way it is written.
    isText ||= !"abcdefABCDEFxXoO_.+- ".includes(one);
  }
  if (isDecimal) return Number(text);
  if (isText) return text;
  throw NOT_PLAIN;
}

function word(text: string): boolean | null {
  if (text === "true") return true;
  if (text === "false") return false;
  if (text === "null") return null;
  throw NOT_PLAIN;
}
