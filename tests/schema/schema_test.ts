import { assertEquals } from "@std/assert";
import { isMapping } from "../../src/format/is_mapping.ts";
import {
  anything,
  goDuration,
  list,
  literal,
  mapping,
  optional,
  required,
  type Schema,
  text,
  transform,
} from "../../src/schema/schema.ts";
import { decoded } from "../kit/decoding.ts";

const person = mapping({
  name: required(text(), "what to call them"),
  nickname: optional(text(), "what friends call them"),
  tags: optional(list(text(), 1), "words"),
});

/** Every type that YAML can give, with how messages call it. */
const TYPES: readonly [unknown, string][] = [
  ["word", "text"],
  [1, "a number"],
  [true, "true or false"],
  [null, "nothing"],
  [undefined, "nothing"],
  [[], "a list"],
  [{}, "a mapping"],
];

Deno.test("each schema refuses the wrong types and says what it found", () => {
  const table: readonly [string, Schema<unknown>, string][] = [
    ["text", text(), "expected text"],
    ["a list", list(text(), 0), "expected a list"],
    ["a mapping", mapping({}), "expected a mapping"],
  ];
  for (const [own, schema, expected] of table) {
    for (const [value, found] of TYPES) {
      const { problems } = decoded(schema, value);
      const quote = own === "text" && /number|true/.test(found)
        ? ": put it in quotes"
        : "";
      assertEquals(
        problems,
        found === own ? [] : [`${expected}, found ${found}${quote}`],
        `${own} from ${found}`,
      );
    }
  }
});

Deno.test("text() reports what its check says, also of what quotes would not mend", () => {
  const schema = text((word) => word === "good" ? undefined : "is not good");
  assertEquals(decoded(schema, 600).problems, ["is not good"]);
  assertEquals(decoded(schema, true).problems, ["is not good"]);
  const digits = text((word) => /^\d+$/.test(word) ? undefined : "no digits");
  assertEquals(decoded(digits, 600).problems, [
    "expected text, found a number: put it in quotes",
  ]);
  assertEquals(decoded(schema, "good"), { value: "good", problems: [] });
  assertEquals(decoded(schema, "bad").problems, ["is not good"]);
});

Deno.test("text() accepts an empty text", () => {
  assertEquals(decoded(text(), ""), { value: "", problems: [] });
});

Deno.test("literal() accepts one word and does not repeat another", () => {
  assertEquals(decoded(literal("v1"), "v1").value, "v1");
  assertEquals(decoded(literal("v1"), "hunter2").problems, ["expected v1"]);
});

Deno.test("goDuration() gives milliseconds within its bounds", () => {
  const schema = goDuration(1_000, 60_000);
  const table: readonly [string, number | string][] = [
    ["1s", 1_000],
    ["1m", 60_000],
    ["60s", 60_000],
    ["1500ms", 1_500],
    ["999ms", "has to be from 1s to 1m"],
    ["61s", "has to be from 1s to 1m"],
    ["-5s", "has to be from 1s to 1m"],
    ["0", "has to be from 1s to 1m"],
    ["60", "is not a Go duration: write for instance 90s, 10m or 1h30m"],
    ["soon", "is not a Go duration: write for instance 90s, 10m or 1h30m"],
    [
      "1d",
      "is not a Go duration: there is no unit for days, write 24h for one day",
    ],
    [
      "1 day",
      "is not a Go duration: there is no unit for days, write 24h for one day",
    ],
  ];
  for (const [written, expected] of table) {
    assertEquals(
      decoded(schema, written),
      typeof expected === "number"
        ? { value: expected, problems: [] }
        : { value: undefined, problems: [expected] },
      written,
    );
  }
});

Deno.test("goDuration() accepts zero where it may", () => {
  assertEquals(decoded(goDuration(0, 1), "0s"), { value: 0, problems: [] });
});

Deno.test("list() reports every bad item with its index", () => {
  assertEquals(decoded(list(text(), 0), ["a", 1, "b", null]), {
    value: undefined,
    problems: [
      "[1]: expected text, found a number: put it in quotes",
      "[3]: expected text, found nothing",
    ],
  });
});

Deno.test("list() reports too few items", () => {
  assertEquals(decoded(list(text(), 1), []).problems, [
    "expected at least 1 item, found none",
  ]);
  assertEquals(decoded(list(text(), 0), []), { value: [], problems: [] });
});

Deno.test("mapping() reports everything at once, each with its path", () => {
  assertEquals(
    decoded(person, { nickname: 1, tags: ["a", {}], nmae: "x" }).problems,
    [
      'unknown key "nmae": did you mean "name"?',
      '"name" is missing: what to call them',
      "nickname: expected text, found a number: put it in quotes",
      "tags[1]: expected text, found a mapping",
    ],
  );
});

Deno.test("mapping() names a far unknown key by its number only", () => {
  const secret = "hunter2-hunter2";
  assertEquals(decoded(person, { name: "a", [secret]: secret }).problems, [
    "key number 2 is unknown: known are name, nickname, tags",
  ]);
});

Deno.test("mapping() gives no value for a key that is written without one", () => {
  assertEquals(decoded(person, { name: "a", nickname: null }), {
    value: undefined,
    problems: ["nickname: expected text, found nothing"],
  });
});

Deno.test("mapping() leaves out an optional key that is not there", () => {
  const { value } = decoded(person, { name: "a" });
  assertEquals(Object.entries(value ?? {}), [["name", "a"]]);
});

Deno.test("mapping() knows no keys of JavaScript's own objects", () => {
  for (const key of ["constructor", "toString", "hasOwnProperty"]) {
    assertEquals(decoded(person, { name: "a", [key]: "b" }).problems, [
      "key number 2 is unknown: known are name, nickname, tags",
    ], key);
  }
  // An inherited key is no key of the file.
  assertEquals(
    decoded(mapping({ toString: required(text(), "a word") }), {}).problems,
    ['"toString" is missing: a word'],
  );
});

Deno.test("anything accepts every value but none", () => {
  for (const [value, found] of TYPES) {
    const expected = found === "nothing" ? ["has no value"] : [];
    assertEquals(decoded(anything, value).problems, expected, found);
  }
  assertEquals(decoded(anything, false), { value: false, problems: [] });
});

Deno.test("transform() runs only on a sound value, and may report", () => {
  const even = transform(
    text(),
    (word, at) =>
      word.length % 2 === 0 ? word.length : at.report("has an odd length"),
  );
  assertEquals(decoded(even, "four"), { value: 4, problems: [] });
  assertEquals(decoded(even, "odd").problems, ["has an odd length"]);
  assertEquals(decoded(even, 1).problems.length, 1);
});

Deno.test("isMapping() tells a mapping from everything else", () => {
  for (const [value, found] of TYPES) {
    assertEquals(isMapping(value), found === "a mapping", found);
  }
});

Deno.test("mapping().json() describes the keys that decode() accepts", () => {
  assertEquals(person.json(), {
    type: "object",
    additionalProperties: false,
    required: ["name"],
    properties: {
      name: { description: "What to call them.", type: "string" },
      nickname: { description: "What friends call them.", type: "string" },
      tags: {
        description: "Words.",
        type: "array",
        minItems: 1,
        items: { type: "string" },
      },
    },
  });
});
