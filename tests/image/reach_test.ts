import { assert, assertEquals } from "@std/assert";
import cases from "../testdata/image_match.json" with { type: "json" };
import { readImageName } from "../../src/image/name.ts";
import { parseImagePattern } from "../../src/image/pattern.ts";
import { coversSomething } from "../../src/image/reach.ts";

function reaches(text: string): boolean {
  const pattern = parseImagePattern(text);
  assert(pattern !== undefined, text);
  return coversSomething(pattern);
}

Deno.test("coversSomething() of every pattern that covers an image is true", () => {
  const covering = cases.filter(({ image, pattern, matches, level }) => {
    const whole = image.includes("/") ? image : `${image}/a`;
    const name = readImageName(whole);
    // The kubelet's own tests give some patterns as whole URLs.
    return matches && level !== "keyring" && !pattern.includes("://") &&
      typeof name === "object" &&
      name.repository === whole;
  });
  assert(covering.length > 8);
  for (const { pattern } of covering) assert(reaches(pattern), pattern);
});

Deno.test("coversSomething() tells patterns for images from those for none", () => {
  const table: readonly (readonly [boolean, readonly string[]])[] = [
    [true, [
      "a.io",
      "*.a.io",
      "a*.io:5000/team",
      "*.*",
      "*",
      "localhost",
      "localhost/team",
      "localhost:5000",
      "host:5000",
      "*:5000",
      "[::1]:5000",
      "10.0.0.1",
      "A.io",
      "a_b.io",
      "docker.io",
      "docker.io/nginx",
      "docker.io/library/nginx",
      "a.io/a_",
      "a.io/a-",
      "a.io/a.",
      "a.io/team/",
      "a.io:",
    ]],
    [false, [
      "nginx",
      "team/app",
      "$HOST",
      "$HOST/team",
      "régistry.io",
      "a.io/é",
      "a..io",
      ".a.io",
      "a.io.",
      "-a.io",
      "a.io//team",
      "//a.io",
      "/team",
      "[::1]",
      "[::1]/team",
      "index.docker.io",
      "a.io/Team",
      "a.io/.team",
      "a.io/_team",
      "a.io/a..b",
      "a.io/a%20b",
      "a.io/~team",
      "a.*-.io",
      "k8s*",
    ]],
  ];
  for (const [expected, texts] of table) {
    for (const text of texts) assertEquals(reaches(text), expected, text);
  }
});
