/**
 * The request that a service expects, field by field, and what comes of its answers.
 * @module
 */
import { assertEquals } from "@std/assert";
import { assertFailure } from "./failure.ts";
import {
  answerOf,
  type Call,
  runExchange,
  withService,
} from "./exchange_run.ts";
import { serviceAccountToken } from "./jwt/minting.ts";

/** A request without what every client has: host, length and encodings. */
export interface Contract {
  readonly method: string;
  readonly path: string;
  readonly authorization?: string;
  readonly type?: string;
  readonly body?: string;
}

/** What a request has of it, and that it has nothing else. */
export function contractOf({ method, path, headers, body }: Call): Contract {
  const { authorization, "content-type": type } = headers;
  assertEquals(headers["accept"], "application/json");
  assertEquals(headers["user-agent"], "registry-credential-provider");
  const known = [
    "accept",
    "accept-encoding",
    "accept-language",
    "authorization",
    "content-length",
    "content-type",
    "host",
    "user-agent",
  ];
  const more = Object.keys(headers).filter((name) => !known.includes(name));
  assertEquals(more, []);
  return {
    method,
    path,
    ...authorization !== undefined && { authorization },
    ...type !== undefined && { type },
    ...body !== "" && { body },
  };
}

/** What the contracts are written with. */
export const URN = "urn:ietf:params:oauth";
export const FORM = "application/x-www-form-urlencoded";
export const JSON_TYPE = "application/json";
/** The header of a user name and a password. */
export const basic = (text: string): string => `Basic ${btoa(text)}`;
/** The body of a form. */
export const form = (fields: Record<string, string>): string =>
  new URLSearchParams(fields).toString();
/** In whole seconds, an hour from now. */
const hour = () => Math.floor(Date.now() / 1_000) + 3_600;

/** A service: what it is asked, what it answers, and how it refuses. */
export interface Row {
  /** The section, for a service at this URL. */
  readonly section: (url: string) => Record<string, unknown>;
  readonly asked: Contract;
  readonly answer: () => Response;
  readonly credentials: {
    readonly username: string;
    readonly password: string;
  };
  /** How it refuses, and what the program says then. */
  readonly refusals: readonly (readonly [() => Response, string])[];
}

/** A token that ends in an hour, as a service gives it out. */
export const jwtNow = serviceAccountToken({ exp: hour() });
/** What only a message of the service says. */
export const canary = "canary-of-the-service";
/** An answer of JSON. */
export const json = (body: unknown, status = 200): () => Response => () =>
  Response.json(body, { status });

/** Registers two tests for each row, by its name. */
export function testContracts(rows: Readonly<Record<string, Row>>): void {
  for (const [name, row] of Object.entries(rows)) {
    Deno.test(`${name}: every field of the request, and the credentials of the answer`, async () => {
      await withService(row.answer, async ({ url, calls }) => {
        const answer = answerOf(
          await runExchange({ section: row.section(url) }),
        );
        assertEquals(answer, {
          ...row.credentials,
          cacheDuration: "10m",
          cacheKeyType: "Registry",
        });
        assertEquals(calls.map(contractOf), [row.asked]);
      });
    });

    Deno.test(`${name}: a refusal is told by its code or status, and is no reason to ask again`, async () => {
      for (const [refuse, says] of row.refusals) {
        await withService(refuse, async ({ url, calls }) => {
          const result = await runExchange({ section: row.section(url) });
          assertFailure(result, { code: "BACKEND_DENIED", says });
          assertEquals(result.stderr.includes("canary"), false, result.stderr);
          assertEquals(calls.length, 1);
        });
      }
    });
  }
}
