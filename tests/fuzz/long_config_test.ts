import { assert } from "@std/assert";
import fc from "fast-check";
import { assertSameAnswer } from "../long_config.ts";
import { fuzz } from "./fuzzing.ts";
import { type LongConfig, longConfig } from "./long_config.ts";

const HEAD = `apiVersion: registry-credential-provider/v1
kind: RegistryConfig
registries:
  - name: first-one
    match: [a.io]
    static: { username: u, password: p }
`;

const FAILED_ONCE: readonly LongConfig[] = [
  // A key that no space follows.
  `  - name: second-one
    match: [b.io]
    static:{ username: u, password: p }
`,
  // A list that is not that of the registries.
  `cache: { directory: off }
  - name: second-one
    match: [b.io]
    static: { username: u, password: p }
`,
  // A mapping of the file that has no value.
  `  - name: second-one
    match: [b.io]
    static: { username: u, password: p }
cache: # { directory: off }
`,
].map((more) => ({ text: HEAD + more, image: "c.io/x" }));

fuzz<LongConfig>(
  "configs with many registries",
  longConfig,
  ({ text, image }) => {
    assertSameAnswer(text, image);
  },
  FAILED_ONCE,
);

Deno.test("the generated configs with many registries take the short way, and give it up", () => {
  const counts = fc.sample(longConfig, { numRuns: 1_000, seed: 1 })
    .map(({ text, image }) => assertSameAnswer(text, image));
  const less = counts.filter((count) => count !== undefined && count > 0);
  const givenUp = counts.filter((count) => count === undefined);
  assert(less.length > 100, `${less.length} did without a registry`);
  assert(givenUp.length > 100, `${givenUp.length} gave up`);
});
