/**
 * `docs/config.schema.json` says what the program does.
 * @module
 */
import { assertEquals } from "@std/assert";
import { PROVIDERS } from "../providers/table.ts";
import { decodeConfig } from "../src/config.ts";
import { openSections } from "../src/lookup.ts";
import { PROJECT } from "../tools/paths.ts";
import { schemaText } from "../tools/schema_text.ts";
import { schemaErrors } from "./json_schema.ts";

const sections = await openSections(PROVIDERS);

Deno.test('docs/config.schema.json is what "make schema" writes', async () => {
  assertEquals(
    await Deno.readTextFile(`${PROJECT}/docs/config.schema.json`),
    await schemaText(),
  );
});

const HEAD = {
  apiVersion: "registry-credential-provider/v1",
  kind: "RegistryConfig",
};
const STATIC = { username: "u", password: "p" };
const ENTRY = { name: "r", match: ["r.example.com"], static: STATIC };
const file = (change: Record<string, unknown>) => ({
  ...HEAD,
  registries: [ENTRY],
  ...change,
});
const entry = (change: Record<string, unknown>) =>
  file({ registries: [{ ...ENTRY, ...change }] });
const section = (section: unknown) => entry({ static: section });
const lasting = (cacheDuration: unknown) => entry({ cacheDuration });

const VALID: { readonly [what: string]: unknown } = {
  "the least": file({}),
  "defaults": file({ defaults: { cacheDuration: "10m" } }),
  "empty defaults": file({ defaults: {} }),
  "a duration of one unit": lasting("90s"),
  "a duration of three units": lasting("1h30m5.5s"),
  "a zero duration": lasting("0"),
  "a duration with a sign": lasting("+5m"),
  "several patterns": entry({
    match: ["r.example.com:5000", "*.example.com/team/", "[::1]:5000"],
  }),
  "two registries": file({ registries: [ENTRY, { ...ENTRY, name: "s" }] }),
  "a name of 63 letters": entry({ name: "n".repeat(63) }),
  "secrets in files and variables": section({
    username: { env: "U" },
    password: { file: "/p" },
  }),
  "a Docker config": section({ dockerConfigFile: "/d" }),
};

const INVALID: { readonly [what: string]: unknown } = {
  "text": "config",
  "a list": [],
  "nothing": null,
  "no apiVersion": { kind: HEAD.kind, registries: [ENTRY] },
  "another apiVersion": file({ apiVersion: "v1" }),
  "another kind": file({ kind: "Config" }),
  "no registries": HEAD,
  "an empty list of registries": file({ registries: [] }),
  "registries as a mapping": file({ registries: { r: ENTRY } }),
  "an unknown key": file({ unknown: 1 }),
  "an unknown key in defaults": file({ defaults: { match: [] } }),
  "an unknown key in a registry": entry({ matches: [] }),
  "an unknown key in a section": section({ ...STATIC, token: "t" }),
  "an unknown key in a secret": section({
    ...STATIC,
    password: { vault: "/p" },
  }),
  "no name": file({ registries: [{ match: ["a.io"], static: STATIC }] }),
  "a name with a slash": entry({ name: "a/b" }),
  "a name of 64 letters": entry({ name: "n".repeat(64) }),
  "an empty name": entry({ name: "" }),
  "no match": file({ registries: [{ name: "r", static: STATIC }] }),
  "an empty match": entry({ match: [] }),
  "match as text": entry({ match: "r.example.com" }),
  "an empty pattern": entry({ match: [""] }),
  "a pattern with an @": entry({ match: ["user@r.example.com"] }),
  "a pattern that is a number": entry({ match: [5000] }),
  "a duration that is a number": lasting(600),
  "a duration in days": lasting("1d"),
  "a duration without a unit": lasting("10"),
  "an empty duration": lasting(""),
  "no provider": file({ registries: [{ name: "r", match: ["a.io"] }] }),
  "a section that is text": section("password"),
  "an empty section": section({}),
  "a user name alone": section({ username: "u" }),
  "a password alone": section({ password: "p" }),
  "two forms of a section": section({ ...STATIC, dockerConfigFile: "/d" }),
  "a relative path": section({ dockerConfigFile: "d" }),
  "a secret from nowhere": section({ ...STATIC, password: {} }),
  "a secret from two places": section({
    ...STATIC,
    password: { file: "/p", env: "P" },
  }),
  "a secret that is a number": section({ ...STATIC, password: 1234 }),
  "a variable with a dash": section({ ...STATIC, password: { env: "A-B" } }),
};

for (
  const [valid, table] of [[true, VALID], [false, INVALID]] as const
) {
  for (const [what, value] of Object.entries(table)) {
    Deno.test(`a config with ${what} is ${valid ? "" : "in"}valid for editor and program`, () => {
      const { problems } = decodeConfig(value, sections);
      const errors = schemaErrors(value);
      assertEquals(
        { program: problems.length === 0, editor: errors.length === 0 },
        { program: valid, editor: valid },
      );
    });
  }
}
