import { assertEquals } from "@std/assert";
import {
  absolutePath,
  secret,
  secretOrEmpty,
} from "../../src/schema/secret.ts";
import type { Secret } from "../../src/schema/secret_value.ts";
import { decoded } from "../kit/decoding.ts";

Deno.test("secret accepts text, a file and an environment variable", () => {
  const table: readonly [unknown, Secret][] = [
    ["hunter2", { kind: "inline", value: "hunter2" }],
    [{ file: "/s" }, { kind: "file", path: "/s" }],
    [{ env: "TOKEN_1" }, { kind: "env", name: "TOKEN_1" }],
    [{ env: "_t" }, { kind: "env", name: "_t" }],
  ];
  for (const [value, expected] of table) {
    assertEquals(decoded(secret, value), { value: expected, problems: [] });
  }
});

Deno.test("secretOrEmpty accepts an empty text, as a header may have it", () => {
  assertEquals(decoded(secretOrEmpty, ""), {
    value: { kind: "inline", value: "" },
    problems: [],
  });
});

Deno.test("secret refuses every other form", () => {
  const path = "file: expected an absolute path, one that begins with /";
  const name = "env: expected the name of an environment variable";
  const both = 'expected either "file" or "env"';
  const table: readonly [unknown, string][] = [
    ["", "is empty"],
    [12345, "expected text, found a number: put it in quotes"],
    [true, "expected text, found true or false: put it in quotes"],
    [null, "expected text, found nothing"],
    [["hunter2"], "expected text, found a list"],
    [{}, both],
    [{ file: "/s", env: "T" }, both],
    [{ file: "s" }, path],
    [{ file: "" }, path],
    [{ file: "~/s" }, path],
    [{ file: "/s\0" }, path],
    [{ file: null }, "file: expected text, found nothing"],
    [{ env: "" }, name],
    [{ env: "1T" }, name],
    [{ env: "A=B" }, name],
    [{ env: "$T" }, name],
    [{ flie: "/s" }, 'unknown key "flie": did you mean "file"?'],
    [{ hunter2: "" }, "key number 1 is unknown: known are file, env"],
  ];
  for (const [value, expected] of table) {
    const { value: actual, problems } = decoded(secret, value);
    assertEquals(actual, undefined, JSON.stringify(value));
    assertEquals(problems, [expected], JSON.stringify(value));
  }
});

Deno.test("absolutePath accepts the root and refuses what depends on a folder", () => {
  assertEquals(decoded(absolutePath, "/").value, "/");
  assertEquals(decoded(absolutePath, "./a").value, undefined);
});
