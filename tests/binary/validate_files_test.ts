/**
 * `validate --files`: secrets that are still to be put on the node.
 * @module
 */
import { assertEquals, assertMatch } from "@std/assert";
import { assertFailureLine } from "../kit/failure.ts";
import { config, program, type Result, withFiles } from "../kit/program.ts";

/** What is on the node, and what is to come; by name. */
interface Secrets {
  readonly there?: Record<string, string>;
  readonly toCome?: Record<string, string>;
}

/** Validates a config with two secrets, `a` and `b`; the node is a folder. */
async function validate(
  { there = {}, toCome = {} }: Secrets,
  test: (result: Result, node: string) => void,
  more: readonly string[] = [],
): Promise<void> {
  await withFiles({}, async (folder) => {
    for (const [place, files] of Object.entries({ there, toCome })) {
      await Deno.mkdir(`${folder}/${place}/folder`, { recursive: true });
      for (const [name, text] of Object.entries(files)) {
        // Installed files are 0600, however they are kept before.
        await Deno.writeTextFile(`${folder}/${place}/${name}`, text, {
          mode: place === "there" ? 0o600 : 0o644,
        });
      }
    }
    const node = `${folder}/there`;
    const rule = (name: string) =>
      `- name: ${name}
  match: [${name}.example.com]
  static: { username: u, password: { file: ${node}/${name} } }
`;
    const file = `${folder}/registries.yaml`;
    await Deno.writeTextFile(file, config(rule("a") + rule("b")), {
      mode: 0o600,
    });
    const result = await program([
      "validate",
      `--config=${file}`,
      `--config-on-node=${node}/registries.yaml`,
      `--files=${folder}/toCome`,
      ...more,
    ]);
    test(result, node);
  });
}

Deno.test("validate --files: a secret that is broken on the node is no error where a good one comes", () =>
  validate(
    { there: { a: "", b: "good" }, toCome: { a: "good" } },
    ({ code, stdout, stderr }) => {
      assertEquals([code, stderr], [0, ""], stdout);
      assertMatch(stdout, /is valid: 2 registries/);
      assertEquals(stdout.includes("warning"), false, stdout);
    },
  ));

Deno.test("validate --files: a secret that comes is looked into, and named by its place on the node", () =>
  validate(
    { there: { a: "good", b: "good" }, toCome: { a: "\n" } },
    (result, node) => {
      assertMatch(result.stdout, new RegExp(`${node}/a.* only a line ending`));
      assertFailureLine(result, { code: "CONFIG_INVALID", says: "1 error" });
    },
  ));

Deno.test("validate --files: what does not come is looked for on the node", () =>
  validate(
    { there: { a: "good" }, toCome: { a: "good" } },
    ({ code, stdout }, node) => {
      assertEquals(code, 0);
      assertMatch(
        stdout,
        new RegExp(`warning .*${node}/b does not exist or cannot be reached`),
      );
    },
  ));

Deno.test("validate --files: a folder that is none is a wrong call", () =>
  validate({}, (result) => {
    assertFailureLine(result, {
      code: "USAGE",
      says: "/no/such is not a folder",
    });
    assertEquals(result.code, 2);
  }, ["--files=/no/such"]));
