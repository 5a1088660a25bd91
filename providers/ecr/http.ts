/**
 * The AWS SDK's requests, sent with the runtime's own fetch.
 * @module
 */
import { ask } from "../../src/http/ask.ts";
import { ProviderError } from "../../src/runtime/errors.ts";
import { isLoopback } from "../../src/schema/endpoint_url.ts";
import { RequestFailure } from "../../src/http/failure.ts";
import type { Runtime } from "../../src/runtime/runtime.ts";

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

/** A token's answer has about 3 KiB; the SDK may try again after five seconds. */
const BOUNDS = { most: 256 * 1024, timeoutMs: 5_000 };

// The SDK's build for browsers may not set it, and has its own beside it.
const USER_AGENT = { "user-agent": "registry-credential-provider" };

/**
 * A request handler for SDK clients, within the bounds of one attempt.
 *
 * Whatever named the endpoint, also a variable or a file that only the SDK reads
 * (`AWS_ENDPOINT_URL_SSO`, `endpoint_url`): it is `https`, or this machine.
 */
export function requestHandler(runtime: Runtime): {
  handle(request: SdkRequest): Promise<{ response: SdkResponse }>;
} {
  return {
    handle: async (request) => {
      const { method, headers, protocol, hostname } = request;
      if (protocol !== "https:" && !isLoopback(hostname)) throw inPlainText();
      const body = method === "GET" ? null : request.body ?? null;
      const question = {
        url: urlOf(request),
        method,
        headers: { ...USER_AGENT, ...headers },
        body: body instanceof Uint8Array ? new Uint8Array(body) : body,
      };
      try {
        const answer = await ask(question, BOUNDS, runtime);
        return {
          response: {
            statusCode: answer.status,
            headers: Object.fromEntries(answer.headers),
            body: answer.body,
          },
        };
      } catch (error) {
        throw retryable(error);
      }
    },
  };
}

function inPlainText(): ProviderError {
  return new ProviderError(
    "CLOUD_CREDENTIALS",
    'an endpoint of AWS is neither "https" nor on this machine: check "endpoint_url" in the AWS config file, and the variables that begin with AWS_ENDPOINT_URL',
  );
}

// The SDK knows failures of the network by the words of browsers and of Node.
function retryable(error: unknown): unknown {
  return error instanceof RequestFailure && error.isTransient
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
