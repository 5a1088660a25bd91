/**
 * Single fields of one entry changed in the text; the others stay as they are
 * written.
 * @module
 */
import { type FlowStyle, flowText, insertFlow, removeFlow } from "./flow.ts";
import { pairOf, spanOf } from "./list.ts";
import {
  addedLines,
  blockLines,
  type Change,
  columnOf,
  endOf,
  indentAt,
  lineEnd,
  lineStart,
  nextLine,
} from "./place.ts";
import type { YamlMapping, YamlPair } from "../yaml/tree.ts";

type Fields = { readonly [key: string]: unknown };

/** Gives the changes that make `now` of the entry that was read as `before`. */
export function changeEntry(
  text: string,
  entry: YamlMapping,
  before: Fields,
  now: Fields,
  style: FlowStyle,
): readonly Change[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(now)])]
    .filter((name) =>
      JSON.stringify(before[name]) !== JSON.stringify(now[name])
    );
  const fields = names.map((name) =>
    [name, pairOf(entry, name, text)] as const
  );
  const changes = fields.flatMap(([name, pair]) => {
    if (pair === undefined) return [];
    return now[name] === undefined
      ? removal(text, entry, pair)
      : [replacement(text, entry, pair, now[name], style)];
  });
  const fresh = fields.filter(([name, pair]) =>
    pair === undefined && now[name] !== undefined
  ).map(([name]) => [name, now[name]] as const);
  return fresh.length === 0
    ? changes
    : [...changes, ...addition(text, entry, fresh, style)];
}

function replacement(
  text: string,
  entry: YamlMapping,
  { key, value }: YamlPair,
  now: unknown,
  style: FlowStyle,
): Change {
  const end = lineEnd(text);
  const { start } = value;
  const span = {
    start,
    end: start + text.slice(start, endOf(value, text)).trimEnd().length,
  };
  const isBlock = (value.kind === "sequence" || value.kind === "mapping") &&
    !value.isFlow && !entry.isFlow;
  if (isBlock && typeof now === "object") {
    const column = columnOf(text, value.start);
    return { ...span, text: blockLines(now, column, end) };
  }
  const written = flowText(now, style, indentAt(text, key.start), end);
  const isEmpty = value.start === value.end;
  return isEmpty
    ? { ...span, end: value.end, text: ` ${written}` }
    : { ...span, text: written };
}

function removal(
  text: string,
  entry: YamlMapping,
  pair: YamlPair,
): readonly Change[] {
  const index = entry.pairs.indexOf(pair);
  if (entry.isFlow) return removeFlow(text, entry.pairs.map(spanOf), index);
  const next = entry.pairs[index + 1];
  const end = endOf(pair.value, text);
  const span = index === 0 && next !== undefined
    ? { start: pair.key.start, end: next.key.start }
    : {
      start: lineStart(text, pair.key.start),
      end: nextLine(text, Math.max(pair.key.end, end)),
    };
  return [{ ...span, text: "" }];
}

function addition(
  text: string,
  entry: YamlMapping,
  fresh: readonly (readonly [string, unknown])[],
  style: FlowStyle,
): readonly Change[] {
  const end = lineEnd(text);
  if (entry.isFlow) {
    return insertFlow(
      text,
      entry,
      entry.pairs.map(spanOf),
      style,
      (margin) =>
        fresh.map(([name, value]) =>
          `"${name}":${style.space}${flowText(value, style, margin, end)}`
        ).join(`,${style.indent === undefined ? style.space : end + margin}`),
    );
  }
  const column = columnOf(text, entry.pairs[0]?.key.start ?? entry.start);
  const lines = blockLines(Object.fromEntries(fresh), column, end);
  const at = nextLine(text, endOf(entry, text));
  return [addedLines(text, at, lines, column, end)];
}
