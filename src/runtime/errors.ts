/**
 * The one error that is meant for people, and how it becomes one line.
 * @module
 */

/** Stable codes. docs/errors.md has them; they never change meaning. */
export type ErrorCode =
  | "BACKEND_DENIED"
  | "BACKEND_UNAVAILABLE"
  | "CLOUD_CREDENTIALS"
  | "CONFIG_INVALID"
  | "CONFIG_UNREADABLE"
  | "DEADLINE_EXCEEDED"
  | "FILE_NOT_TRUSTED"
  | "IMAGE_INVALID"
  | "INTERNAL"
  | "KEY_INVALID"
  | "KUBELET_CONFIG_INVALID"
  | "NODE_NOT_READY"
  | "NOT_A_REGISTRY"
  | "NO_MATCH"
  | "OUTPUT_CLOSED"
  | "READ_ONLY"
  | "REQUEST_INVALID"
  | "SECRET_INVALID"
  | "SECRET_UNREADABLE"
  | "TOKEN_UNUSABLE"
  | "USAGE"
  | "VARIABLE_REFUSED"
  | "VARIABLE_UNAVAILABLE";

/** Exit codes. 0 is an answer; these are all the others there are. */
export const EXIT = { failure: 1, usage: 2, noMatch: 3 } as const;

/**
 * A failure that a person can act on.
 *
 * The message states what failed, where, and what to do. It never holds a
 * secret, nor a piece of a file that may hold one.
 */
export class ProviderError extends Error {
  override readonly name = "ProviderError";

  /**
   * @param code Stable code of the failure.
   * @param message What failed, where, and what to do; without a final period.
   */
  constructor(readonly code: ErrorCode, message: string) {
    super(message);
  }
}

/** The exit code that belongs to a thrown value. */
export function exitCodeOf(error: unknown): number {
  if (!(error instanceof ProviderError)) return EXIT.failure;
  if (error.code === "USAGE") return EXIT.usage;
  return error.code === "NO_MATCH" ? EXIT.noMatch : EXIT.failure;
}

/**
 * Renders any thrown value as one line. What its message holds of a file or a
 * name may have control characters, which `printable()` takes out.
 *
 * Only the message of a {@linkcode ProviderError} is shown. Messages of other
 * errors may quote their input (`JSON.parse` does), so of those only the name
 * and the place in the program are told.
 */
export function toLine(error: unknown): string {
  if (error instanceof ProviderError) {
    return `${error.message} [${error.code}]`;
  }
  const name = error instanceof Error ? error.constructor.name : typeof error;
  const found = error instanceof Error ? placeOf(error) : undefined;
  const place = found ?? "unknown place";
  return `unexpected ${name} at ${place}; please report it with this line [INTERNAL]`;
}

// A stack repeats the message before its frames, and the message is not shown.
function placeOf({ stack = "", message }: Error): string | undefined {
  const frames = stack.slice(stack.indexOf(message) + message.length);
  return /^ +at .*?([\w.-]+\.[jt]s:\d+:\d+)/m.exec(frames)?.[1];
}
