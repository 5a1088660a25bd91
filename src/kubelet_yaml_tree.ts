/**
 * A YAML text as a tree whose nodes know where they stand.
 * @module
 */

/** Where a node stands: offsets in the text, `end` after its last character. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** What every node may carry. */
interface Properties extends Span {
  /** The name behind `&`. */
  readonly anchor?: string | undefined;
}

/** One value without children. */
export interface YamlScalar extends Properties {
  readonly kind: "scalar";
  /** Without quotes, escapes and line folding. */
  readonly text: string;
  /** Neither in quotes nor a block of lines. */
  readonly isPlain: boolean;
  /** The whole tag, as in `tag:yaml.org,2002:str`. */
  readonly tag: string | undefined;
}

/** A key and its value. */
export interface YamlPair {
  readonly key: YamlNode;
  readonly value: YamlNode;
}

/** Keys with values, in the order of the text. */
export interface YamlMapping extends Properties {
  readonly kind: "mapping";
  /** Written in braces. */
  readonly isFlow: boolean;
  readonly pairs: readonly YamlPair[];
}

/** A list. */
export interface YamlSequence extends Properties {
  readonly kind: "sequence";
  /** Written in brackets. */
  readonly isFlow: boolean;
  readonly items: readonly YamlNode[];
  /** Where the `-` of each item stands; empty in brackets. */
  readonly dashes: readonly number[];
}

/** A reference to the node with an anchor. */
export interface YamlAlias extends Span {
  readonly kind: "alias";
  readonly name: string;
}

/** Any node. */
export type YamlNode = YamlScalar | YamlMapping | YamlSequence | YamlAlias;

/** The number of the line, from 1, in which an offset of a text stands. */
export function lineOf(text: string, offset: number): number {
  return text.slice(0, offset).split(/\r\n|[\n\r\x85\u2028\u2029]/).length;
}
