/**
 * Every example config works as it stands, and an editor agrees.
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { parse } from "@std/yaml/parse";
import { PROJECT } from "../../tools/paths.ts";
import { schemaErrors } from "../kit/json_schema.ts";
import { program } from "../kit/program.ts";

const FOLDER = `${PROJECT}/config.examples`;

const files: string[] = [];
for await (const { name } of Deno.readDir(FOLDER)) files.push(name);
const examples = (await Promise.all(
  files.map(async (name) =>
    [name, await Deno.readTextFile(`${FOLDER}/${name}`)] as const
  ),
)).filter(([, text]) => /^kind: RegistryConfig$/m.test(text));

Deno.test("there are examples, and every file of their folder is YAML", () => {
  assert(examples.length >= 2);
  assertEquals(files.filter((name) => !name.endsWith(".yaml")), []);
});

for (const [name, text] of examples) {
  Deno.test(`config.examples/${name} is valid for the program`, async () => {
    const { code, stdout } = await program([
      "validate",
      `--config=${FOLDER}/${name}`,
      "--format=json",
    ]);
    const { valid, findings } = JSON.parse(stdout);
    const errors = findings.filter(
      ({ severity }: { severity: string }) => severity === "error",
    );
    assertEquals([code, valid, errors], [0, true, []]);
  });

  Deno.test(`config.examples/${name} is valid against docs/config.schema.json`, () => {
    assertEquals(schemaErrors(parse(text)), []);
  });

  Deno.test(`config.examples/${name} names the schema for editors in its first line, by a path that exists`, async () => {
    const [first = ""] = text.split("\n");
    const path = /^# yaml-language-server: \$schema=(\S+)$/.exec(first)?.[1];
    assertEquals(
      await Deno.realPath(`${FOLDER}/${path}`),
      await Deno.realPath(`${PROJECT}/docs/config.schema.json`),
    );
  });
}
