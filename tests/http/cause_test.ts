import { assertEquals } from "@std/assert";
import { failureOf, reasonOf } from "../../src/http/cause.ts";
import type { Reason } from "../../src/http/failure.ts";

// As Deno 2.7.11 and 2.9.4 said them of real sockets. The first is the message
// itself, the second that of its cause.
const FOR = "error sending request for url (https://h.example.com/p)";
const FROM =
  "error sending request from 127.0.0.1:1 for http://h.example.com/p (127.0.0.1:2)";
const SAID: readonly (readonly [text: string, Reason])[] = [
  [
    `${FOR}: client error (Connect): invalid peer certificate: UnknownIssuer`,
    "untrusted",
  ],
  [
    `${FOR}: client error (Connect): invalid peer certificate: certificate not valid for name "127.0.0.2"; certificate is only valid for DnsName("localhost") or IpAddress(127.0.0.1)`,
    "other host",
  ],
  [
    `${FOR}: client error (Connect): dns error: failed to lookup address information: Name or service not known`,
    "unresolved",
  ],
  [
    `${FOR}: client error (Connect): tcp connect error: Connection refused (os error 111)`,
    "refused",
  ],
  [
    `${FOR}: client error (Connect): tcp connect error: Network is unreachable (os error 101)`,
    "unreachable",
  ],
  [
    `${FOR}: client error (Connect): tcp connect error: No route to host (os error 113)`,
    "unreachable",
  ],
  [
    `${FROM}: client error (SendRequest): connection closed before message completed`,
    "closed",
  ],
  [`${FOR}: client error (Connect): tls handshake eof`, "closed"],
  [
    `${FROM}: client error (SendRequest): invalid HTTP version parsed`,
    "no HTTP",
  ],
  [
    `${FROM}: client error (SendRequest): message head is too large`,
    "too large",
  ],
  [
    `${FOR}: client error (Connect): received corrupt message of type InvalidContentType`,
    "no TLS",
  ],
  [
    `${FOR}: client error (Connect): invalid peer certificate: Other(OtherError(CaUsedAsEndEntity))`,
    "unfit",
  ],
  [
    `${FOR}: client error (Connect): invalid peer certificate: Other(OtherError(UnsupportedCertVersion))`,
    "unfit",
  ],
  [
    `${FOR}: client error (Connect): received fatal alert: ProtocolVersion`,
    "no handshake",
  ],
  [`${FOR}: client error (Connect): unsuccessful tunnel`, "proxy refuses"],
  [
    `${FOR}: client error (Connect): unexpected eof while tunneling`,
    "proxy refuses",
  ],
  [
    `${FOR}: client error (Connect): Proxy server unreachable`,
    "proxy refuses",
  ],
  [
    `${FOR}: client error (Connect): Invalid response version`,
    "proxy refuses",
  ],
  [
    `${FOR}: client error (Connect): proxy authentication required`,
    "proxy login",
  ],
];

for (const [text, reason] of SAID) {
  Deno.test(`reasonOf() finds "${reason}" in the words of both bases: ${text.slice(60)}`, () => {
    assertEquals(reasonOf(new TypeError(text)), reason);
    const cause = new Error(text);
    assertEquals(reasonOf(new TypeError("fetch failed", { cause })), reason);
    const further = new Error("client error", { cause });
    assertEquals(
      reasonOf(new TypeError("fetch failed", { cause: further })),
      reason,
    );
  });
}

// These have no cause on either base.
const PLAIN: readonly (readonly [error: unknown, Reason])[] = [
  [new TypeError("error reading a body from connection"), "closed"],
  [new TypeError("unexpected end of file"), "closed"],
  [new TypeError("received fatal alert: CertificateRequired"), "no handshake"],
  // RST_STREAM and GOAWAY of a server of HTTP/2, and frames that are none.
  ...[
    "stream error received: unexpected internal error encountered",
    "connection error received: not a result of an error",
    "stream closed because of a broken pipe",
    "http2 error: stream error received: refused stream",
  ].map((text) => [new TypeError(text), "closed"] as const),
  [
    new TypeError("connection error detected: frame with invalid size"),
    "no HTTP",
  ],
  [new TypeError('Invalid header value: "reset by tunnel"'), "unsendable"],
  [
    new TypeError(
      "Failed to construct 'Request': 'headers' of 'RequestInit' (Argument 2) is not a valid ByteString",
    ),
    "unsendable",
  ],
  [new TypeError("invalid peer certificate: BadEncoding"), "untrusted"],
  [
    new Error(
      'Unknown certificate store "none" specified (allowed: "system,mozilla")',
    ),
    "no authorities",
  ],
  [
    new Error(
      "Failed opening CA file: No such file or directory (os error 2)",
    ),
    "no authorities",
  ],
  [new DOMException("Signal timed out.", "TimeoutError"), "late"],
  [
    new DOMException(
      "The operation was aborted due to timeout",
      "TimeoutError",
    ),
    "late",
  ],
  [new DOMException("The signal has been aborted", "AbortError"), "late"],
  [new TypeError("fetch failed"), "unknown"],
  ["a text", "unknown"],
  [undefined, "unknown"],
];

Deno.test("reasonOf() knows errors that have no cause, and takes no others for what they are not", () => {
  for (const [error, reason] of PLAIN) assertEquals(reasonOf(error), reason);
});

Deno.test("reasonOf() takes no word of the URL for the reason", () => {
  for (const word of ["tunnel", "unreachable", "reset", "socks", "timed out"]) {
    const text =
      `error sending request for url (https://${word}.example.com/): client error (Connect): tcp connect error: Connection refused (os error 111)`;
    assertEquals(reasonOf(new TypeError(text)), "refused", word);
  }
});

Deno.test("reasonOf() ends where causes go round", () => {
  const error = new Error("one");
  error.cause = error;
  assertEquals(reasonOf(error), "unknown");
});

Deno.test("failureOf() names the proxy of the host, and none where none stands before it", () => {
  const env = (name: string) =>
    name === "ALL_PROXY" ? "http://user:canary@proxy:3128" : undefined;
  const error = new TypeError("canary");
  const proxied = failureOf(error, "https://ecr.example.com/canary", { env });
  assertEquals(proxied.proxy, { variable: "ALL_PROXY", host: "proxy:3128" });
  assertEquals(failureOf(error, undefined, { env }).proxy, undefined);
  assertEquals(JSON.stringify(proxied).includes("canary"), false);
  assertEquals(String(proxied).includes("canary"), false);
});
