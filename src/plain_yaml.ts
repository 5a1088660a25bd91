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

import { keyOf, lineValue, NotPlain } from "./plain_yaml_value.ts";

/** A line with content, without its indentation. */
interface Line {
  readonly indent: number;
  readonly text: string;
}

/** More than any config has; the full parser has its own bound. */
const DEEPEST = 40;

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
  try {
    return new Reader(linesOf(text)).document();
  } catch (error) {
    if (error instanceof NotPlain) return undefined;
    throw error;
  }
}

function linesOf(text: string): Line[] {
  const lines: Line[] = [];
  for (const line of text.split("\n")) {
    let indent = 0;
    while (line.charCodeAt(indent) === 32) indent++;
    if (indent === line.length || line.charCodeAt(indent) === 35) continue;
    lines.push({ indent, text: indent === 0 ? line : line.slice(indent) });
  }
  return lines;
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

class Reader {
  #at = 0;
  #depth = 0;
  readonly #lines: Line[];

  constructor(lines: Line[]) {
    this.#lines = lines;
  }

  document(): Record<string, unknown> {
    if (this.#lines.length === 0) throw new NotPlain();
    const root = this.#mapping(0);
    if (this.#at < this.#lines.length) throw new NotPlain();
    return root;
  }

  #mapping(indent: number): Record<string, unknown> {
    if (++this.#depth > DEEPEST) throw new NotPlain();
    const mapping: Record<string, unknown> = {};
    for (
      let line = this.#line();
      line?.indent === indent;
      line = this.#line()
    ) {
      const key = keyOf(line.text);
      if (key === undefined || Object.hasOwn(mapping, key.name)) {
        throw new NotPlain();
      }
      const rest = line.text.slice(key.length);
      this.#at++;
      mapping[key.name] = rest === "" || rest[0] === "#"
        ? this.#below(indent)
        : this.#single(rest, indent);
    }
    this.#depth--;
    return mapping;
  }

  /** What stands in the lines below a key. */
  #below(indent: number): unknown {
    const next = this.#line();
    if (next === undefined || next.indent < indent) return null;
    if (next.text.startsWith("- ")) return this.#list(next.indent);
    return next.indent === indent ? null : this.#mapping(next.indent);
  }

  #list(indent: number): unknown[] {
    if (++this.#depth > DEEPEST) throw new NotPlain();
    const list: unknown[] = [];
    for (
      let line = this.#line();
      line?.indent === indent;
      line = this.#line()
    ) {
      if (!line.text.startsWith("- ")) break;
      let start = 2;
      while (line.text[start] === " ") start++;
      const item = line.text.slice(start);
      if (keyOf(item) !== undefined) {
        const inner = indent + start;
        this.#lines[this.#at] = { indent: inner, text: item };
        list.push(this.#mapping(inner));
      } else {
        this.#at++;
        list.push(this.#single(item, indent));
      }
    }
    this.#depth--;
    return list;
  }

  /** A value that ends with its line. */
  #single(text: string, indent: number): unknown {
    // A deeper line would go on with it.
    if ((this.#line()?.indent ?? 0) > indent) throw new NotPlain();
    return lineValue(text);
  }

  #line(): Line | undefined {
    return this.#lines[this.#at];
  }
}
