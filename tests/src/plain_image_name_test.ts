import { assert, assertEquals } from "@std/assert";
import { parseImageName } from "../../src/image_name.ts";
import { plainImageName } from "../../src/plain_image_name.ts";
import cases from "../testdata/image_names.json" with { type: "json" };

Deno.test("plainImageName() takes every known normalised name apart, or gives up", () => {
  let plain = 0;
  for (const { image, repository } of cases) {
    const name = plainImageName(image);
    if (name === undefined) continue;
    plain++;
    // Refused, or changed, by ParseNormalizedNamed: not plain.
    assertEquals(name.repository, repository, image);
    assertEquals(name.repository, image);
  }
  assert(plain >= 5, `only ${plain} were plain`);
});

Deno.test("plainImageName() gives what all the rules give, for short texts of what has a meaning", () => {
  const pieces = [
    "a",
    "0",
    "a.io",
    "a.io/",
    ".",
    "/",
    ":",
    "-",
    "_",
    "5000",
    "A",
  ];
  let plain = 0;
  const check = (text: string, depth: number) => {
    const name = plainImageName(text);
    if (name !== undefined) {
      plain++;
      // A tag takes a name the long way.
      assertEquals(parseImageName(`${text}:tag`), name, text);
    }
    if (depth === 0) return;
    for (const piece of pieces) check(text + piece, depth - 1);
  };
  check("", 5);
  assert(plain > 1_000, `only ${plain} were plain`);
});

Deno.test("plainImageName() gives up on a path that may be too long", () => {
  const most = `a.io/${"b".repeat(250)}`;
  assertEquals(plainImageName(most)?.path.length, 250);
  assertEquals(plainImageName(`${most}b`), undefined);
});
