/**
 * `docs/config.schema.json` says what the program does.
 * @module
 */
import { assertEquals } from "@std/assert";
import { PROVIDERS } from "../../providers/table.ts";
import { decodeConfig } from "../../src/config/config.ts";
import { openSections } from "../../src/config/open_rules.ts";
import { REPORT_SECTIONS } from "../../src/config/report_sections.ts";
import { PROJECT } from "../../tools/paths.ts";
import { schemaText } from "../../src/config/schema_text.ts";
import { documentsWith, HEAD } from "../kit/config_document.ts";
import { schemaErrors } from "../kit/json_schema.ts";

const sections = await openSections(PROVIDERS);

Deno.test('docs/config.schema.json is what "make schema" writes', async () => {
  assertEquals(
    await Deno.readTextFile(`${PROJECT}/docs/config.schema.json`),
    await schemaText(PROVIDERS),
  );
});

const STATIC = { username: "u", password: "p" };
const ENTRY = { name: "r", match: ["r.example.com"], static: STATIC };
const { file, entry } = documentsWith(ENTRY);
const section = (section: unknown) => entry({ static: section });
const lasting = (cacheDuration: unknown) => entry({ cacheDuration });

const url = "https://collector.example.com/audit";
const webhook = (change: Record<string, unknown>) =>
  file({ audit: { webhook: { url, ...change } } });
const metrics = (metrics: unknown) => file({ metrics });

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
  "an empty audit": file({ audit: {} }),
  "an audit of all keys": file({
    audit: { directory: "/a", maxSize: 4096, keep: 1 },
  }),
  "an audit without a file": file({ audit: { directory: "off" } }),
  "a webhook": webhook({}),
  "a webhook of all keys": webhook({
    headers: { Authorization: { file: "/t" }, "x-a": { env: "A" }, b: "c" },
    caFile: "/ca.pem",
    timeout: "100ms",
    stateDirectory: "/s",
  }),
  "a webhook on this machine": webhook({ url: "http://127.0.0.1:8080/" }),
  "a webhook with an empty header": webhook({ headers: { a: "" } }),
  "metrics": metrics({ file: "/m/a.prom" }),
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
  "an empty password": section({ username: "u", password: "" }),
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
  "an audit that is text": file({ audit: "on" }),
  "a relative audit folder": file({ audit: { directory: "a" } }),
  "an audit file of 4095 bytes": file({ audit: { maxSize: 4095 } }),
  "an unknown key in the audit": file({ audit: { url } }),
  "a webhook without a URL": file({ audit: { webhook: {} } }),
  "a webhook of ftp": webhook({ url: "ftp://collector.example.com/" }),
  "a webhook of a file": webhook({ url: "/audit" }),
  "an unknown key in the webhook": webhook({ insecure: true }),
  "a webhook with headers as a list": webhook({ headers: ["a"] }),
  "a webhook with a header of two words": webhook({ headers: { "a b": "c" } }),
  "a webhook with an empty name of a header": webhook({ headers: { "": "c" } }),
  "a webhook with a host": webhook({ headers: { Host: "c" } }),
  "a webhook with a length": webhook({ headers: { "CONTENT-LENGTH": "1" } }),
  "a webhook with a type": webhook({ headers: { "content-type": "c" } }),
  "a webhook with 21 headers": webhook({
    headers: Object.fromEntries(
      Array.from({ length: 21 }, (_, at) => [`a${at}`, "b"]),
    ),
  }),
  "a webhook with a header that is a number": webhook({ headers: { a: 1 } }),
  "a webhook with a secret from two places": webhook({
    headers: { a: { file: "/p", env: "P" } },
  }),
  "a webhook with a relative caFile": webhook({ caFile: "ca.pem" }),
  "a webhook with a limit that is a number": webhook({ timeout: 1 }),
  "a webhook with a relative state folder": webhook({ stateDirectory: "s" }),
  "empty metrics": metrics({}),
  "metrics in a relative file": metrics({ file: "m/a.prom" }),
  "metrics in a file of another name": metrics({ file: "/m/a.txt" }),
  "metrics in a file without a name": metrics({ file: "/m/.prom" }),
  "an empty profile of AWS": file({
    registries: [{ name: "r", match: ["a.io"], ecr: { profile: "" } }],
  }),
  "an empty issuer": file({
    registries: [{
      name: "r",
      match: ["a.io"],
      jwt: {
        ...{ username: "u", key: { file: "/k" }, algorithm: "ES256" },
        ...{ issuer: "", audience: "a" },
      },
    }],
  }),
  "a variable with a dash": section({ ...STATIC, password: { env: "A-B" } }),
};

for (
  const [valid, table] of [[true, VALID], [false, INVALID]] as const
) {
  for (const [what, value] of Object.entries(table)) {
    Deno.test(`a config with ${what} is ${valid ? "" : "in"}valid for editor and program`, () => {
      const { problems } = decodeConfig(value, sections, REPORT_SECTIONS);
      const errors = schemaErrors(value);
      assertEquals(
        { program: problems.length === 0, editor: errors.length === 0 },
        { program: valid, editor: valid },
      );
    });
  }
}
