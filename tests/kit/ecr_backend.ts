/**
 * The one call of ECR that the cache saves: GetAuthorizationToken on 127.0.0.1,
 * counted, with a token that nobody else gets.
 * @module
 */

/** How the backend answers; a test may change it at any time. */
export interface Behaviour {
  /** How long a token is valid, in milliseconds. */
  lifeMs: number;
  /** How long it waits before each answer, in milliseconds. */
  delayMs: number;
  /** Characters that a token has beside its number. */
  padding: number;
  /** Name of the AWS error that it answers with; `undefined` for a token. */
  error: string | undefined;
  /** Is awaited before each answer. */
  beforeAnswer: (() => Promise<void>) | undefined;
}

/** A backend that runs. */
export interface EcrBackend {
  readonly endpoint: string;
  readonly behaviour: Behaviour;
  /** How often it was asked. */
  calls(): number;
  /** How many runs have asked it: the SDK may repeat a call that is slow. */
  runs(): number;
  /** Every token that it has given out, and when that expires. */
  readonly given: Map<string, number>;
  /** The token that it gave out last. */
  last(): string;
  /** Stops it, as when it is down. */
  stop(): Promise<void>;
}

/**
 * A token's text. It begins with `CANARY`, so that a test can look for any, and
 * names the access key and the region that asked for it.
 */
function tokenFor(authorization: string, number: number, padding: number) {
  // Signature Version 4: Credential=<access key>/<date>/<region>/ecr/aws4_request
  const [, key, region] =
    /Credential=([^/]+)\/\d+\/([^/]+)\/ecr\//.exec(authorization) ?? [];
  return `CANARY.${key}.${region}.${number}.${"x".repeat(padding)}`;
}

/** Runs a test with a backend that stops afterwards. */
export async function withBackend(
  test: (backend: EcrBackend) => Promise<void>,
): Promise<void> {
  const behaviour: Behaviour = {
    lifeMs: 12 * 3_600_000,
    delayMs: 0,
    padding: 0,
    error: undefined,
    beforeAnswer: undefined,
  };
  const given = new Map<string, number>();
  const runs = new Set<string | null>();
  const aborted = new AbortController();
  let calls = 0;
  let last = "";
  const headers = { "content-type": "application/x-amz-json-1.1" };
  const server = Deno.serve(
    {
      hostname: "127.0.0.1",
      port: 0,
      signal: aborted.signal,
      onListen: () => {},
    },
    async (request) => {
      const number = ++calls;
      // The same in every attempt of one call (AWS SDKs, retry behaviour).
      runs.add(request.headers.get("amz-sdk-invocation-id"));
      await request.body?.cancel();
      const { delayMs, error, lifeMs, padding, beforeAnswer } = behaviour;
      if (delayMs > 0) {
        await new Promise((resolve) => setTimeout(resolve, delayMs));
      }
      await beforeAnswer?.();
      const target = request.headers.get("x-amz-target") ?? "";
      if (error !== undefined || !target.endsWith(".GetAuthorizationToken")) {
        const body = { __type: error ?? "UnknownOperationException" };
        return Response.json(body, { status: 400, headers });
      }
      const signed = request.headers.get("authorization") ?? "";
      const token = tokenFor(signed, number, padding);
      const expiresAt = Date.now() + lifeMs;
      given.set(token, expiresAt);
      last = token;
      return Response.json({
        authorizationData: [{
          authorizationToken: btoa(`AWS:${token}`),
          expiresAt: expiresAt / 1e3,
          proxyEndpoint: "https://123456789012.dkr.ecr.eu-west-1.amazonaws.com",
        }],
      }, { headers });
    },
  );
  // At once, also where an answer is being held back.
  const stop = () => {
    aborted.abort();
    return server.finished;
  };
  try {
    await test({
      endpoint: `http://127.0.0.1:${server.addr.port}`,
      behaviour,
      calls: () => calls,
      runs: () => runs.size,
      given,
      last: () => last,
      stop,
    });
  } finally {
    await stop();
  }
}
