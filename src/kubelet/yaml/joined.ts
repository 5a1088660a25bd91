/**
 * Lines in brackets and quotes that are indented less than what they belong to.
 *
 * To libyaml indentation means nothing there; to YAML 1.2 such a line ends what
 * it stands in.
 * @module
 */
import { leavesOf, type Part } from "./leaves.ts";
import { TreeProblem } from "./value.ts";

const PIECES =
  /"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|(?:[ \t\r\n]+|#[^\n]*)+|[[\]{},]|[^ \t\r\n,[\]{}]+/gs;

/**
 * Puts spaces in the place of the line ends, and of the comments before them,
 * after which a value in brackets or quotes goes on with too little
 * indentation. Every offset stays. Only the first such value is looked at: what
 * the parser made of the rest is of no use.
 *
 * @param parts What the parser made of the text.
 * @returns The same text where there is none.
 */
export function withJoinedLines(text: string, parts: readonly Part[]): string {
  for (const { type, offset, depth, least } of leavesOf(parts)) {
    const isOuter = /^flow-(?:map|seq)-start$/.test(type)
      ? depth === 1
      : /-quoted-scalar$/.test(type) && depth === 0;
    if (!isOuter) continue;
    const [joined, end] = joinedValue(text, offset, least);
    if (joined !== text.slice(offset, end)) {
      return text.slice(0, offset) + joined + text.slice(end);
    }
  }
  return text;
}

function joinedValue(
  text: string,
  start: number,
  least: number,
): [joined: string, end: number] {
  let joined = "";
  let depth = 0;
  let before = "";
  let isJoinedText = false;
  let isCommented = false;
  PIECES.lastIndex = start;
  for (let piece = PIECES.exec(text); piece; piece = PIECES.exec(text)) {
    const [source] = piece;
    const isPlain = !/^[ \t\r\n#"'[\]{},]/.test(source);
    const result = isPlain ? source : joinedPiece(source, least);
    const at = start + joined.length;
    if (result !== source) {
      if (/^[ \t\r\n#]/.test(source)) refuseTab(source, before, at, least);
      isJoinedText ||= !/[[{,:]$/.test(before);
      isCommented = source.includes("#");
    }
    if (isPlain && isJoinedText && (isCommented || source.endsWith(":"))) {
      throw new TreeProblem("has a key or value that goes on too late", at);
    }
    joined += result;
    if (/^[[\]{},]/.test(source)) isJoinedText = isCommented = false;
    if (/^[[{]/.test(source)) depth++;
    if (/^[\]}]/.test(source)) depth--;
    if (depth === 0) break;
    before = source;
  }
  return [joined, start + joined.length];
}

function joinedPiece(source: string, least: number): string {
  const pattern = /^["']/.test(source)
    ? /(?:\r?\n[ \t]*)+/g
    : /^(?=[^]*\n)[^]*$/g;
  return source.replace(pattern, (gap) => {
    const [, indent = ""] = /\n( *)[^\n]*$/.exec(gap) ?? [];
    return indent.length < least ? " ".repeat(gap.length) : gap;
  });
}

// Behind plain text the scanner looks for more of it, and minds its indentation.
function refuseTab(
  gap: string,
  before: string,
  offset: number,
  least: number,
): void {
  if (/^["'[\]{},]|^$|:$/.test(before)) return;
  const blank = gap.split("#", 1)[0] ?? "";
  const found = [...blank.matchAll(/\n( *)\t/g)].find(({ 1: indent = "" }) =>
    indent.length < least
  );
  if (found !== undefined) {
    throw new TreeProblem(
      "is not valid YAML: indent with spaces, not with tabs",
      offset + found.index + 1,
    );
  }
}
