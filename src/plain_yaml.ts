/**
 * The part of YAML that configs are nearly always written in: block mappings
 * and lists, one line for each scalar and for each flow collection.
 *
 * A full parser is a third of all code that an answer would load, and takes
 * longer than everything else that the program does. So it is loaded only
 * where this one gives up, which it does for whatever is not surely plain: it
 * never decides what is valid, and its values are those of the full parser.
 * @module
 */

import {
  keyAt,
  lineValue,
  NOT_PLAIN,
  type Reader,
} from "./plain_yaml_value.ts";

/** More than any config has; the full parser has its own bound. */
const DEEPEST = 40;

/** The indentation that stands for the end of the text. */
const END = -1;

/**
 * Parses a text whose root is a mapping.
 *
 * @returns The value that a parser of YAML 1.2 with the core schema gives;
 * `undefined` where the text has anything for which that is needed.
 */
export function parsePlainYaml(
  text: string,
): Record<string, unknown> | undefined {
  if (!isPlainText(text)) return undefined;
  const reader: Reader = {
    text,
    indent: END,
    at: 0,
    end: -1,
    colon: -1,
    depth: 0,
  };
  try {
    nextLine(reader);
    const root = document(reader);
    return reader.indent === END ? root : undefined;
  } catch (error) {
    if (error === NOT_PLAIN) return undefined;
    throw error;
  }
}

function document(reader: Reader): Record<string, unknown> {
  if (reader.indent !== 0) throw NOT_PLAIN;
  return blockMapping(reader, 0, keyAt(reader));
}

// Not so: tabs, line ends of Windows, and what YAML does not take for printable;
// and most letters outside Latin, which are in no config but in its comments.
function isPlainText(text: string): boolean {
  // What pays for a text of a page does not for a long one.
  if (text.length > 8_192) return !/[^\n -~\u00a1-\u02ff]/.test(text);
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code < 32 ? code !== 10 : code > 126 && (code < 0xa1 || code > 0x2ff)) {
      return false;
    }
  }
  return true;
}

/** Goes to the next line that has content. */
function nextLine(reader: Reader): void {
  const { text } = reader;
  while (reader.end < text.length) {
    const start = reader.end + 1;
    let at = start;
    while (text.charCodeAt(at) === 32) at++;
    const end = text.indexOf("\n", at);
    reader.end = end < 0 ? text.length : end;
    if (at < reader.end && text.charCodeAt(at) !== 35) {
      reader.at = at;
      reader.indent = at - start;
      return;
    }
  }
  reader.indent = END;
}

/** @param first The key of its first line, which the reader is behind. */
function blockMapping(
  reader: Reader,
  indent: number,
  first: string | undefined,
): Record<string, unknown> {
  if (++reader.depth > DEEPEST) throw NOT_PLAIN;
  const mapping: Record<string, unknown> = {};
  for (let key = first;; key = keyAt(reader)) {
    if (key === undefined || Object.hasOwn(mapping, key)) throw NOT_PLAIN;
    if (
      reader.at === reader.end || reader.text.charCodeAt(reader.at) === 35
    ) {
      nextLine(reader);
      mapping[key] = below(reader, indent);
    } else mapping[key] = single(reader, indent);
    if (reader.indent !== indent) break;
  }
  reader.depth--;
  return mapping;
}

/** What stands in the lines below a key. */
function below(reader: Reader, indent: number): unknown {
  const inner = reader.indent;
  if (inner < indent) return null;
  if (reader.text.startsWith("- ", reader.at)) return blockList(reader, inner);
  return inner === indent ? null : blockMapping(reader, inner, keyAt(reader));
}

function blockList(reader: Reader, indent: number): unknown[] {
  if (++reader.depth > DEEPEST) throw NOT_PLAIN;
  const { text } = reader;
  const list: unknown[] = [];
  while (reader.indent === indent && text.startsWith("- ", reader.at)) {
    const start = reader.at;
    do reader.at++; while (text.charCodeAt(reader.at) === 32);
    const inner = indent + reader.at - start;
    const key = keyAt(reader);
    list.push(
      key === undefined
        ? single(reader, indent)
        : blockMapping(reader, inner, key),
    );
  }
  reader.depth--;
  return list;
}

/** A value that ends with its line. */
function single(reader: Reader, indent: number): unknown {
  const value = lineValue(reader);
  nextLine(reader);
  // A deeper line would go on with it.
  if (reader.indent > indent) throw NOT_PLAIN;
  return value;
}
