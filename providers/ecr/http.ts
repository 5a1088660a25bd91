/**
 * The AWS SDK's requests, sent with the runtime's own fetch.
 * @module
 */
import type { Runtime } from "../../src/runtime.ts";

/** The part of the SDK's request that is used (`@smithy/types`, HttpRequest). */
interface SdkRequest {
  readonly method: string;
  readonly protocol: string;
  readonly hostname: string;
  readonly port?: number;
  readonly path: string;
  readonly query?: Readonly<Record<string, string | string[] | null>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | string;
}

/** The part of the SDK's response that it reads. */
interface SdkResponse {
  readonly statusCode: number;
  readonly headers: Record<string, string>;
  readonly body: Uint8Array;
}

/** A token's answer has about 3 KiB. */
const LARGEST_RESPONSE = 256 * 1024;

/** One attempt; the SDK may make another within the deadline of the run. */
const ATTEMPT_MS = 5_000;

/**
 * A request handler for SDK clients.
 *
 * Follows no redirect, so credentials never reach another host, and reads at
 * most 256 KiB. An attempt takes at most five seconds.
 */
export function requestHandler(runtime: Runtime): {
  handle(request: SdkRequest): Promise<{ response: SdkResponse }>;
} {
  return {
    handle: async (request) => {
      const signal = AbortSignal.any([
        runtime.signal,
        AbortSignal.timeout(ATTEMPT_MS),
      ]);
      const { method, headers } = request;
      const body = method === "GET" ? null : request.body ?? null;
      try {
        const response = await runtime.fetch(
          new Request(urlOf(request), {
            method,
            headers,
            body: typeof body === "string"
              ? body
              : body && new Uint8Array(body),
            redirect: "manual",
            signal,
          }),
        );
        return {
          response: {
            statusCode: response.status,
            headers: Object.fromEntries(response.headers),
            body: await readBounded(response),
          },
        };
      } catch (error) {
        throw retryable(error);
      }
    },
  };
}

// The SDK knows failures of the network by the words of browsers and of Node,
// and would not try again after those of Deno.
function retryable(error: unknown): unknown {
  return error instanceof TypeError
    ? Object.assign(error, { $retryable: { throttling: false } })
    : error;
}

function urlOf({ protocol, hostname, port, path, query }: SdkRequest): string {
  const url = new URL(
    `${protocol}//${hostname}${port === undefined ? "" : `:${port}`}${path}`,
  );
  for (const [name, value] of Object.entries(query ?? {})) {
    for (const one of [value].flat()) url.searchParams.append(name, one ?? "");
  }
  return url.href;
}

async function readBounded(response: Response): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  for await (const piece of response.body ?? []) {
    length += piece.length;
    if (length > LARGEST_RESPONSE) throw new RangeError("response too large");
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
