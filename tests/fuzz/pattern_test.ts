import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { parseImagePattern } from "../../src/image/pattern.ts";
import { matches } from "../../src/image/match.ts";
import { damaged, fuzz } from "../kit/fuzz/fuzzing.ts";
import { parseSchemelessUrl, urlsMatchStr } from "../kit/fuzz/kubelet_rule.ts";

const label = fc.constantFrom(
  "a",
  "b",
  "ab",
  "ba",
  "aab",
  "*",
  "a*",
  "*b",
  "*a*",
  "a*b",
  "**",
  "A",
  "",
  "é",
  "a-b",
);
const host = fc.oneof(
  { weight: 8, arbitrary: fc.array(label, { minLength: 1, maxLength: 4 }) },
  {
    weight: 1,
    arbitrary: fc.constantFrom("[::1]", "[::1.2.3.4]", "[1:2::]", "[a]")
      .map((one) => [one]),
  },
).map((labels) => labels.join("."));
const port = fc.constantFrom("", "", "", ":", ":5", ":5000", ":*", ":x");
const path = fc.constantFrom(
  "",
  "",
  "/",
  "/a",
  "/a/",
  "/a/b",
  "/ab",
  "/*",
  "/a%2Fb",
  "//a",
  "/é",
  "/a?b",
  "/a#b",
);
const reference = fc.tuple(host, port, path).map((parts) => parts.join(""));
// Alike often enough to match.
const pair = fc.oneof(
  fc.tuple(reference, reference),
  fc.tuple(reference, path).map(([one, more]) => [one, one + more] as const),
  reference.map((one) => [one, one.replaceAll("*", "b")] as const),
);

function agrees([pattern, image]: readonly [string, string]): void {
  const glob = parseImagePattern(pattern);
  const target = parseImagePattern(image);
  assertEquals(
    glob !== undefined && target !== undefined && matches(glob, target),
    urlsMatchStr(pattern, image),
    `${JSON.stringify(pattern)} on ${JSON.stringify(image)}`,
  );
}

fuzz<readonly [string, string]>(
  "patterns against the kubelet's rule",
  pair,
  agrees,
);

const wild = damaged(fc.oneof(reference, fc.string(), fc.webUrl()))
  // The program refuses zones of IPv6 addresses, which name an interface.
  .filter((text) => !/\[[^\]]*%/.test(text) && text.isWellFormed());

fuzz("patterns of any characters", wild, (text) => {
  assertEquals(
    parseImagePattern(text) === undefined,
    parseSchemelessUrl(text) === undefined,
    JSON.stringify(text),
  );
  agrees([text, text.replaceAll("*", "b")]);
});

Deno.test("the second writing of the rule finds matches and refusals itself", () => {
  const sample = fc.sample(pair, { numRuns: 500, seed: 1 });
  const found = sample.map(([pattern, image]) => urlsMatchStr(pattern, image));
  assertEquals([...new Set(found)].sort(), [false, true]);
  assertEquals(urlsMatchStr("*.io", "a.io/b"), true);
  assertEquals(urlsMatchStr("*.io:5", "a.io/b"), false);
  assertEquals(parseSchemelessUrl("%invalid%"), undefined);
});
