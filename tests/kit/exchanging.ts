/**
 * What the tests of the exchange provider share: sections that are right, and a
 * service that answers in memory.
 * @module
 */
import { provider } from "../../providers/exchange/provider.ts";
import {
  type ExchangeSection,
  exchangeSection,
} from "../../providers/exchange/section.ts";
import type {
  CredentialRequest,
  Credentials,
  CredentialSource,
} from "../../src/provider.ts";
import type { Runtime } from "../../src/runtime/runtime.ts";
import { decoded } from "./decoding.ts";
import { memoryRuntime, type World } from "./memory_runtime.ts";
import { accountClaims, podRequest } from "./subjects.ts";

/** Whom the tokens of the sections are for. */
export const AUDIENCE = "idp.example.com";

/** A subject: the token of the pod. */
export const ACCOUNT = { serviceAccount: { audience: AUDIENCE } };

/** A request that sends it, in the shortest way. */
export const REQUEST = {
  url: "https://idp.example.com/token",
  bearer: "${subject}",
};

/** An answer that is read, and the body that fits it. */
export const ANSWER = {
  username: "robot",
  password: "token",
  expires: { after: "10m" },
};
export const BODY = { token: "word" };

/** A section with these keys in place of those of the shortest one. */
export function exchangeOf(
  keys: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> {
  const section: Record<string, unknown> = {
    subject: ACCOUNT,
    request: REQUEST,
    answer: ANSWER,
    ...keys,
  };
  if ("oauth2" in keys) delete section["request"];
  return section;
}

/** What is wrong with a section. */
export function problemsOf(section: unknown): readonly string[] {
  return decoded(provider.section, section).problems;
}

/** A decoded section. */
export function sectionOf(keys: Record<string, unknown> = {}): ExchangeSection {
  const { value, problems } = decoded(exchangeSection, exchangeOf(keys));
  if (value === undefined) throw new Error(problems.join("\n"));
  return value;
}

/** The source of a rule. */
export function sourceOf(
  keys: Record<string, unknown> = {},
): CredentialSource {
  const { value, problems } = decoded(provider.section, exchangeOf(keys));
  if (value === undefined) throw new Error(problems.join("\n"));
  return value;
}

/** The request of a pod with a token for {@linkcode AUDIENCE}. */
export function pod(
  claims: Record<string, unknown> = {},
  annotations: Readonly<Record<string, string>> = {},
): CredentialRequest {
  return podRequest(accountClaims([AUDIENCE], claims), annotations);
}

/** What reached the service. */
export interface Sent {
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

/** A service in memory. */
export interface Service {
  readonly runtime: Runtime;
  readonly sent: Sent[];
}

/** A service that answers this. */
export function serviceOf(
  answer: () => Response | Promise<Response> = () => Response.json(BODY),
  world: World = {},
): Service {
  const sent: Sent[] = [];
  const runtime: Runtime = {
    ...memoryRuntime(world),
    fetch: async (url, { method = "", headers, body }) => {
      sent.push({
        url,
        method,
        headers: Object.fromEntries(new Headers(headers)),
        body: typeof body === "string" ? body : undefined,
      });
      return await answer();
    },
  };
  return { runtime, sent };
}

/** The credentials of a rule for a pod, where the service answers this. */
export function credentialsFor(
  keys: Record<string, unknown>,
  body: unknown = BODY,
  world: World = {},
): Promise<Credentials> {
  const { runtime } = serviceOf(() => Response.json(body), world);
  return sourceOf(keys).getCredentials(pod(), runtime);
}
