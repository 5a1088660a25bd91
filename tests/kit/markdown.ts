/**
 * What a Markdown document holds besides prose: blocks, tables, links, code.
 * @module
 */
import { isMapping } from "../../src/format/is_mapping.ts";
import { parseYaml } from "../../src/format/yaml.ts";

/** A fenced block. */
export interface Block {
  /** What follows the fence: `yaml`. */
  readonly language: string;
  readonly text: string;
  /** Line of the fence, from 1. */
  readonly line: number;
  /**
   * Who runs it, where the tests of the documents do not, such as `make e2e
   * SUITES=kind`: what a comment `<!-- run by: … -->` above it says. `nobody`
   * where it says `<!-- run by nobody: REASON -->`.
   */
  readonly runBy: string | undefined;
}

/** A command of a `console` block, and what the document says it prints. */
export interface Shown {
  readonly command: string;
  readonly output: string;
}

/** Every fenced block, in order. */
export function blocksOf(markdown: string): readonly Block[] {
  const blocks: Block[] = [];
  let open: { language: string; lines: string[]; line: number } | undefined;
  let runBy: string | undefined;
  markdown.split("\n").forEach((line, index) => {
    const fence = /^```(\w*)$/.exec(line);
    if (fence === null) {
      if (open !== undefined) open.lines.push(line);
      else if (line !== "") runBy = runByOf(line);
      return;
    }
    const [, language = ""] = fence;
    if (open === undefined) {
      open = { language, lines: [], line: index + 1 };
      return;
    }
    const text = open.lines.map((one) => `${one}\n`).join("");
    blocks.push({ language: open.language, text, line: open.line, runBy });
    open = undefined;
    runBy = undefined;
  });
  if (open !== undefined) {
    throw new Error(`line ${open.line}: no closing fence`);
  }
  return blocks;
}

/** The commands of a `console` block: each follows `$ `, its output follows it. */
export function shownIn({ text, line }: Block): readonly Shown[] {
  const [before = "", ...commands] = text.split(/^\$ /m);
  if (before !== "") throw new Error(`line ${line}: output before a command`);
  return commands.map((part) => {
    const end = part.indexOf("\n");
    return { command: part.slice(0, end), output: part.slice(end + 1) };
  });
}

/** The file that a block is: its first line is a comment with the path. */
export function fileOf({ text }: Block): string | undefined {
  return /^# (\/\S+)\n/.exec(text)?.[1];
}

/** The `yaml` blocks of a kind, with their values. Every `yaml` block is parsed for it. */
export async function yamlOfKind(
  markdown: string,
  kind: string,
): Promise<
  readonly (Block & { readonly value: Record<string, unknown> })[]
> {
  const found: (Block & { readonly value: Record<string, unknown> })[] = [];
  for (const block of blocksOf(markdown)) {
    if (block.language !== "yaml") continue;
    const value = await parseYaml(block.text);
    if (isMapping(value) && value["kind"] === kind) {
      found.push({ ...block, value });
    }
  }
  return found;
}

/** The rows of the table whose first head cell is `head`, without the head. */
export function tableOf(
  markdown: string,
  head: string,
): readonly (readonly string[])[] {
  const lines = markdown.split("\n");
  const start = lines.findIndex((line) => cellsOf(line)[0] === head);
  if (start < 0) throw new Error(`no table begins with "${head}"`);
  const end = lines.findIndex((line, at) => at > start && line === "");
  return lines.slice(start + 2, end).map(cellsOf);
}

/** Code in prose and in tables: what stands between backticks. */
export function codeIn(text: string): readonly string[] {
  const prose = text.replace(/^```.*?^```$/gms, "");
  return [...prose.matchAll(/`([^`\n]+)`/g)].map(([, code = ""]) => code);
}

/** All code: in prose, and of every block. */
export function allCodeIn(markdown: string): string {
  const blocks = blocksOf(markdown).map(({ text }) => text);
  return [...codeIn(markdown), ...blocks].join("\n");
}

/** Targets of links. */
export function linksIn(markdown: string): readonly string[] {
  return [...markdown.matchAll(/\]\(([^)\s]+)\)/g)].map(([, to = ""]) => to);
}

/** The names by which links reach the headings of a document, as GitHub makes them. */
export function anchorsIn(markdown: string): readonly string[] {
  return [...markdown.matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) =>
    anchorOf(heading)
  );
}

function cellsOf(line: string): readonly string[] {
  return line.startsWith("|")
    ? line.split("|").slice(1, -1).map((cell) => cell.trim())
    : [];
}

/** Headings of the second level, in order, without marks of code. */
export function sectionsOf(markdown: string): readonly string[] {
  const prose = markdown.replace(/^```.*?^```$/gms, "");
  return [...prose.matchAll(/^## (.*)$/gm)].map(([, head = ""]) => head);
}

/** The anchor of a heading: lower case, no punctuation, a dash for each space. */
export function anchorOf(heading: string): string {
  return heading.toLowerCase().replace(/[^\p{L}\p{N}_ -]/gu, "")
    .replaceAll(" ", "-");
}

/** The part of a document below a heading of the second level. */
export function sectionOf(markdown: string, heading: string): string {
  const start = markdown.indexOf(`\n## ${heading}\n`);
  if (start < 0) throw new Error(`no section "${heading}"`);
  const end = markdown.indexOf("\n## ", start + 1);
  return markdown.slice(start, end < 0 ? undefined : end);
}

function runByOf(comment: string): string | undefined {
  if (/^<!-- run by nobody: .+ -->$/.test(comment)) return "nobody";
  return /^<!-- run by: (.*) -->$/.exec(comment)?.[1];
}
