/**
 * A foreign service that answers in JSON, asked for something that only it has.
 * @module
 */
import { isMapping } from "../format/is_mapping.ts";
import { decodeUtf8 } from "../format/utf8.ts";
import { ProviderError } from "../runtime/errors.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { type Answer, ask, type Bounds, type Question } from "./ask.ts";

/** An object of JSON whose members nobody has checked. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Who is asked, and what to do where it fails. */
export interface JsonService {
  /** As a sentence begins: "the token service of Google". */
  readonly name: string;
  /** What it is asked for: "an access token". */
  readonly wanted: string;
  /** What to check where it cannot be reached, as the end of a sentence. */
  readonly network: string;
  /**
   * The code of a refusal. It is shown, so it comes from a list of known ones or
   * is a number: the text of an answer may repeat a token.
   */
  codeIn?(body: JsonObject, status: number): string | undefined;
  /** What to do after a refusal, as the end of a sentence. */
  remedy(code: string | undefined, status: number): string;
}

/** The most bytes of an answer. A token has some KiB. */
const MOST = 256 * 1024;

/** What is usual: three attempts of at most five seconds each. */
const USUAL: Omit<Bounds, "most"> = { timeoutMs: 5_000, attempts: 3 };

/**
 * Asks for an object.
 *
 * @throws {ProviderError} `BACKEND_DENIED` or `BACKEND_UNAVAILABLE`, with what to
 * do. It holds nothing of the answer but its status and a known code.
 * @throws The reason of `runtime.signal` where the time of the run is over.
 */
export async function askJson(
  service: JsonService,
  question: Question,
  runtime: Runtime,
  bounds: Partial<Bounds> = {},
): Promise<JsonObject> {
  let answer: Answer;
  const headers = new Headers(question.headers);
  headers.set("accept", "application/json");
  headers.set("user-agent", "registry-credential-provider");
  try {
    answer = await ask(
      { ...question, headers },
      { most: MOST, ...USUAL, ...bounds },
      runtime,
    );
  } catch (error) {
    const { unreachable } = await import("./json_failure.ts");
    throw unreachable(service, error);
  }
  const body = objectIn(answer);
  if (answer.status >= 200 && answer.status < 300 && body !== undefined) {
    return body;
  }
  const { refused } = await import("./json_failure.ts");
  throw refused(service, answer.status, body);
}

/**
 * The text that an answer was asked for.
 *
 * @throws {ProviderError} `BACKEND_UNAVAILABLE` where it is none or empty.
 */
export function textIn(
  { name, wanted }: JsonService,
  answer: JsonObject,
  member: string,
): string {
  const value = answer[member];
  if (typeof value === "string" && value !== "") return value;
  throw new ProviderError(
    "BACKEND_UNAVAILABLE",
    `${name} answers without ${wanted}: it will be asked again at the next pull`,
  );
}

/** A form as the body of a question (WHATWG URL, `application/x-www-form-urlencoded`). */
export function formQuestion(
  url: string,
  fields: Readonly<Record<string, string | undefined>>,
): Question {
  const form = Object.entries(fields).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value]]
  );
  return {
    url,
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams(form).toString(),
  };
}

/** An object as the body of a question. */
export function jsonQuestion(
  url: string,
  body: JsonObject,
  headers: Readonly<Record<string, string>> = {},
): Question {
  return {
    url,
    method: "POST",
    headers: { ...headers, "content-type": "application/json" },
    body: JSON.stringify(body),
  };
}

function objectIn({ body }: Answer): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(decodeUtf8(body) ?? "");
    return isMapping(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
