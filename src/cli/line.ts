/**
 * A line for people, and its colours on a terminal (ECMA-48, SGR): those of the
 * sixteen that every terminal's own theme makes readable.
 * @module
 */
import { printable } from "../runtime/printable.ts";

/** What a colour says here. */
export type Color = "good" | "doubtful" | "bad" | "dim";

/** A piece of a line. */
export interface Span {
  readonly text: string;
  readonly color?: Color | undefined;
}

/** A line: a text, or pieces of one. */
export type Line = string | readonly Span[];

const CODES: { readonly [C in Color]: number } = {
  good: 32,
  doubtful: 33,
  bad: 31,
  dim: 2,
};

/** The colours of what was found. */
export const STATUS_COLORS: { readonly [status: string]: Color } = {
  ok: "good",
  warning: "doubtful",
  error: "bad",
};

/** Whether somebody who reads a terminal wants colours; see https://no-color.org. */
export function wantsColors(
  env: { get(name: string): string | undefined },
): boolean {
  return (env.get("NO_COLOR") ?? "") === "" && env.get("TERM") !== "dumb";
}

/** Lines as text. What they hold can neither forge a line nor a colour. */
export function linesText(
  lines: readonly Line[],
  showsColors: boolean,
): string {
  return lines.map((line) => {
    const spans = typeof line === "string" ? [{ text: line }] : line;
    return `${spans.map((span) => spanText(span, showsColors)).join("")}\n`;
  }).join("");
}

function spanText({ text, color }: Span, showsColors: boolean): string {
  const shown = printable(text);
  return showsColors && color !== undefined && shown !== ""
    ? `\x1b[${CODES[color]}m${shown}\x1b[0m`
    : shown;
}
