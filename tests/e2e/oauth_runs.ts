/**
 * Rules that ask Keycloak for a token, each by another grant of OAuth.
 * @module
 */
import { assertEquals, assertStringIncludes } from "@std/assert";
import {
  answerOf,
  type ExchangeRun,
  runExchange,
} from "../kit/exchange_run.ts";
import { PEM } from "../kit/minting.ts";
import { PROGRAM, type Result } from "../kit/program.ts";

/** What a check may use. */
export interface World {
  readonly issuer: string;
  readonly tokenUrl: string;
  /** The token of a service account, which Keycloak trusts. */
  accountToken(claims?: Readonly<Record<string, unknown>>): Promise<string>;
}

/** Answers a request with the program as it is released. */
export const ask = (run: ExchangeRun): Promise<Result> =>
  runExchange({ ...run, program: PROGRAM });

/** The token that it answers with. */
export async function passwordOf(run: ExchangeRun): Promise<string> {
  const answer = answerOf(await ask(run));
  if (typeof answer === "string") throw new Error(answer);
  return String((answer as Record<string, unknown>)["password"]);
}

/** Asserts that it fails with these words. */
export async function expectRefusal(
  run: ExchangeRun,
  says: string,
): Promise<void> {
  const { code, stdout, stderr } = await ask(run);
  assertEquals([code, stdout], [1, ""], stderr);
  assertStringIncludes(stderr, says);
}

const answer = { username: "token" };
const client = (id: string) => ({
  clientId: id,
  clientSecret: `${id}-secret`,
});

/** Client credentials, by a secret. */
export const withSecret = (
  { tokenUrl }: World,
  more: Readonly<Record<string, unknown>> = {},
): ExchangeRun => ({
  section: {
    oauth2: {
      tokenUrl,
      grant: "client-credentials",
      ...client("pods"),
      ...more,
    },
    answer,
  },
  token: null,
});

/** A JWT bearer grant with the token of a service account. */
export const asAccount = (
  { issuer, tokenUrl }: World,
  token: string,
): ExchangeRun => ({
  section: {
    subject: { serviceAccount: { audience: issuer } },
    oauth2: { tokenUrl, grant: "jwt-bearer", ...client("nodes") },
    answer,
  },
  token,
});

/** Client credentials, by an assertion that the node signs. */
export const signedHere = (
  { issuer, tokenUrl }: World,
  more: Readonly<Record<string, unknown>> = {},
): ExchangeRun => ({
  section: {
    subject: {
      jwt: {
        key: { file: "FOLDER/key.pem" },
        algorithm: "ES256",
        issuer: "signed",
        subject: "signed",
        audience: issuer,
        ...more,
      },
    },
    oauth2: { tokenUrl, grant: "client-credentials" },
    answer,
  },
  files: { "key.pem": PEM },
  token: null,
});

/** Token exchange. */
export const exchanging = (
  { tokenUrl }: World,
  token: string,
  more: Readonly<Record<string, unknown>> = {},
): ExchangeRun => ({
  section: {
    subject: { file: "FOLDER/token", audience: "nodes" },
    oauth2: {
      tokenUrl,
      grant: "token-exchange",
      subjectTokenType: "access_token",
      ...client("nodes"),
      audience: "registry",
      ...more,
    },
    answer,
  },
  files: { token },
  token: null,
});
