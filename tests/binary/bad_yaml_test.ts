/**
 * Config files that hold no YAML, or YAML that is no config as a whole.
 * @module
 */
import { assertConfigRefused, type Failure } from "../kit/failure.ts";

const HEAD =
  "apiVersion: registry-credential-provider/v1\nkind: RegistryConfig\n";

const invalid = (says: string): Failure => ({ code: "CONFIG_INVALID", says });
const unreadable = (says: string): Failure => ({
  code: "CONFIG_UNREADABLE",
  says,
});

// Ten values, each ten times in the next: a billion in the last.
const BOMB = HEAD + "registries: []\na0: &a0 [x, x, x, x, x, x, x, x, x, x]\n" +
  Array.from({ length: 8 }, (_, at) => {
    const items = Array(10).fill(`*a${at}`).join(", ");
    return `a${at + 1}: &a${at + 1} [${items}]\n`;
  }).join("");

const CASES: readonly (readonly [string, string | Uint8Array, Failure])[] = [
  ["an empty file", "", unreadable("is empty")],
  [
    "bytes that are not UTF-8",
    new Uint8Array([0x6b, 0xff]),
    unreadable("is not UTF-8 text"),
  ],
  [
    "UTF-16",
    new Uint8Array([0xff, 0xfe, 0x61, 0]),
    unreadable("is not UTF-8 text"),
  ],
  [
    "nothing but a comment",
    "# later\n",
    invalid("expected a mapping, found nothing"),
  ],
  ["text", "hello\n", invalid("expected a mapping, found text")],
  ["a list", "- a\n- b\n", invalid("expected a mapping, found a list")],
  [
    "a quote that is not closed",
    `${HEAD}registries: "\n`,
    invalid("is not valid YAML: look for a missing colon or quote"),
  ],
  [
    "a reserved character",
    `${HEAD}registries: @here\nlater: 1\n`,
    invalid("line 3: is not valid YAML"),
  ],
  ["a missing colon", `${HEAD}registries\n  - name: a\n`, invalid("line 4")],
  [
    "a tab as indentation",
    `${HEAD}registries:\n\t- name: a\n`,
    invalid("line 4: is not valid YAML: indent with spaces"),
  ],
  [
    "two documents",
    `${HEAD}---\n${HEAD}`,
    invalid("more than one YAML document"),
  ],
  [
    "an alias that nothing defines",
    `${HEAD}registries: *nothing\n`,
    invalid("line 3"),
  ],
  [
    "aliases that expand to a billion values",
    BOMB,
    invalid("aliases that expand to more than the file holds"),
  ],
  [
    "an alias of itself",
    `${HEAD}registries: &a [*a]\n`,
    invalid("aliases that expand"),
  ],
  [
    "brackets nested 100,000 deep",
    "[".repeat(100_000),
    invalid("nested too deeply"),
  ],
  [
    "a key that stands twice",
    `${HEAD}kind: RegistryConfig\n`,
    invalid("line 3: a key stands twice in one mapping"),
  ],
  [
    "a name that stands twice in an entry",
    `${HEAD}registries: [{ name: a, name: b }]\n`,
    invalid("a key stands twice in one mapping"),
  ],
];

for (const [what, text, expected] of CASES) {
  Deno.test(`refuses a config file with ${what}`, () =>
    assertConfigRefused(text, expected));
}
