/**
 * The request that a plan describes, filled in.
 * @module
 */
import type { Question } from "../../src/http/ask.ts";
import type { CredentialRequest } from "../../src/provider.ts";
import { ProviderError } from "../../src/runtime/errors.ts";
import type { Runtime } from "../../src/runtime/runtime.ts";
import { readSecret } from "../../src/schema/read_secret.ts";
import { filler } from "./fill.ts";
import type { ExchangeSection } from "./section.ts";
import { filledUrl } from "./url.ts";
import type { Value } from "./value.ts";

/**
 * Fills in a request.
 *
 * @throws {ProviderError} Where a token, a secret or a variable is missing, or
 * cannot be sent where the rule has it.
 */
export async function questionFor(
  section: ExchangeSection,
  request: CredentialRequest,
  runtime: Runtime,
): Promise<Question> {
  const { subject, plan } = section;
  const token = await subject?.read(request, runtime);
  const fill = filler(section, request, runtime, token);
  const text = (value: Value) =>
    "secret" in value
      ? readSecret(value.secret, runtime)
      : Promise.resolve(fill(value.template));
  const { url, method, basic, bearer, form, json } = plan;
  const headers: Record<string, string> = {};
  if (basic !== undefined) {
    headers["authorization"] = basicText(
      await text(basic.username),
      await text(basic.password),
      basic.isFormEncoded,
    );
  }
  if (bearer !== undefined) {
    headers["authorization"] = bearerText(await text(bearer));
  }
  let body: string | undefined;
  if (form !== undefined) {
    const fields = new URLSearchParams();
    for (const [name, value] of form) fields.append(name, await text(value));
    headers["content-type"] = "application/x-www-form-urlencoded";
    body = fields.toString();
  }
  if (json !== undefined) {
    headers["content-type"] = "application/json";
    body = JSON.stringify(json.fill(fill));
  }
  return {
    url: filledUrl(url, () => fill([{ variable: "node" }])),
    method,
    headers,
    ...body === undefined ? {} : { body },
  };
}

function basicText(
  username: string,
  password: string,
  isFormEncoded: boolean,
): string {
  const encode = (text: string) => isFormEncoded ? formEncoded(text) : text;
  const name = encode(username);
  // RFC 7617, section 2: neither a colon in the name, nor control characters.
  // deno-lint-ignore no-control-regex -- they are what must not be there
  if (name.includes(":") || /[\x00-\x1f\x7f]/.test(name + encode(password))) {
    throw new ProviderError(
      "SECRET_INVALID",
      'the "basic" of the request has a user name with a colon, or a control character such as a line end: correct it',
    );
  }
  const bytes = new TextEncoder().encode(`${name}:${encode(password)}`);
  return `Basic ${bytes.toBase64()}`;
}

function formEncoded(text: string): string {
  return new URLSearchParams({ a: text }).toString().slice(2);
}

function bearerText(token: string): string {
  // RFC 6750, section 2.1.
  if (/^[\w.~+/-]+=*$/.test(token)) return `Bearer ${token}`;
  throw new ProviderError(
    "SECRET_INVALID",
    'the "bearer" of the request holds a character that no token has, such as a line end: correct it',
  );
}
