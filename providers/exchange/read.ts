/**
 * The credentials in the answer of a service.
 * @module
 */
import { isMapping } from "../../src/format/is_mapping.ts";
import type { JsonObject } from "../../src/http/json_service.ts";
import type { CredentialRequest, Credentials } from "../../src/provider.ts";
import { ProviderError } from "../../src/runtime/errors.ts";
import type { Runtime } from "../../src/runtime/runtime.ts";
import { secondsIn, timeIn } from "../../src/subject/answer_end.ts";
import { endOf } from "../../src/subject/end.ts";
import { endOfJwt } from "../../src/subject/jwt_end.ts";
import type { AnswerForm, Expires, Path } from "./answer.ts";
import { filler } from "./fill.ts";
import type { ExchangeSection } from "./section.ts";

/** The end of the year 9999, in seconds: RFC 3339 has no later time. */
const LAST_S = Date.UTC(10_000, 0) / 1_000;

/**
 * Reads an answer of success.
 *
 * @throws {ProviderError} `BACKEND_UNAVAILABLE` where something is missing or
 * has expired. Never with a piece of the answer.
 */
export function credentialsIn(
  value: JsonObject,
  section: ExchangeSection,
  request: CredentialRequest,
  runtime: Runtime,
): Credentials {
  const { answer, plan: { host } } = section;
  const refuse: Refuse = (fact) => {
    throw new ProviderError("BACKEND_UNAVAILABLE", `${host} answered ${fact}`);
  };
  const password = textAt(value, answer.password, refuse);
  const now = runtime.now();
  return {
    username: usernameOf(answer, value, section, request, runtime, refuse),
    password,
    expiresAt: endIn(answer.expires, value, password, now, refuse),
  };
}

type Refuse = (fact: string) => never;

function usernameOf(
  { username }: AnswerForm,
  value: JsonObject,
  section: ExchangeSection,
  request: CredentialRequest,
  runtime: Runtime,
  refuse: Refuse,
): string {
  return "path" in username
    ? textAt(value, username.path, refuse)
    : filler(section, request, runtime)(username.template);
}

function endIn(
  expires: Expires,
  value: JsonObject,
  password: string,
  now: number,
  refuse: Refuse,
): number {
  const end = saidEnd(expires, value, password, now);
  if (end === undefined) {
    const where = expires.kind === "jwt"
      ? '"exp" in the token'
      : `a usable "${"path" in expires ? expires.path.join(".") : ""}"`;
    return refuse(
      `without ${where}, so nobody knows when the credentials end: correct "expires" of the rule, or write { after: 10m }`,
    );
  }
  return end > now ? endOf(end, now) : refuse(
    "with credentials that have expired already: check the clock of this node, and of the service",
  );
}

function saidEnd(
  expires: Expires,
  value: JsonObject,
  password: string,
  now: number,
): number | undefined {
  switch (expires.kind) {
    case "after":
      return now + expires.ms;
    case "jwt":
      return endOfJwt(password, now);
    case "in": {
      const seconds = secondsIn(at(value, expires.path));
      return seconds === undefined ? undefined : now + seconds * 1_000;
    }
    case "at": {
      const said = at(value, expires.path);
      const seconds = secondsIn(said);
      if (seconds === undefined) return timeIn(said);
      // More is no time in seconds: milliseconds look like that.
      return seconds < LAST_S ? seconds * 1_000 : undefined;
    }
  }
}

function textAt(
  value: JsonObject,
  path: Path,
  refuse: Refuse,
): string {
  const found = at(value, path);
  return typeof found === "string" && found !== "" ? found : refuse(
    `without the text "${path.join(".")}": check "answer" of the rule`,
  );
}

function at(value: unknown, path: Path): unknown {
  return path.reduce(
    (inner: unknown, name) =>
      isMapping(inner) && Object.hasOwn(inner, name) ? inner[name] : undefined,
    value,
  );
}
