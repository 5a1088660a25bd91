import { assertEquals } from "@std/assert";
import {
  hostMatches,
  labelMatches,
  matches,
  parseImagePattern,
} from "../../src/image_pattern.ts";
import { patternOf } from "../decoding.ts";
import cases from "../testdata/image_match.json" with { type: "json" };

/** Refused patterns stop a kubelet; those that only never match do not. */
const PARSED: readonly [
  string,
  string,
  ReturnType<typeof parseImagePattern>,
][] = [
  ["host alone", "a.io", { labels: ["a", "io"], port: "", path: "" }],
  ["host, port, path", "a.io:50/b/", {
    labels: ["a", "io"],
    port: "50",
    path: "/b/",
  }],
  ["empty text", "", { labels: [""], port: "", path: "" }],
  ["empty port", "a:", { labels: ["a"], port: "", path: "" }],
  ["scheme as host", "https://a.io", {
    labels: ["https"],
    port: "",
    path: "//a.io",
  }],
  ["user before the host", "u:p@a", { labels: ["a"], port: "", path: "" }],
  ["query", "a/b?c/d", { labels: ["a"], port: "", path: "/b" }],
  ["fragment", "a#b/c", { labels: ["a"], port: "", path: "" }],
  ["control character in a fragment", "a#\n", {
    labels: ["a"],
    port: "",
    path: "",
  }],
  ["bad escape in a query", "a?%", { labels: ["a"], port: "", path: "" }],
  ["percent sign as %25 in a host", "a%25b", {
    labels: ["a%b"],
    port: "",
    path: "",
  }],
  ["escape in a path", "a/%2A", { labels: ["a"], port: "", path: "/*" }],
  ["bytes of a letter", "a/é", { labels: ["a"], port: "", path: "/\xc3\xa9" }],
  ["address with port", "[::1]:5", { labels: ["::1"], port: "5", path: "" }],
  ["address without port", "[::1]/a", {
    labels: ["[::1]"],
    port: "",
    path: "/a",
  }],
  ["address with an IPv4 tail", "[::1.2.3.4]:5", {
    labels: ["::1", "2", "3", "4"],
    port: "5",
    path: "",
  }],
  // net.SplitHostPort fails, and SplitURL falls back to the whole host.
  ["stray bracket before a port", "a]:5", {
    labels: ["a]:5"],
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

Deno.test("matches() agrees with URLsMatch in every known case", () => {
  for (const { pattern, image, level, matches: expected, why } of cases) {
    if (level === "keyring") continue;
    const glob = parseImagePattern(pattern);
    const target = parseImagePattern(image);
    const actual = glob !== undefined && target !== undefined &&
      matches(glob, target);
    assertEquals(actual, expected, `${pattern} on ${image}: ${why ?? level}`);
  }
});

Deno.test("matches() decides alike for plain text and text that is parsed as a URL", () => {
  // A query is dropped, so the same pattern takes the long way through net/url.
  for (const { pattern, image } of cases) {
    if (/[?#]/.test(pattern)) continue;
    const plain = parseImagePattern(pattern);
    const parsed = parseImagePattern(`${pattern}?`);
    assertEquals(parsed, plain, `${pattern} (for ${image})`);
  }
});

Deno.test("hostMatches() leaves the path out", () => {
  const pattern = patternOf("*.io:5000/team");
  assertEquals(hostMatches(pattern, patternOf("a.io:5000/other")), true);
  assertEquals(hostMatches(pattern, patternOf("a.io/team")), false);
  assertEquals(hostMatches(pattern, patternOf("a.b.io:5000/team")), false);
});

Deno.test("labelMatches() globs as filepath.Match does", () => {
  const table: readonly [string, string | undefined, boolean][] = [
    ["", "", true],
    ["", undefined, true],
    ["*", undefined, true],
    ["a", undefined, false],
    ["a", "a", true],
    ["a", "A", false],
    ["a*", "a", true],
    ["*a", "a", true],
    ["a*a", "a", false],
    ["a*a", "aa", true],
    ["a*b*c", "a-b-c", true],
    ["a*b*c", "a-c-b", false],
    ["***", "anything", true],
    ["*x*", "anything", false],
    // An address without a port keeps its brackets, which make a class.
    ["[::1]", ":", true],
    ["[::1]", "1", true],
    ["[::1]", "]", false],
    ["[::1]", "::1", false],
    ["[::1", ":", false],
  ];
  for (const [glob, label, expected] of table) {
    assertEquals(labelMatches(glob, label), expected, `${glob} on ${label}`);
  }
});

Deno.test("labelMatches() is not slowed down by many stars", () => {
  const glob = "*a".repeat(2_000);
  const started = performance.now();
  assertEquals(labelMatches(glob, "a".repeat(4_000) + "b"), false);
  assertEquals(performance.now() - started < 1_000, true, "took a second");
});

Deno.test("parseImagePattern() takes a text of any length", () => {
  const host = "é".repeat(200_000);
  assertEquals(parseImagePattern(host)?.labels[0]?.length, 400_000);
});
