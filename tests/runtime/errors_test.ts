import { assert, assertEquals, assertMatch } from "@std/assert";
import {
  type ErrorCode,
  exitCodeOf,
  ProviderError,
  toLine,
} from "../../src/runtime/errors.ts";

const SECRET = "hunter2";

Deno.test("toLine() shows message and code of a ProviderError", () => {
  assertEquals(
    toLine(new ProviderError("NO_MATCH", "no registry matches: add one")),
    "no registry matches: add one [NO_MATCH]",
  );
});

Deno.test("toLine() never shows the message of a foreign error", () => {
  const foreign: readonly [unknown, RegExp][] = [
    [new Error(SECRET), /^unexpected Error at /],
    [new TypeError(SECRET), /^unexpected TypeError at /],
    [new Error("x", { cause: SECRET }), /^unexpected Error at /],
    [
      new AggregateError([new Error(SECRET)], SECRET),
      /^unexpected AggregateError at /,
    ],
    [jsonError(), /^unexpected SyntaxError at /],
    [SECRET, /^unexpected string at unknown place/],
    [{ message: SECRET }, /^unexpected object at unknown place/],
    [undefined, /^unexpected undefined at unknown place/],
    [null, /^unexpected object at unknown place/],
    [1, /^unexpected number at unknown place/],
  ];
  for (const [thrown, expected] of foreign) {
    const line = toLine(thrown);
    assertMatch(line, expected);
    assert(!line.includes(SECRET), line);
    assert(!/[\r\n]/.test(line) && line.endsWith("[INTERNAL]"), line);
  }
});

Deno.test("toLine() tells where in the program a foreign error comes from", () => {
  assertMatch(toLine(new Error(SECRET)), / at errors_test\.ts:\d+:\d+; /);
});

Deno.test("toLine() takes no place from the message of a foreign error", () => {
  // A message stands before the frames in a stack.
  for (const start of ["", "x\n    at ", "\n    at x ("]) {
    const line = toLine(new Error(`${start}${SECRET}.ts:1:2`));
    assert(!line.includes(SECRET), line);
    assertMatch(line, / at errors_test\.ts:\d+:\d+; /);
  }
});

Deno.test("exitCodeOf() is 2 for usage, 3 for no match and else 1", () => {
  const table: readonly [number, readonly ErrorCode[]][] = [
    [2, ["USAGE"]],
    [3, ["NO_MATCH"]],
    [1, [
      "CONFIG_INVALID",
      "CONFIG_UNREADABLE",
      "DEADLINE_EXCEEDED",
      "IMAGE_INVALID",
      "INTERNAL",
      "KUBELET_CONFIG_INVALID",
      "OUTPUT_CLOSED",
      "REQUEST_INVALID",
      "SECRET_INVALID",
      "SECRET_UNREADABLE",
    ]],
  ];
  for (const [expected, codes] of table) {
    for (const code of codes) {
      assertEquals(exitCodeOf(new ProviderError(code, "x")), expected, code);
    }
  }
});

Deno.test("ProviderError is an Error with a name of its own", () => {
  const error = new ProviderError("USAGE", "write it so");
  assert(error instanceof Error);
  assertEquals([error.name, error.message], ["ProviderError", "write it so"]);
});

function jsonError(): unknown {
  try {
    return JSON.parse(`{"password": ${SECRET}}`);
  } catch (error) {
    return error;
  }
}
