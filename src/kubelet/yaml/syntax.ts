/**
 * Where the syntax of YAML that the kubelet knows is another one than that of
 * YAML 1.2.
 *
 * Restates rules of the scanner of go.yaml.in/yaml/v2 (`scannerc.go`,
 * `readerc.go`), a port of libyaml.
 * @module
 */
import { NEEDS_QUOTES } from "../../format/yaml_problem.ts";
import { type Leaf, leavesOf, type Part } from "./leaves.ts";
import { refuseTabs } from "./tabs.ts";
import { TreeProblem } from "./value.ts";

const CONTROL =
  /[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;

/**
 * Gives what the kubelet looks at: one document, with its directives, and line
 * feeds for what else ends a line in YAML 1.1. Every offset stays.
 *
 * @throws {TreeProblem} For control characters.
 */
export function firstDocument(text: string): string {
  const control = text.search(CONTROL);
  if (control !== -1) {
    throw new TreeProblem("holds a control character", control);
  }
  const lines = text.replace(/\r(?!\n)|[\x85\u2028\u2029]/g, "\n");
  return withoutLess(untilMark(lines));
}

function untilMark(lines: string): string {
  const marker = /^(?:---|\.\.\.)(?=[ \t\r\n]|$)/gm;
  const first = marker.exec(lines);
  if (first === null) return lines;
  const isStart = first[0] === "---" &&
    /^\ufeff?(?:[ \t]*(?:[#%].*)?\n)*$/.test(lines.slice(0, first.index));
  const end = isStart ? marker.exec(lines) : first;
  return lines.slice(0, end?.index);
}

// A line with less indentation than the first key ends the document as well.
function withoutLess(lines: string): string {
  const [before = "", indent = ""] =
    /^(?:---)?(?:[ \t]*(?:[#%].*)?\r?\n)*( *)(?=[^ \t\r\n#%{["'])/.exec(
      lines,
    ) ?? [];
  if (indent === "") return lines;
  const less = new RegExp(`^ {0,${indent.length - 1}}[^ \\t\\r\\n#]`, "gm");
  less.lastIndex = before.length;
  return lines.slice(0, less.exec(lines)?.index);
}

/**
 * Refuses what the kubelet's scanner refuses and the package does not.
 *
 * @throws {TreeProblem} With the place.
 */
export function refuseOtherSyntax(parts: readonly Part[]): void {
  const leaves = leavesOf(parts);
  leaves.forEach(({ type, source, offset, depth }, at) => {
    const isFlow = depth > 0;
    const message = SCALARS[type]?.(source, isFlow) ??
      (isFlow ? spaceFault(leaves, at) ?? keyFault(leaves, at) : undefined);
    if (message !== undefined) throw new TreeProblem(message, offset);
  });
  refuseTabs(leaves);
}

const ESCAPES = /\\(?:x[\da-fA-F]{2}|u[\da-fA-F]{4}|U[\da-fA-F]{8}|[^xuU])/gs;

/** What may be wrong with one token. */
const SCALARS: Readonly<
  Record<string, (source: string, isFlow: boolean) => string | undefined>
> = {
  "double-quoted-scalar": (source) =>
    [...source.matchAll(ESCAPES)].some(([one]) =>
        one === "\\/" || isSurrogate(one)
      )
      ? "has an escape that YAML 1.1 does not know"
      : documentMark(source),
  "single-quoted-scalar": documentMark,
  // In brackets a ? begins a key, wherever it stands.
  scalar: (source, isFlow) =>
    isFlow && /^:|\?/.test(source)
      ? "has a text in brackets with a ?, or one that begins with a colon: put it in quotes"
      : undefined,
  anchor: (source) => nameFault(source),
  alias: (source) => nameFault(source) && NEEDS_QUOTES,
  tag: (source) =>
    /^!(?:<[\w\-;/?:@&=+$,.!~*'()[\]%]*>|[\w\-;/?:@&=+$,.!~*'()[\]%]*)$/.test(
        source,
      )
      ? undefined
      : "has a tag with characters that the kubelet does not take",
  directive: (source) =>
    /^%YAML[ \t]+0?1\.0?1[ \t]*$|^%TAG[ \t]/.test(source)
      ? undefined
      : /^%YAML/.test(source)
      ? "is said to be of another version than YAML 1.1, the only one that the kubelet reads"
      : "has a directive that the kubelet does not know",
};

// Behind plain text a colon needs a space, in brackets too, and so does a tag.
function spaceFault(leaves: readonly Leaf[], at: number): string | undefined {
  const [before, mark, next] = [leaves[at - 1], leaves[at], leaves[at + 1]];
  if (mark === undefined || next === undefined) return undefined;
  const isClose = /^(?:comma|flow-)/.test(next.type) &&
    next.offset === mark.offset + mark.source.length;
  const isColon = mark.type === "map-value-ind" && before?.type === "scalar" &&
    before.offset + before.source.length === mark.offset;
  return isClose && (isColon || mark.type === "tag")
    ? "has no space behind a colon or a tag in brackets"
    : undefined;
}

// A key without ? stands in one line, and its colon too.
function keyFault(leaves: readonly Leaf[], at: number): string | undefined {
  const mark = leaves[at];
  if (mark?.type !== "map-value-ind" || !mark.isSimple) return undefined;
  // With its tag and anchor.
  let start = at;
  for (let back = at - 1; back >= 0; back--) {
    const type = leaves[back]?.type ?? "";
    if (/^(?:space|newline|comment)$/.test(type)) continue;
    if (start !== at && !/^(?:tag|anchor)$/.test(type)) break;
    start = back;
  }
  return leaves.slice(start, at).some(({ source }) => source.includes("\n"))
    ? "has a key of more than one line in brackets"
    : undefined;
}

function documentMark(source: string): string | undefined {
  return /\n(?:---|\.\.\.)(?=[ \t\r\n]|$)/.test(source)
    ? "has the mark of a document in a quoted text"
    : undefined;
}

function isSurrogate(escape: string): boolean {
  const code = /^\\[uU]([\da-fA-F]+)$/.exec(escape)?.[1];
  return code !== undefined && /^(?:0000)?[dD][89a-fA-F]/.test(code);
}

function nameFault(source: string): string | undefined {
  return /^[&*][\w-]+$/.test(source)
    ? undefined
    : "has an anchor whose name is not of letters, digits, - and _";
}
