/**
 * A server that is ECR, ECR Public and STS at once, on a port of the loopback.
 *
 * It knows access keys, refuses what is not signed with one of them for its
 * region, and gives out a token whose password names the key that asked. So a
 * token that comes out proves the whole chain before it.
 * @module
 */
import { errorResponse, type Reply } from "./reply.ts";
import {
  type Asked,
  askedBy,
  assumedRole,
  authorization,
  type Operation,
} from "./services.ts";
import { type AccessKey, checkSignature, claimOf } from "./sigv4.ts";

/** A long-lived access key that every server knows. */
export const KEY = {
  AWS_ACCESS_KEY_ID: "AKIDEXAMPLE",
  AWS_SECRET_ACCESS_KEY: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
} as const;

/** The region of a server, where it is not told another. */
export const REGION = "eu-west-1";

/** A request that reached the server. */
export interface Call {
  readonly operation: Operation | undefined;
  readonly keyId: string | undefined;
  readonly input: Readonly<Record<string, unknown>>;
  readonly headers: Headers;
}

/** What a server is to be. */
export interface ServerOptions {
  readonly region?: string;
  /** Further access keys. */
  readonly keys?: { readonly [id: string]: AccessKey };
  /** What it does with the first calls of an operation; the last one is repeated with `forever`. */
  readonly script?: { readonly [operation in Operation]?: readonly Reply[] };
  readonly forever?: boolean;
  /** Milliseconds that its clock is ahead of the real one. */
  readonly aheadMs?: number;
  /** PEM texts; with them it speaks TLS. */
  readonly tls?: { readonly cert: string; readonly key: string };
}

/** A running server. */
export interface AwsServer {
  readonly url: string;
  readonly calls: readonly Call[];
  /** The operations that were asked, in their order. */
  operations(): readonly (Operation | undefined)[];
}

/** How long a token lives: twelve hours, as AWS has it. */
export const TOKEN_LIFE_MS = 12 * 3_600_000;

/** The password of the token that a key gets. */
export function passwordFor(keyId: string): string {
  return `token-for-${keyId}`;
}

/** The access key that the server gives to the nth role that is assumed, from 1. */
export function roleKeyId(nth: number): string {
  return `ASIAROLE${nth}`;
}

/** Runs a test with a server, which is gone afterwards. */
export async function withAwsServer(
  options: ServerOptions,
  test: (server: AwsServer) => Promise<void>,
): Promise<void> {
  const world = new World(options);
  const stop = new AbortController();
  const server = Deno.serve({
    // 127.0.0.2 as well: to a certificate it is another host.
    hostname: "0.0.0.0",
    port: 0,
    onListen: () => {},
    onError: () => new Response(null, { status: 500 }),
    ...options.tls,
  }, (request) => world.respond(request, stop.signal));
  const { port } = server.addr;
  const { calls } = world;
  try {
    await test({
      url: options.tls
        ? `https://localhost:${port}`
        : `http://127.0.0.1:${port}`,
      calls,
      operations: () => calls.map(({ operation }) => operation),
    });
  } finally {
    stop.abort();
    await server.shutdown();
  }
}

class World {
  readonly calls: Call[] = [];
  readonly #keys: Map<string, AccessKey>;
  #roles = 0;

  constructor(readonly options: ServerOptions) {
    this.#keys = new Map(Object.entries(options.keys ?? {}));
    this.#keys.set(KEY.AWS_ACCESS_KEY_ID, {
      secret: KEY.AWS_SECRET_ACCESS_KEY,
    });
  }

  async respond(request: Request, signal: AbortSignal): Promise<Response> {
    const { method } = request;
    const url = new URL(request.url);
    const headers = new Headers(request.headers);
    // HTTP/2 has the host in a field of its own (RFC 9113, 8.3.1).
    if (!headers.has("host")) headers.set("host", url.host);
    const content = await request.bytes();
    const text = new TextDecoder().decode(content);
    const asked = askedBy(method, url.pathname, headers, text);
    const keyId = claimOf(headers)?.keyId;
    const { operation, input = {} } = asked ?? {};
    this.calls.push({ operation, keyId, input, headers });
    if (asked === undefined) {
      return errorResponse("json", 404, "UnknownOperationException", text);
    }
    const { protocol } = asked;
    const answer = () => this.#answer(asked, keyId ?? "");
    const scripted = this.#scripted(asked.operation);
    const response = await (scripted?.({ protocol, answer, signal }) ??
      this.#refusal(asked, { method, url, headers, body: content }) ??
      answer());
    const { aheadMs = 0 } = this.options;
    response.headers.set("date", new Date(Date.now() + aheadMs).toUTCString());
    return response;
  }

  #scripted(operation: Operation): Reply | undefined {
    const script = this.options.script?.[operation] ?? [];
    const nth = this.calls.filter((call) => call.operation === operation);
    return script[nth.length - 1] ??
      (this.options.forever === true ? script.at(-1) : undefined);
  }

  #refusal(
    { operation, protocol, service }: Asked,
    request: Parameters<typeof checkSignature>[0],
  ): Response | undefined {
    // The token of the service account is the proof there.
    if (operation === "sts:AssumeRoleWithWebIdentity") return undefined;
    const { region = REGION, aheadMs = 0 } = this.options;
    const now = Date.now() + aheadMs;
    const scope = { region, service };
    const refusal = checkSignature(request, this.#keys, scope, now);
    if (refusal === undefined) return undefined;
    const [json, query] = refusal === "unsigned"
      ? ["MissingAuthenticationTokenException", "MissingAuthenticationToken"]
      : refusal === "unknown key"
      ? ["UnrecognizedClientException", "InvalidClientTokenId"]
      : ["InvalidSignatureException", "SignatureDoesNotMatch"];
    return protocol === "json"
      ? errorResponse(protocol, 400, json ?? "", refusal)
      : errorResponse(protocol, 403, query ?? "", refusal);
  }

  #answer(asked: Asked, keyId: string): Response {
    if (asked.protocol === "json") {
      const expiresAt = Date.now() + TOKEN_LIFE_MS;
      return authorization(asked.operation, passwordFor(keyId), expiresAt);
    }
    this.#roles++;
    const id = roleKeyId(this.#roles);
    const key = { secret: `secret/of+${id}`, sessionToken: `session/of+${id}` };
    this.#keys.set(id, key);
    return assumedRole(asked, id, key);
  }
}
