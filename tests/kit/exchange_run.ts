/**
 * Runs the compiled program against a service that gives out credentials.
 * @module
 */
import { serviceAccountToken } from "./jwt/minting.ts";
import { config, execute, request, type Result, withFiles } from "./program.ts";
import { accountClaims } from "./subjects.ts";
import { WRITABLE_PROGRAM } from "./writable_program.ts";

/** The image that is asked for. */
export const IMAGE = "registry.example.com/team/app";

/** Whom the token of the pod is for. */
export const AUDIENCE = "idp.example.com";

/** The subject of a rule: the token of the pod. */
export const ACCOUNT = { serviceAccount: { audience: AUDIENCE } };

/** The token of the pod. */
export const TOKEN = serviceAccountToken(accountClaims([AUDIENCE]));

/** A request as the service has it. */
export interface Call {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A service that runs. */
export interface Service {
  readonly url: string;
  readonly calls: readonly Call[];
}

/** Runs a test with a service on the loopback, which is gone afterwards. */
export async function withService(
  answer: (call: Call, nth: number) => Response | Promise<Response>,
  test: (service: Service) => Promise<void>,
  tls?: { readonly cert: string; readonly key: string },
): Promise<void> {
  const calls: Call[] = [];
  const server = Deno.serve({
    // 127.0.0.2 as well: to a certificate it is another host.
    hostname: "0.0.0.0",
    port: 0,
    onListen: () => {},
    onError: () => new Response(null, { status: 500 }),
    ...tls,
  }, async (request) => {
    const { pathname, search } = new URL(request.url);
    const call = {
      method: request.method,
      path: pathname + search,
      headers: Object.fromEntries(request.headers),
      body: await request.text(),
    };
    calls.push(call);
    return await answer(call, calls.length);
  });
  const { port } = server.addr;
  const url = tls ? `https://localhost:${port}` : `http://127.0.0.1:${port}`;
  try {
    await test({ url, calls });
  } finally {
    await server.shutdown();
  }
}

/** A run of the program. */
export interface ExchangeRun {
  /** The section of the rule. */
  readonly section: Readonly<Record<string, unknown>>;
  /** The provider; `exchange` where nothing is given. */
  readonly provider?: string;
  /** The token of the pod; none with `null`. */
  readonly token?: string | null;
  readonly annotations?: Readonly<Record<string, string>>;
  /** Files; `FOLDER` in the section stands for their folder. */
  readonly files?: Readonly<Record<string, string>>;
  readonly env?: Record<string, string>;
  readonly args?: readonly string[];
  /** The folder of the cache; off where nothing is given. */
  readonly cache?: string;
  readonly image?: string;
  /** The one with a test folder where nothing is given. */
  readonly program?: string;
}

/** The section of a rule that asks a service with the token of the pod. */
export function sectionAt(
  url: string,
  answer: Readonly<Record<string, unknown>> = {},
): Readonly<Record<string, unknown>> {
  return {
    subject: ACCOUNT,
    request: { url: `${url}/token`, bearer: "${subject}" },
    answer: {
      username: "robot",
      password: "token",
      expires: { after: "10m" },
      ...answer,
    },
  };
}

/** Answers one request of the kubelet. */
export async function runExchange(
  {
    section,
    provider = "exchange",
    token = TOKEN,
    annotations = {},
    files = {},
    env = {},
    args = [],
    cache = "off",
    image = IMAGE,
    program = WRITABLE_PROGRAM,
  }: ExchangeRun,
): Promise<Result> {
  let result: Result | undefined;
  await withFiles(files, async (folder) => {
    const rule = { name: "r", match: ["registry.example.com"] };
    const text = config(
      `- ${JSON.stringify({ ...rule, [provider]: section })}\n`,
    ).replaceAll("FOLDER", folder);
    const path = `${folder}/registries.yaml`;
    await Deno.writeTextFile(path, `${text}cache: { directory: ${cache} }\n`, {
      mode: 0o600,
    });
    const stdin = JSON.stringify({
      ...JSON.parse(request(image)),
      ...token !== null && {
        serviceAccountToken: token,
        serviceAccountAnnotations: annotations,
      },
    });
    result = await execute(program, [`--config=${path}`, ...args], {
      stdin,
      env,
    });
  });
  if (result === undefined) throw new Error("the program was not run");
  return result;
}

/** What an answer gives for the registry; a failed run shows its error instead. */
export function answerOf({ stdout, stderr }: Result): unknown {
  if (stderr !== "") return stderr;
  const { auth, cacheDuration, cacheKeyType } = JSON.parse(stdout);
  return { ...auth["registry.example.com"], cacheDuration, cacheKeyType };
}
