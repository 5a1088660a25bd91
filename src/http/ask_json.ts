/**
 * Asking a foreign service that answers in JSON.
 * @module
 */
import { jsonObject } from "../format/json_object.ts";
import { decodeUtf8 } from "../format/utf8.ts";
import { ProviderError } from "../runtime/errors.ts";
import type { Runtime } from "../runtime/runtime.ts";
import type { JsonObject, JsonService } from "./json_service.ts";
import {
  type Answer,
  ask,
  type Bounds,
  type Question,
  TOKEN_BOUNDS,
} from "./ask.ts";

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
  const headers = {
    ...question.headers,
    accept: "application/json",
    "user-agent": "registry-credential-provider",
  };
  try {
    answer = await ask(
      { ...question, headers },
      { ...TOKEN_BOUNDS, ...bounds },
      runtime,
    );
  } catch (error) {
    const { unreachable } = await import("./json_failure.ts");
    throw unreachable(service, error);
  }
  const body = jsonObject(decodeUtf8(answer.body) ?? "");
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
