import {
  assertEquals,
  assertMatch,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { ProviderError } from "../../src/runtime/errors.ts";
import { parseImageName } from "../../src/image/fault.ts";
import cases from "../testdata/image_names.json" with { type: "json" };

function refusalOf(reference: string): ProviderError {
  return assertThrows(() => parseImageName(reference), ProviderError);
}

Deno.test("parseImageName() agrees with ParseNormalizedNamed in every known case", () => {
  for (const { image, repository, refused, why } of cases) {
    const label = `${image.slice(0, 80)}: ${why ?? refused ?? ""}`;
    let actual: string | undefined;
    try {
      actual = parseImageName(image).repository;
    } catch (error) {
      assertEquals(error instanceof ProviderError, true, label);
    }
    assertEquals(actual, repository, label);
  }
});

Deno.test("parseImageName() leaves a normalised name as it is", () => {
  for (const { repository } of cases) {
    if (repository === undefined) continue;
    assertEquals(parseImageName(repository).repository, repository);
  }
});

Deno.test("parseImageName() splits at the first slash", () => {
  for (const { repository } of cases) {
    if (repository === undefined) continue;
    const { registry, path } = parseImageName(repository);
    assertEquals([registry, path], [
      repository.slice(0, repository.indexOf("/")),
      repository.slice(repository.indexOf("/") + 1),
    ]);
  }
});

Deno.test("parseImageName() refuses with IMAGE_INVALID and does not repeat the reference", () => {
  const secret = "hunter2-Hunter2";
  for (
    const reference of [
      `registry.io/${secret}`,
      `https://${secret}`,
      `${secret} ${secret}`,
      `nginx:${secret}+`,
      `nginx@${secret}`,
      `a//${secret}`,
    ]
  ) {
    const { code, message } = refusalOf(reference);
    assertEquals(code, "IMAGE_INVALID", reference);
    assertEquals(message.toLowerCase().includes("hunter2"), false, message);
  }
});

Deno.test("parseImageName() tells what is wrong and what to write", () => {
  const table: readonly [string, RegExp][] = [
    ["", /is empty/],
    ["https://a.io/b", /scheme.*docker/],
    ["a b", /space/],
    ["registry.io/Team", /capital letters.*lower case/],
    ["nginx:", /tag/],
    ["nginx@sha256:1", /digest/],
    ["a".repeat(64), /64 hexadecimal digits/],
    [`a.io/${"a".repeat(256)}`, /256 characters.*255/],
    ["a".repeat(10_240), /10240 characters.*1024/],
    ["a//b", /form/],
  ];
  for (const [reference, expected] of table) {
    assertMatch(refusalOf(reference).message, expected);
  }
});

// Where repetitions of separators were nested, this test would not end.
Deno.test("parseImageName() refuses a name of many separators", () => {
  const reference = `a.io/${"a-".repeat(500)}_`.slice(0, 1_024);
  assertStringIncludes(refusalOf(reference).message, "the image reference");
});
