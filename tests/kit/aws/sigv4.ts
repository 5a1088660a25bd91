/**
 * AWS Signature Version 4, from the side of the service that checks it.
 *
 * Written from "Create a signed AWS API request" in the IAM user guide, and not
 * from the code of any SDK.
 * @module
 */
import { createHash, createHmac } from "node:crypto";

/** A request as it came over the wire. */
export interface SignedRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: Headers;
  readonly body: Uint8Array;
}

/** An access key that the service knows. */
export interface AccessKey {
  readonly secret: string;
  /** Temporary keys only. */
  readonly sessionToken?: string | undefined;
}

/** What a request has to be signed for. */
export interface Scope {
  readonly region: string;
  readonly service: string;
}

/** Why a request is refused. */
export type Refusal = "unsigned" | "unknown key" | "signature" | "skew";

/** AWS accepts a signature for five minutes before and after its own time. */
const LARGEST_SKEW_MS = 5 * 60_000;

/** The access key ID of the `Authorization` header, and the region it names; no check. */
export function claimOf(
  headers: Headers,
): { keyId: string; region: string } | undefined {
  const { keyId, scope } = authorizationOf(headers) ?? {};
  const region = scope?.[1];
  return keyId === undefined || region === undefined
    ? undefined
    : { keyId, region };
}

/**
 * Checks a signature.
 *
 * @param now Milliseconds since 1970, as the service has it.
 * @returns `undefined` where it is good.
 */
export function checkSignature(
  request: SignedRequest,
  keys: ReadonlyMap<string, AccessKey>,
  wanted: Scope,
  now: number,
): Refusal | undefined {
  const { headers } = request;
  const parts = authorizationOf(headers);
  const date = headers.get("x-amz-date") ?? "";
  if (parts === undefined || !/^\d{8}T\d{6}Z$/.test(date)) return "unsigned";
  const { keyId, scope, signedHeaders, signature } = parts;
  const key = keys.get(keyId);
  if (key === undefined) return "unknown key";
  if ((headers.get("x-amz-security-token") ?? undefined) !== key.sessionToken) {
    return "unknown key";
  }
  const expected = [date.slice(0, 8), wanted.region, wanted.service];
  if (scope.join("/") !== [...expected, "aws4_request"].join("/")) {
    return "signature";
  }
  // What is not signed could be changed on the way.
  const mustBeSigned = [...headers.keys()].filter((name) =>
    name === "host" || name === "content-type" || name.startsWith("x-amz-")
  );
  if (!mustBeSigned.every((name) => signedHeaders.includes(name))) {
    return "signature";
  }
  const text = stringToSign(date, scope, canonical(request, signedHeaders));
  if (hex(hmac(signingKey(key.secret, scope), text)) !== signature) {
    return "signature";
  }
  return Math.abs(timeOf(date) - now) > LARGEST_SKEW_MS ? "skew" : undefined;
}

function authorizationOf(headers: Headers) {
  const found =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/([^,]+), ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/
      .exec(headers.get("authorization") ?? "");
  if (found === null) return undefined;
  const [, keyId = "", scope = "", names = "", signature = ""] = found;
  return {
    keyId,
    scope: scope.split("/"),
    signedHeaders: names.split(";"),
    signature,
  };
}

// Task 1 of the guide. Every service but S3 encodes the path twice.
function canonical(
  { method, url, headers, body }: SignedRequest,
  signedHeaders: readonly string[],
): string {
  const path = url.pathname.split("/").map(encode).join("/");
  const query = [...url.searchParams]
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .sort()
    .join("&");
  const lines = signedHeaders.map((name) =>
    `${name}:${(headers.get(name) ?? "").trim().replace(/ +/g, " ")}\n`
  );
  return [
    method,
    path,
    query,
    lines.join(""),
    signedHeaders.join(";"),
    sha256(body),
  ].join("\n");
}

function stringToSign(
  date: string,
  scope: readonly string[],
  canonicalRequest: string,
): string {
  return ["AWS4-HMAC-SHA256", date, scope.join("/"), sha256(canonicalRequest)]
    .join("\n");
}

function signingKey(secret: string, scope: readonly string[]): Uint8Array {
  let key: Uint8Array = new TextEncoder().encode(`AWS4${secret}`);
  for (const part of scope) key = hmac(key, part);
  return key;
}

function hmac(key: Uint8Array, text: string): Uint8Array {
  return createHmac("sha256", key).update(text).digest();
}

function sha256(content: string | Uint8Array): string {
  return createHash("sha256").update(content).digest("hex");
}

function hex(bytes: Uint8Array): string {
  return bytes.toHex();
}

// RFC 3986: everything but letters, digits and - . _ ~
function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function timeOf(date: string): number {
  return Date.parse(
    date.replace(/^(....)(..)(..T..)(..)(..Z)$/, "$1-$2-$3:$4:$5"),
  );
}
