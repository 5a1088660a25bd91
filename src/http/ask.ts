/**
 * One request to a foreign service, with bounds.
 * @module
 */
import { isLoopback } from "../schema/endpoint_url.ts";
import type { Connection, Runtime } from "../runtime/runtime.ts";
import { AUTHORITY_VARIABLES } from "./authority_variables.ts";
import { RequestFailure } from "./failure.ts";
import { PROXY_VARIABLES } from "./proxy_variables.ts";

/** What is sent. */
export interface Question {
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array<ArrayBuffer> | null;
}

/** What an answer may take. */
export interface Bounds {
  /** The most bytes of the body; 0 leaves all of it unread. */
  readonly most: number;
  /** The most time of an attempt in milliseconds, where it is less than that of the run. */
  readonly timeoutMs?: number;
  /** Certificates in PEM that are trusted beside the system's. */
  readonly authorities?: string | undefined;
  /** How many times it is asked while failures may pass and time is left; the default is once. */
  readonly attempts?: number;
  /** Statuses that pass with time, beside those that {@linkcode passesWithTime} knows. */
  readonly passing?: readonly number[];
  /** Whether an attempt that took all of its time is the last one. */
  readonly isLateFinal?: boolean;
  /** Whether no proxy of the environment may see it, as with a host of this machine. */
  readonly withoutProxy?: boolean;
}

/** The bounds of a service that gives out credentials: a token has some KiB. */
export const TOKEN_BOUNDS = {
  most: 256 * 1024,
  timeoutMs: 5_000, // three attempts leave time for the rest of the run
  attempts: 3,
} as const satisfies Bounds;

/** What came back, whatever its status says. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Uint8Array;
}

/** The pause before the second attempt; before each further one it doubles. */
const PAUSE_MS = 100;

/**
 * Asks a service. Follows no redirect, so that nothing secret reaches another host,
 * and takes no proxy to this machine itself.
 *
 * @throws {RequestFailure} Where there is no whole answer within the bounds.
 * @throws The reason of `runtime.signal` where the time of the run is over.
 */
export async function ask(
  question: Question,
  bounds: Bounds,
  runtime: Runtime,
): Promise<Answer> {
  const { attempts = 1, passing = [], isLateFinal = false } = bounds;
  for (let attempt = 1; attempt < attempts; attempt++) {
    try {
      const answer = await askOnce(question, bounds, runtime);
      const { status } = answer;
      if (!passesWithTime(status) && !passing.includes(status)) return answer;
    } catch (error) {
      if (!(error instanceof RequestFailure && error.isTransient)) throw error;
      if (isLateFinal && error.reason === "late") throw error;
    }
    await runtime.sleep(PAUSE_MS * 2 ** (attempt - 1));
    runtime.signal.throwIfAborted();
  }
  return await askOnce(question, bounds, runtime);
}

/** Whether a status says that the same request may succeed a moment later (RFC 9110, 15.5.9). */
export function passesWithTime(status: number): boolean {
  return status === 408 || status === 429 || status >= 500;
}

async function askOnce(
  { url, method, headers, body = null }: Question,
  { most, timeoutMs, authorities, withoutProxy }: Bounds,
  runtime: Runtime,
): Promise<Answer> {
  const isDirect = withoutProxy || isLoopback(new URL(url).hostname);
  const signal = timeoutMs === undefined
    ? runtime.signal
    : AbortSignal.any([runtime.signal, AbortSignal.timeout(timeoutMs)]);
  const init = { method, headers, body, redirect: "manual", signal } as const;
  if (AUTHORITY_VARIABLES.some((name) => runtime.env(name))) {
    const { checkAuthorityFiles } = await import("./authority_files.ts");
    await checkAuthorityFiles(runtime);
  }
  try {
    const connection = connectionTo(isDirect, authorities, runtime);
    const response = await runtime.fetch(url, init, connection);
    const { status } = response;
    const read = await readBounded(response, most);
    return { status, headers: response.headers, body: read };
  } catch (error) {
    if (runtime.signal.aborted || error instanceof RequestFailure) throw error;
    const { failureOf } = await import("./cause.ts");
    throw failureOf(error, isDirect ? undefined : url, runtime);
  }
}

function connectionTo(
  isDirect: boolean,
  authorities: string | undefined,
  { env }: Runtime,
): Connection | undefined {
  // Without a proxy the usual connection does, which costs less.
  const withoutProxy = isDirect && PROXY_VARIABLES.some((name) => env(name));
  return authorities === undefined && !withoutProxy
    ? undefined
    : { authorities, withoutProxy };
}

async function readBounded(
  response: Response,
  most: number,
): Promise<Uint8Array> {
  const { body, headers } = response;
  if (most > 0 && bytesOf(headers) <= most) return await response.bytes();
  if (most === 0) {
    body?.cancel().catch(() => {});
    return new Uint8Array();
  }
  const pieces: Uint8Array[] = [];
  let length = 0;
  for await (const piece of body ?? []) {
    length += piece.length;
    if (length > most) throw new RequestFailure("too large");
    pieces.push(piece);
  }
  const whole = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

// Of a body that is sent as it is, the length that the header tells holds (RFC
// 9112, 6.3). To read it at once costs less than piece by piece.
function bytesOf(headers: Headers): number {
  const length = headers.get("content-length");
  return length === null || headers.has("content-encoding")
    ? Infinity
    : Number(length);
}
