/**
 * Which texts are valid configs: those of the documents are, and none with a fault
 * in its second registry is.
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { decodeConfig } from "../../src/config/config.ts";
import { unopenedSections } from "../../src/config/registries.ts";
import { parseYaml } from "../../src/format/yaml.ts";
import { YamlProblem } from "../../src/format/yaml_problem.ts";
import { PROJECT } from "../../tools/paths.ts";
import { yamlOfKind } from "../kit/markdown.ts";
import { allPages } from "../kit/pages.ts";
import { decode, NAMES } from "../kit/config_document.ts";

/** Texts behind the first registry: whether the whole file is still valid. */
const SECOND = `- name: second-one
  match: [second.io]
  static: { username: user, password: letmein }
`;
const HEAD_TEXT = `apiVersion: registry-credential-provider/v1
kind: RegistryConfig
registries:
- name: first-one
  match: [first.io]
  static: { username: user, password: letmein }
`;

const REFUSED_TEXTS: readonly [string, string][] = [
  ["a list behind a flow mapping", `cache: { directory: off }\n${SECOND}`],
  ["a list behind a mapping", `cache:\n  directory: off\n${SECOND}`],
  ["no space behind a key", SECOND.replace("static: {", "static:{")],
  ["a control character", SECOND.replace("letmein", '"\u0007"')],
  ["a name that stands twice", SECOND + SECOND],
  ["the name of the first", SECOND.replace("second-one", "first-one")],
  ["a word that is no text as a name", SECOND.replace("second-one", "true")],
  ["an unknown provider", SECOND.replace("static", "statik")],
  ["a key twice", `${SECOND}  static: {}\n`],
  ["a bad pattern", SECOND.replace("second.io", '"%"')],
  ["a wildcard without quotes", SECOND.replace("second.io", "*.io")],
  ["an empty list", SECOND.replace("second.io", "")],
  ["a tab", SECOND.replace("  match", "\tmatch")],
  ["an open quote", SECOND.replace("letmein", '"letmein')],
  ["an unknown alias", SECOND.replace("letmein", "*letmein")],
  ["a second document", `${SECOND}---\na: b\n`],
  ["an unknown key of the file", `${SECOND}unknown: 1\n`],
  ["a second list", `${SECOND}registries:\n${SECOND}`],
];
const problemsIn = async (text: string) => {
  const value = await parseYaml(HEAD_TEXT + text);
  return decodeConfig(value, unopenedSections(NAMES)).problems;
};
for (const [label, text] of REFUSED_TEXTS) {
  Deno.test(`a config is refused with ${label} in its second registry`, async () => {
    assertEquals(await problemsIn(SECOND), []);
    let isRefused = true;
    try {
      isRefused = (await problemsIn(text)).length > 0;
    } catch (error) {
      assert(error instanceof YamlProblem, `${error}`);
    }
    assert(isRefused);
  });
}

Deno.test("every config of the documents and every example are valid", async () => {
  const read = (path: string) => Deno.readTextFile(`${PROJECT}/${path}`);
  const pages = await allPages();
  const blocks = await Promise.all(
    pages.map(({ text }) => yamlOfKind(text, "RegistryConfig")),
  );
  const texts = blocks.flat().map(({ text }) => text);
  for await (const { name } of Deno.readDir(`${PROJECT}/config.examples`)) {
    const text = await read(`config.examples/${name}`);
    if (/^kind: RegistryConfig$/m.test(text)) texts.push(text);
  }
  assert(texts.length >= 5);
  for (const text of texts) {
    assert(decode(await parseYaml(text)) !== undefined, text);
  }
});
