/**
 * Colours on a terminal (ECMA-48, SGR), of the sixteen that every terminal's own
 * theme makes readable.
 * @module
 */

/** What a colour says here. */
export type Color = "good" | "doubtful" | "bad" | "dim";

const CODES: { readonly [C in Color]: number } = {
  good: 32,
  doubtful: 33,
  bad: 31,
  dim: 2,
};

/** Gives a text a colour, or leaves it as it is. */
export type Paint = (text: string, color: Color | undefined) => string;

/** Paints where standard output shows colours. */
export function painter(showsColors: boolean): Paint {
  return (text, color) =>
    showsColors && color !== undefined
      ? `\x1b[${CODES[color]}m${text}\x1b[0m`
      : text;
}

/** The colours of what was found. */
export const STATUS_COLORS: { readonly [status: string]: Color } = {
  ok: "good",
  warning: "doubtful",
  error: "bad",
};
