import { assert, assertEquals } from "@std/assert";
import { configJsonSchema, decodeConfig } from "../../src/config/config.ts";
import { unopenedSections } from "../../src/config/registries.ts";
import { sectionPlace } from "../../src/config/open_section.ts";
import type { Problem } from "../../src/schema/place.ts";
import { REPORT_SECTIONS } from "../../src/config/report_sections.ts";
import { mapping, required, text } from "../../src/schema/schema.ts";
import { configOf, problemTexts } from "../kit/decoding.ts";

const SECRET = "hunter2-hunter2";

/** A config with the secret in every place where somebody may put it by mistake. */
function* misplaced(): Generator<unknown> {
  const sound = {
    apiVersion: "registry-credential-provider/v1",
    kind: "RegistryConfig",
  };
  const entry = { name: "a", match: ["a.io"], static: { password: "p" } };
  yield SECRET;
  yield [SECRET];
  yield { [SECRET]: SECRET };
  yield { ...sound, apiVersion: SECRET, registries: [entry] };
  yield { ...sound, kind: SECRET, registries: [entry] };
  yield { ...sound, registries: SECRET };
  yield { ...sound, registries: { [SECRET]: SECRET } };
  yield { ...sound, registries: [SECRET] };
  yield { ...sound, defaults: SECRET, registries: [entry] };
  yield { ...sound, defaults: { [SECRET]: SECRET }, registries: [entry] };
  yield { ...sound, defaults: { cacheDuration: SECRET }, registries: [entry] };
  yield { ...sound, registries: [{ ...entry, [SECRET]: SECRET }] };
  yield { ...sound, registries: [{ ...entry, name: `${SECRET} ${SECRET}` }] };
  yield { ...sound, registries: [{ ...entry, match: SECRET }] };
  yield { ...sound, registries: [{ ...entry, match: [`u:${SECRET}@a.io:x`] }] };
  yield { ...sound, registries: [{ ...entry, match: [`u:${SECRET}@a.io`] }] };
  yield { ...sound, registries: [{ ...entry, cacheDuration: SECRET }] };
  yield { ...sound, registries: [{ ...entry, static: SECRET }] };
  yield { ...sound, registries: [{ ...entry, static: { [SECRET]: "x" } }] };
  const twice = { ...entry, name: SECRET };
  yield { ...sound, registries: [twice, twice] };
}

Deno.test("decodeConfig() repeats no value of the file in a problem", () => {
  const section = mapping({ password: required(text(), "the password") });
  for (const value of misplaced()) {
    const { problems } = decodeConfig(value, { static: section });
    const lines = problemTexts(problems).join("\n");
    assert(lines !== "", `no problem in ${JSON.stringify(value)}`);
    assert(!lines.includes("hunter2"), lines);
  }
});

Deno.test("decodeConfig() opens a section only where its schema does", () => {
  const value = {
    apiVersion: "registry-credential-provider/v1",
    kind: "RegistryConfig",
    registries: [{ name: "a", match: ["a.io"], static: { wrong: 1 } }],
  };
  const closed = decodeConfig(value, unopenedSections(["static"]));
  assertEquals(closed.problems, []);
  assertEquals(closed.config?.rules[0]?.section, { wrong: 1 });
  const section = mapping({ password: required(text(), "the password") });
  const opened = decodeConfig(value, { static: section });
  assertEquals(opened.config, undefined);
  assertEquals(opened.problems.map(({ path }) => path), [
    "registries[0].static",
    "registries[0].static",
  ]);
});

Deno.test("sectionPlace() is the place that decodeConfig() reports at", () => {
  const problems: Problem[] = [];
  const [, rule] = configOf({ a: ["a.io"], b: ["b.io"] }).rules;
  assert(rule !== undefined);
  sectionPlace(rule, problems).at("username").report("is wrong");
  assertEquals(problems, [
    { path: "registries[1].static.username", message: "is wrong" },
  ]);
});

Deno.test("configJsonSchema() demands exactly one of the providers", () => {
  const schema = JSON.stringify(
    configJsonSchema(unopenedSections(["x", "y"]), REPORT_SECTIONS),
  );
  assert(schema.includes('"oneOf":[{"required":["x"]},{"required":["y"]}]'));
});

Deno.test("decodeConfig() refuses a user, a password and a digest in a pattern", () => {
  for (const pattern of ["u@a.io", "u:p@a.io/b", "a.io/b@sha256:0", "@"]) {
    const { problems } = decodeConfig({
      apiVersion: "registry-credential-provider/v1",
      kind: "RegistryConfig",
      registries: [{ name: "a", match: [pattern], static: {} }],
    }, unopenedSections(["static"]));
    assertEquals(problemTexts(problems), [
      'registries[0].match[0]: holds an "@": write host[:port][/path] without a user name, a password or a digest',
    ], pattern);
  }
});
