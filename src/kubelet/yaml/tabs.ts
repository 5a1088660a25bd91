/**
 * Tabs in the place of indentation, which the kubelet's YAML does not take.
 *
 * Restates `yaml_parser_scan_to_next_token` and what the scalars of
 * go.yaml.in/yaml/v2 (`scannerc.go`) say of tabs.
 * @module
 */
import type { Leaf } from "./leaves.ts";
import { TreeProblem } from "./value.ts";

const TAB = "is not valid YAML: indent with spaces, not with tabs";

/**
 * The scanner takes no tab where a key or an item may begin. Behind plain text
 * it looks for more of it, and takes tabs that are indented far enough.
 */
export function refuseTabs(leaves: readonly Leaf[]): void {
  let mayBegin = true;
  let increment = 0;
  let plain: { least: number; isOver: boolean } | undefined;
  for (const { type, source, offset, depth, least, isSimple } of leaves) {
    const isFlow = depth > 0;
    if (type === "space") {
      for (const { index } of source.matchAll(/\t/g)) {
        const isFar = plain !== undefined &&
          (!plain.isOver || index >= plain.least);
        const isRefused = plain === undefined ? mayBegin && !isFlow : !isFar;
        if (isRefused) throw new TreeProblem(TAB, offset + index);
      }
      continue;
    }
    if (type === "newline") {
      if (plain !== undefined) plain.isOver = true;
      if (!isFlow) mayBegin = true;
      continue;
    }
    plain = type === "scalar" ? { least, isOver: false } : undefined;
    mayBegin = begins(type, isFlow, isSimple, mayBegin);
    if (type === "block-scalar-header") {
      increment = Number(/\d/.exec(source)?.[0] ?? 0);
    }
    const tab = type === "scalar"
      ? plainTab(source, least)
      : type === "block-scalar"
      ? blockTab(source, least, increment)
      : undefined;
    if (tab !== undefined) throw new TreeProblem(TAB, offset + tab);
  }
}

function begins(
  type: string,
  isFlow: boolean,
  isSimple: boolean,
  before: boolean,
): boolean {
  switch (type) {
    case "comment":
      return before;
    case "seq-item-ind":
    case "comma":
    case "flow-map-start":
    case "flow-seq-start":
    case "block-scalar":
      return true;
    case "explicit-key-ind":
      return !isFlow;
    case "map-value-ind":
      return !isSimple && !isFlow;
    default:
      return false;
  }
}

// Where a tab stands in the place of indentation; the first line is behind something else.
function plainTab(source: string, least: number): number | undefined {
  return [...source.matchAll(/^( *)\t/gm)].find(({ 1: indent = "", index }) =>
    index > 0 && indent.length < least
  )?.index;
}

function blockTab(
  source: string,
  least: number,
  increment: number,
): number | undefined {
  const [blank = ""] = /^(?: *\n)*/.exec(source) ?? [];
  const [indent = ""] = /^ */.exec(source.slice(blank.length)) ?? [];
  // Until the column is known, a tab cannot be text.
  if (increment === 0 && source[blank.length + indent.length] === "\t") {
    return blank.length;
  }
  const widths = [indent, ...blank.split("\n")].map(({ length }) => length);
  const column = increment === 0
    ? Math.max(...widths, least, 1)
    : least - 1 + increment;
  return [...source.matchAll(/^( *)\t/gm)].find(({ 1: spaces = "" }) =>
    spaces.length < column
  )?.index;
}
