/**
 * The list of providers in the text of a CredentialProviderConfig: one put in,
 * one taken out. What is not touched stays byte by byte.
 * @module
 */
import { flowStyle, flowText, insertFlow, removeFlow } from "./flow.ts";
import {
  addedLines,
  afterEntry,
  blockLines,
  type Change,
  columnOf,
  endOf,
  lastLineEnd,
  lineEnd,
  lineStart,
  nextLine,
} from "./place.ts";
import type { KubeletText } from "../text.ts";
import type {
  Span,
  YamlMapping,
  YamlNode,
  YamlPair,
  YamlSequence,
} from "../yaml/tree.ts";

/** Finds the pair with a key that stands in the mapping itself. */
export function pairOf(
  { pairs }: YamlMapping,
  name: string,
  text: string,
): YamlPair | undefined {
  return pairs.find(({ key }) =>
    key.kind === "scalar" &&
    (key.text === name || text.slice(key.start, key.end) === `"${name}"`)
  );
}

/**
 * Adds an entry at the end of `providers`.
 *
 * @returns Nothing where the form of the file does not allow it.
 */
export function addItem(
  text: string,
  { root, isJson }: KubeletText,
  entry: unknown,
): readonly Change[] | undefined {
  if (root.kind !== "mapping") return undefined;
  const end = lineEnd(text);
  const style = flowStyle(text, isJson);
  const list = pairOf(root, "providers", text)?.value;
  if (list?.kind === "sequence" && list.isFlow) {
    return insertFlow(
      text,
      list,
      list.items,
      style,
      (margin) => flowText(entry, style, margin, end),
    );
  }
  if (list?.kind === "sequence") return [addToBlock(text, list, entry, end)];
  return root.isFlow
    ? addFlowList(text, root, list, entry, style)
    : addBlockList(text, root, list, entry, end);
}

function addToBlock(
  text: string,
  list: YamlSequence,
  entry: unknown,
  end: string,
): Change {
  const column = columnOf(text, list.dashes[0] ?? list.start);
  const at = afterEntry(text, endOf(list, text), column);
  return addedLines(text, at, blockLines([entry], column, end), column, end);
}

function addFlowList(
  text: string,
  root: YamlMapping,
  value: YamlNode | undefined,
  entry: unknown,
  style: ReturnType<typeof flowStyle>,
): readonly Change[] {
  const end = lineEnd(text);
  if (value !== undefined) {
    const margin = style.indent ?? "";
    return [{
      start: value.start,
      end: value.end,
      text: flowText([entry], style, margin, end),
    }];
  }
  const pairs = root.pairs.map(spanOf);
  return insertFlow(
    text,
    root,
    pairs,
    style,
    (margin) =>
      `"providers":${style.space}${flowText([entry], style, margin, end)}`,
  );
}

function addBlockList(
  text: string,
  root: YamlMapping,
  value: YamlNode | undefined,
  entry: unknown,
  end: string,
): readonly Change[] {
  const column = columnOf(text, root.pairs[0]?.key.start ?? 0);
  const lines = blockLines([entry], column, end);
  if (value === undefined) {
    const at = nextLine(text, endOf(root, text));
    const pair = `providers:${end}${" ".repeat(column)}${lines}`;
    return [addedLines(text, at, pair, column, end)];
  }
  const at = nextLine(text, value.end);
  const item = addedLines(text, at, lines, column, end);
  return value.start === value.end
    ? [item]
    : [{ start: value.start, end: value.end, text: "" }, item];
}

/** From the beginning of the key to the end of the value. */
export function spanOf({ key, value }: YamlPair): Span {
  return { start: key.start, end: Math.max(key.end, value.end) };
}

/** Takes one entry out of `providers`; there has to be another one. */
export function removeItem(
  text: string,
  list: YamlSequence,
  index: number,
): readonly Change[] {
  if (list.isFlow) return removeFlow(text, list.items, index);
  const dash = list.dashes[index] ?? list.start;
  const item = list.items[index] as YamlNode;
  const begin = lineStart(text, dash);
  const next = list.dashes[index + 1];
  if (text.slice(begin, dash).trim() !== "" && next !== undefined) {
    return [{ start: dash, end: next, text: "" }];
  }
  const column = columnOf(text, dash);
  const end = afterEntry(text, Math.max(dash + 1, endOf(item, text)), column);
  // Without a line end behind it, the one before it goes.
  const isLast = end === text.length && lastLineEnd(text) === 0;
  const lineEndBefore = lastLineEnd(text.slice(0, begin));
  return [{ start: isLast ? begin - lineEndBefore : begin, end, text: "" }];
}
