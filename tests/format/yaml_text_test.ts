import { assertEquals } from "@std/assert";
import { parseYaml } from "../../src/format/yaml.ts";
import { toYaml } from "../../src/format/yaml_text.ts";

Deno.test("toYaml() writes block style with text in quotes, and words plain at the top level", () => {
  const value = {
    kind: "Config",
    on: "off",
    list: ["a: b", 1, true, null, ["x"], { name: "n", more: [] }],
    map: { "a b": {}, "x.io/key": -1.5 },
  };
  assertEquals(
    toYaml(value),
    `kind: Config
"on": "off"
list:
  - "a: b"
  - 1
  - true
  - null
  - - "x"
  - name: "n"
    more: []
map:
  "a b": {}
  x.io/key: -1.5
`,
  );
});

Deno.test("toYaml() writes what parseYaml() reads back as the same value", async () => {
  const texts = [
    "",
    " ",
    "- a",
    "1.10",
    "null",
    "~",
    "# no comment",
    "a\nb\tc\\d\"e'f",
    "*alias &anchor !tag",
    "2024-01-01",
    "ä 🙂 \u2028 \u0085 \ufeff \u007f \u0000",
  ];
  const values = [
    texts,
    Object.fromEntries(texts.map((text) => [text || "empty", text])),
    [[[], {}], [{ a: [{ b: [[1, { c: null }]] }] }]],
    { numbers: [0, -1, 1e21, 1.5e-7, Infinity, -Infinity] },
    "only a text",
    [],
  ];
  for (const value of values) {
    assertEquals(await parseYaml(toYaml(value)), value, toYaml(value));
  }
});
