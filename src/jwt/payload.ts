/**
 * What a token says of itself (RFC 7519), read without its key.
 * @module
 */
import { decodeBase64Url } from "../format/base64.ts";
import { jsonObject } from "../format/json_object.ts";
import { decodeUtf8 } from "../format/utf8.ts";

/** Claims of a token. Nobody has verified them. */
export interface Payload {
  /** Every claim as it stands there. */
  readonly claims: Readonly<Record<string, unknown>>;
  /** `iss` and `sub`; `undefined` where they are missing or no text. */
  readonly issuer: string | undefined;
  readonly subject: string | undefined;
  /** `aud`: the audience of the token. */
  readonly audiences: readonly string[];
  /** `exp` in milliseconds since 1970; `undefined` where it is missing or no number. */
  readonly expiresAt: number | undefined;
}

/** Header, payload and signature (RFC 7515, section 7.1), of visible characters. */
const FORM = /^[!-\-/-~]+\.([!-\-/-~]+)\.[!-\-/-~]*$/;

/** The claims of a token; `undefined` where it is not a JWT that is signed (RFC 7515, 3.1). */
export function payloadOf(token: string): Payload | undefined {
  const [, payload] = FORM.exec(token) ?? [];
  const claims = payload === undefined ? undefined : decode(payload);
  if (claims === undefined) return undefined;
  const exp = claims["exp"];
  return {
    claims,
    issuer: textOf(claims["iss"]),
    subject: textOf(claims["sub"]),
    audiences: [claims["aud"]].flat().filter((one) => typeof one === "string"),
    expiresAt: typeof exp === "number" && Number.isFinite(exp)
      ? exp * 1_000
      : undefined,
  };
}

/** A claim that is a text with at least one character. */
export function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

function decode(part: string): Record<string, unknown> | undefined {
  const bytes = decodeBase64Url(part);
  return bytes && jsonObject(decodeUtf8(bytes) ?? "");
}
