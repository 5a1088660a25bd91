/**
 * What an error of `fetch()` means.
 *
 * Deno 2.7 tells the cause in the message, Deno 2.9 in that of `cause`.
 * @module
 */
import type { Runtime } from "../runtime/runtime.ts";
import { type Reason, RequestFailure } from "./failure.ts";
import { proxyFor } from "./proxy.ts";

/** Words of hyper, rustls and Linux, the narrow ones first. */
const WORDS: readonly (readonly [RegExp, Reason])[] = [
  // What fetch() says before it sends anything may quote the value.
  [/^Invalid header value|^Failed to construct .* ByteString/, "unsendable"],
  [/not valid for name|NotValidForName/, "other host"],
  [
    /certificate expired|not valid yet|: Expired|: NotValidYet/,
    "expired",
  ],
  [/certificate store|CA file/i, "no authorities"],
  [/CaUsedAsEndEntity|UnsupportedCertVersion|InvalidPurpose/, "unfit"],
  [/invalid peer certificate/, "untrusted"],
  [/proxy authentication required/, "proxy login"],
  [/tunnel|proxy server|invalid response version|socks/i, "proxy refuses"],
  [/dns error|failed to lookup/, "unresolved"],
  [/os error 111\b|connection refused/i, "refused"],
  // EACCES and EPERM are what a firewall of this machine answers.
  [/os error (?:1|13|101|113)\b|unreachable|no route/i, "unreachable"],
  [/os error 110\b|timed out/i, "late"],
  [/corrupt message/, "no TLS"],
  [/fatal alert|peer is incompatible/, "no handshake"],
  [/message head is too large/, "too large"],
  // What the other end says in HTTP/2, before what is found wrong with it.
  [/(?:stream|connection) error received|stream closed/, "closed"],
  [/invalid HTTP|http2 error|error detected/i, "no HTTP"],
  [
    /os error (?:32|104)\b|connection closed|eof\b|end of file|reset|body from connection/i,
    "closed",
  ],
];

/** How deep causes are followed. */
const DEPTH = 4;

/**
 * The failure that an error of `fetch()` stands for.
 *
 * @param url What was asked; `undefined` where no proxy stands before it.
 */
export function failureOf(
  error: unknown,
  url: string | undefined,
  { env }: Pick<Runtime, "env">,
): RequestFailure {
  return new RequestFailure(
    reasonOf(error),
    url === undefined ? undefined : proxyFor(new URL(url), env),
  );
}

/** What an error, or the first of its causes that says more, means. */
export function reasonOf(error: unknown): Reason {
  let here = error;
  for (let depth = 0; here instanceof Error && depth < DEPTH; depth++) {
    if (["TimeoutError", "AbortError"].includes(here.name)) return "late";
    // Before this stands the URL, whose host may have any of the words.
    const text = here.message.replace(/^.*client error \(/s, "");
    const found = WORDS.find(([words]) => words.test(text));
    if (found !== undefined) return found[1];
    here = here.cause;
  }
  return "unknown";
}
