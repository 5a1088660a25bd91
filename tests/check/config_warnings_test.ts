import { assert, assertEquals } from "@std/assert";
import {
  matchWarnings,
  secretWarnings,
} from "../../src/check/config_warnings.ts";
import type { CredentialSource } from "../../src/provider.ts";
import type { Secret } from "../../src/schema/secret_value.ts";
import { configOf } from "../kit/decoding.ts";
import { memoryRuntime, type World } from "../kit/memory_runtime.ts";

function warningsOf(rules: { readonly [name: string]: readonly string[] }) {
  return matchWarnings(configOf(rules)).map(({ path, message }) =>
    `${path}: ${message}`
  );
}

Deno.test("matchWarnings() finds nothing where every rule can answer", () => {
  const table = [
    { a: ["a.io/team/"], b: ["a.io"] },
    { a: ["a.io"], b: ["*.io"] },
    { a: ["a.io:5000"], b: ["a.io"], c: ["a.io:5001"] },
    { a: ["a.io/b/"], c: ["a.io/c/"] },
    // A pattern twice in one rule hides nothing from it.
    { a: ["a.io", "a.io/b/"] },
  ];
  for (const rules of table) {
    assertEquals(warningsOf(rules), [], JSON.stringify(rules));
  }
});

Deno.test("matchWarnings() reports a rule that earlier ones hide", () => {
  assertEquals(warningsOf({ wide: ["*.io"], x: ["b.de"], late: ["a.io"] }), [
    'registries[2]: never answers: "wide" (registries[0]) stands before it and matches the same images; move it up or remove it',
  ]);
  // Each of its patterns by another rule.
  assertEquals(warningsOf({ a: ["a.io"], b: ["b.io"], c: ["b.io", "a.io"] }), [
    'registries[2]: never answers: "b" (registries[1]) stands before it and matches the same images; move it up or remove it',
  ]);
});

Deno.test("matchWarnings() reports a pattern that earlier rules hide", () => {
  const message =
    'is never reached: "wide" (registries[0]) stands before it and matches the same images';
  assertEquals(warningsOf({ wide: ["*.io"], late: ["a.de", "a.io"] }), [
    `registries[1].match[1]: ${message}`,
  ]);
  assertEquals(warningsOf({ wide: ["*.io"], late: ["a.io", "a.de"] }), [
    `registries[1].match[0]: ${message}`,
  ]);
});

Deno.test("matchWarnings() reports what is wrong with each pattern", () => {
  const paths = matchWarnings(configOf({
    a: ["a.io", "https://b.io"],
    b: ["c.io/*", "d.io"],
  })).map(({ path }) => path);
  assertEquals(paths, ["registries[0].match[1]", "registries[1].match[0]"]);
});

Deno.test("matchWarnings() takes many rules in a moment", () => {
  const rules: Record<string, readonly string[]> = {};
  for (let at = 0; at < 2_000; at++) rules[`r${at}`] = [`a${at}.io`];
  const started = performance.now();
  assertEquals(warningsOf({ ...rules, last: ["a7.io/b/"] }).length, 1);
  assert(performance.now() - started < 2_000, "took two seconds");
});

/** The warnings of one secret, in a config of this mode. */
async function ofSecret(secret: Secret, mode = 0o600, world: World = {}) {
  const [rule] = configOf({ a: ["a.io"] }).rules;
  assert(rule !== undefined);
  const source: CredentialSource = {
    perImage: false,
    secrets: [secret],
    getCredentials: () => Promise.reject(new Error("a warning asks nobody")),
  };
  const config = { path: "/c", text: "", mode };
  const runtime = memoryRuntime(world);
  const warnings = await secretWarnings(rule, source, config, runtime);
  return warnings.map(({ path, message }) => {
    assertEquals(path, "registries[0].static");
    assert(!message.includes("hunter2"), message);
    return message;
  });
}

Deno.test("secretWarnings() reports a config with a secret that others can read", async () => {
  const inline: Secret = { kind: "inline", value: "hunter2" };
  assertEquals(await ofSecret(inline, 0o600), []);
  assertEquals(await ofSecret(inline, 0o640), []);
  assertEquals(await ofSecret(inline, 0o644), [
    'holds a secret, and every user can read /c: run "chmod 600 /c", or move the secret to a file',
  ]);
});

Deno.test("secretWarnings() reports a secret file that others can read", async () => {
  const file: Secret = { kind: "file", path: "/s" };
  const content = "hunter2";
  const world = (mode: number) => ({ files: { "/s": { content, mode } } });
  assertEquals(await ofSecret(file, 0o644, world(0o600)), []);
  assertEquals(await ofSecret(file, 0o600, world(0o604)), [
    'every user can read /s: run "chmod 600 /s"',
  ]);
});

Deno.test("secretWarnings() reports a secret file that is not there", async () => {
  const file: Secret = { kind: "file", path: "/s" };
  const expected = [
    "the secret file /s cannot be found or reached from here",
  ];
  assertEquals(await ofSecret(file), expected);
  const files = { "/s": { failure: "denied" } } as const;
  assertEquals(await ofSecret(file, 0o600, { files }), expected);
});

Deno.test("secretWarnings() reports an environment variable that is not set", async () => {
  const variable: Secret = { kind: "env", name: "T" };
  assertEquals(await ofSecret(variable, 0o644, { env: { T: "hunter2" } }), []);
  assertEquals(await ofSecret(variable), [
    'the environment variable T is not set here: the kubelet needs it in "env" of its CredentialProviderConfig',
  ]);
});
