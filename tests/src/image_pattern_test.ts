import { assertEquals } from "@std/assert";
import { parseImagePattern, toTarget } from "../../src/image_pattern.ts";
import { imageOf } from "../decoding.ts";
import cases from "../testdata/image_match.json" with { type: "json" };

/** Refused patterns stop a kubelet; those that only never match do not. */
const PARSED: readonly [
  string,
  string,
  ReturnType<typeof parseImagePattern>,
][] = [
  ["host alone", "a.io", { host: "a.io", port: "", path: "" }],
  ["host, port, path", "a.io:50/b/", {
    host: "a.io",
    port: "50",
    path: "/b/",
  }],
  ["empty text", "", { host: "", port: "", path: "" }],
  ["empty port", "a:", { host: "a", port: "", path: "" }],
  ["scheme as host", "https://a.io", {
    host: "https",
    port: "",
    path: "//a.io",
  }],
  ["user before the host", "u:p@a", { host: "a", port: "", path: "" }],
  ["query", "a/b?c/d", { host: "a", port: "", path: "/b" }],
  ["fragment", "a#b/c", { host: "a", port: "", path: "" }],
  ["control character in a fragment", "a#\n", {
    host: "a",
    port: "",
    path: "",
  }],
  ["bad escape in a query", "a?%", { host: "a", port: "", path: "" }],
  ["percent sign as %25 in a host", "a%25b", {
    host: "a%b",
    port: "",
    path: "",
  }],
  ["escape in a path", "a/%2A", { host: "a", port: "", path: "/*" }],
  ["bytes of a letter", "a/é", { host: "a", port: "", path: "/\xc3\xa9" }],
  ["address with port", "[::1]:5", { host: "::1", port: "5", path: "" }],
  ["address without port", "[::1]/a", {
    host: "[::1]",
    port: "",
    path: "/a",
  }],
  ["address with an IPv4 tail", "[::1.2.3.4]:5", {
    host: "::1.2.3.4",
    port: "5",
    path: "",
  }],
  // net.SplitHostPort fails, and SplitURL falls back to the whole host.
  ["stray bracket before a port", "a]:5", {
    host: "a]:5",
    port: "",
    path: "",
  }],
  ["control character in a path", "a/\n", undefined],
  ["control character in a query", "a?\x7f", undefined],
  ["bad escape in a path", "a/%4", undefined],
  ["bad escape in a host", "%invalid%", undefined],
  ["bad escape in a fragment", "a#%", undefined],
  ["escaped ASCII in a host", "%41", undefined],
  ["space in a host", "a b", undefined],
  ["backslash in a host", "a\\b", undefined],
  ["pipe in a host", "a|b", undefined],
  ["bad character in the user", "a^b@c", undefined],
  ["port of letters", "a:b", undefined],
  ["glob as port", "a:*", undefined],
  // net/url of Go 1.26, for http and https only.
  ["second colon", "a:1:2", undefined],
  ["bare address", "::1", undefined],
  ["bracket that does not close", "[::1", undefined],
  ["bracket inside a host", "a[b", undefined],
  ["text after the bracket", "[::1]a", undefined],
  ["host name in brackets", "[a.io]", undefined],
  ["IPv4 address in brackets", "[1.2.3.4]", undefined],
  ["address with two gaps", "[1::2::3]", undefined],
  ["address with nine groups", "[1:2:3:4:5:6:7:8:9]", undefined],
  ["address with a long group", "[::12345]", undefined],
];

Deno.test("parseImagePattern() takes apart and refuses what net/url does", () => {
  for (const [label, text, expected] of PARSED) {
    assertEquals(parseImagePattern(text), expected, label);
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
