/**
 * Image references against the grammar of `distribution/reference`.
 */
import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { readImageName } from "../../src/image_name.ts";
import { damaged, fuzz } from "./fuzzing.ts";
import { parseNormalizedNamed } from "./reference_rule.ts";

/** The name that the program reads, which has to be that of the grammar. */
function agrees(text: string): string | undefined {
  const name = readImageName(text);
  const found = typeof name === "object" ? name.repository : undefined;
  assertEquals(found, parseNormalizedNamed(text), JSON.stringify(text));
  return found;
}

const reference = damaged(fc.constantFrom(
  "nginx",
  "r.example.com/team/app",
  "r.example.com:5000/a_b/c-d/e.f:1.2",
  "docker.io/library/nginx",
  "index.docker.io/a/b",
  "10.0.0.1:5/x",
  "[::1]:5000/a__b",
  `a.io/b@sha256:${"0a".repeat(32)}`,
  "UP.io/a--b",
)).filter((text) => text.length <= 1_024);

fuzz("image references against their grammar", reference, (text) => {
  agrees(text);
});

Deno.test("readImageName() reads short texts of all that has a meaning as the grammar does", () => {
  const pieces = ["a", "0", "a.io", "a.io/", ".", "/", ":", "-", "_"];
  pieces.push("5000", "A", "@");
  let read = 0;
  const check = (text: string, depth: number) => {
    if (text !== "" && agrees(text) !== undefined) read++;
    if (depth === 0) return;
    for (const piece of pieces) check(text + piece, depth - 1);
  };
  check("", 5);
  assert(read > 1_000, `only ${read} were read`);
});

Deno.test("readImageName() reads a path of 255 characters and no more", () => {
  for (const registry of ["a.io", "docker.io"]) {
    const most = `${registry}/${"b".repeat(127)}/${"b".repeat(127)}`;
    assertEquals(agrees(most), most);
    assertEquals(agrees(`${most}b`), undefined);
  }
});
