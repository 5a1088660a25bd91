import { assertEquals } from "@std/assert";
import { parseImagePattern, toTarget } from "../../src/image/pattern.ts";
import { imageOf } from "../kit/decoding.ts";
import cases from "../testdata/image_match.json" with { type: "json" };

/** Patterns with their host, port and path. */
const PARSED: readonly (readonly [string, string, string, string, string])[] = [
  ["host alone", "a.io", "a.io", "", ""],
  ["host, port, path", "a.io:50/b/", "a.io", "50", "/b/"],
  ["empty text", "", "", "", ""],
  ["empty port", "a:", "a", "", ""],
  ["scheme as host", "https://a.io", "https", "", "//a.io"],
  ["user before the host", "u:p@a", "a", "", ""],
  ["query", "a/b?c/d", "a", "", "/b"],
  ["fragment", "a#b/c", "a", "", ""],
  ["control character in a fragment", "a#\n", "a", "", ""],
  ["bad escape in a query", "a?%", "a", "", ""],
  ["percent sign as %25 in a host", "a%25b", "a%b", "", ""],
  ["escape in a path", "a/%2A", "a", "", "/*"],
  ["bytes of a letter", "a/é", "a", "", "/\xc3\xa9"],
  ["address with port", "[::1]:5", "::1", "5", ""],
  ["address without port", "[::1]/a", "[::1]", "", "/a"],
  ["address with an IPv4 tail", "[::1.2.3.4]:5", "::1.2.3.4", "5", ""],
  // net.SplitHostPort fails, and SplitURL falls back to the whole host.
  ["stray bracket before a port", "a]:5", "a]:5", "", ""],
];

/** These stop a kubelet; patterns that only never match do not. */
const REFUSED: readonly (readonly [string, string])[] = [
  ["control character in a path", "a/\n"],
  ["control character in a query", "a?\x7f"],
  ["bad escape in a path", "a/%4"],
  ["bad escape in a host", "%invalid%"],
  ["bad escape in a fragment", "a#%"],
  ["escaped ASCII in a host", "%41"],
  ["space in a host", "a b"],
  ["backslash in a host", "a\\b"],
  ["pipe in a host", "a|b"],
  ["bad character in the user", "a^b@c"],
  ["port of letters", "a:b"],
  ["glob as port", "a:*"],
  // net/url of Go 1.26, for http and https only.
  ["second colon", "a:1:2"],
  ["bare address", "::1"],
  ["bracket that does not close", "[::1"],
  ["bracket inside a host", "a[b"],
  ["text after the bracket", "[::1]a"],
  ["host name in brackets", "[a.io]"],
  ["IPv4 address in brackets", "[1.2.3.4]"],
  ["address with two gaps", "[1::2::3]"],
  ["address with nine groups", "[1:2:3:4:5:6:7:8:9]"],
  ["address with a long group", "[::12345]"],
];

Deno.test("parseImagePattern() takes apart and refuses what net/url does", () => {
  for (const [label, text, host, port, path] of PARSED) {
    assertEquals(parseImagePattern(text), { host, port, path }, label);
  }
  for (const [label, text] of REFUSED) {
    assertEquals(parseImagePattern(text), undefined, label);
  }
});

Deno.test("toTarget() takes every normalised image apart", () => {
  assertEquals(toTarget(imageOf("a.io:5000/b/c:1")), {
    host: "a.io",
    port: "5000",
    path: "/b/c",
  });
});

Deno.test("parseImagePattern() drops a query", () => {
  for (const { pattern, image } of cases) {
    if (/[?#]/.test(pattern)) continue;
    const plain = parseImagePattern(pattern);
    const parsed = parseImagePattern(`${pattern}?`);
    assertEquals(parsed, plain, `${pattern} (for ${image})`);
  }
});

Deno.test("parseImagePattern() takes a text of any length", () => {
  const host = "é".repeat(200_000);
  assertEquals(parseImagePattern(host)?.host.length, 400_000);
});
