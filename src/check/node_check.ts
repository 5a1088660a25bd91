/**
 * One thing that was looked at on a node.
 * @module
 */

/** What was found. */
export interface Check {
  /** A note is of something that cannot be looked at from the node. */
  readonly status: "ok" | "note" | "warning" | "error";
  /** What was looked at, in a word or two. */
  readonly what: string;
  /** What was found; where it is wrong, with a colon and what to do. */
  readonly message: string;
}

/** Checks of one thing: those that failed, or one that says what is right. */
export function checksOf(
  what: string,
  faults: readonly string[],
  right: string,
): readonly Check[] {
  return faults.length === 0
    ? [{ status: "ok", what, message: right }]
    : faults.map((message) => ({ status: "error", what, message }));
}
