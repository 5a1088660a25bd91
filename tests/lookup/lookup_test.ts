import { assertEquals, assertRejects } from "@std/assert";
import { answer } from "../../src/lookup/answer.ts";
import { ProviderError } from "../../src/runtime/errors.ts";
import { decide, lookUp } from "../../src/lookup/lookup.ts";
import type { Notes } from "../../src/lookup/notes.ts";
import { newNotes } from "../kit/notes.ts";
import { startTrace } from "../../src/lookup/trace.ts";
import { openSections } from "../../src/config/open_rules.ts";
import type {
  CredentialRequest,
  CredentialSource,
  ProviderTable,
} from "../../src/provider.ts";
import { findRule } from "../../src/config/rule_match.ts";
import { entryScope } from "../../src/kubelet/scope.ts";
import {
  anything,
  mapping,
  optional,
  text,
  transform,
} from "../../src/schema/schema.ts";
import { configOf, imageOf, targetOf, utf8 } from "../kit/decoding.ts";
import { memoryRuntime } from "../kit/memory_runtime.ts";
import { openRulesOf } from "../kit/open_rules.ts";

/** A provider that answers with its settings, or fails as it is told. */
const TABLE: ProviderTable = {
  static: () =>
    Promise.resolve({
      provider: {
        section: transform(
          mapping({
            username: optional(text(), "a user"),
            password: optional(text(), "a password"),
            perImage: optional(text(), "yes or no"),
          }),
          ({ username = "", password = "", perImage }): CredentialSource => ({
            perImage: perImage === "yes",
            secrets: [],
            getCredentials: ({ image }) => {
              if (username === "refuse") {
                throw new ProviderError("SECRET_INVALID", "is not there");
              }
              if (username === "crash") throw new TypeError("hunter2");
              const name = `${username}@${image.path}`;
              return Promise.resolve({ username: name, password });
            },
          }),
        ),
      },
    }),
  broken: () => Promise.reject(new Error("a provider that no rule needs")),
};

function loaded(section: unknown = { username: "user", password: "word" }) {
  const { rules, ...config } = configOf({ a: ["a.io/b/"], c: ["*.io"] });
  const file = { path: "/c", text: "", mode: 0o600 };
  return {
    ...config,
    rules: rules.map((rule) => ({ ...rule, section })),
    file,
  };
}

function look(image: string, section?: unknown) {
  return lookUp(
    { image: imageOf(image) },
    loaded(section),
    TABLE,
    memoryRuntime(),
    newNotes(),
  );
}

Deno.test("lookUp() asks the provider of the first rule that matches", async () => {
  const table: readonly [string, string, string][] = [
    ["a.io/b/img:1", "a", "user@b/img"],
    ["a.io/img", "c", "user@img"],
  ];
  for (const [image, rule, username] of table) {
    const found = await look(image);
    assertEquals(found?.rule.name, rule);
    assertEquals(found?.credentials, { username, password: "word" });
    assertEquals(found?.cacheDurationMs, 600_000);
  }
});

Deno.test("lookUp() gives nothing where no rule matches", async () => {
  assertEquals(await look("a.de/img"), undefined);
});

Deno.test("lookUp() derives the cache key from rules and provider", async () => {
  const type = async (image: string, section?: unknown) =>
    (await look(image, section))?.cacheKey.type;
  assertEquals(await type("b.io/img"), "Registry");
  assertEquals(await type("a.io/img"), "Image");
  assertEquals(await type("b.io/img", { perImage: "yes" }), "Image");
});

Deno.test("lookUp() names the rule whose provider has no credentials", async () => {
  const error = await assertRejects(
    () => look("a.io/b/img", { username: "refuse" }),
    ProviderError,
  );
  assertEquals(error.code, "SECRET_INVALID");
  assertEquals(error.message, 'registry "a": is not there');
});

Deno.test("lookUp() hides no crash of a provider behind a message for people", async () => {
  await assertRejects(
    () => look("a.io/b/img", { username: "crash" }),
    TypeError,
    "hunter2",
  );
});

Deno.test("decide() refuses a section that is not valid, with its place", async () => {
  const config = loaded({ usernme: "x" });
  const error = await assertRejects(
    () => decide(imageOf("b.io/img"), config, TABLE),
    ProviderError,
  );
  assertEquals(error.code, "CONFIG_INVALID");
  assertEquals(
    error.message,
    'the config file /c: registries[1].static: "usernme" is not known here: did you mean "username"?',
  );
});

Deno.test("decide() opens no section and loads no provider where no rule matches", async () => {
  const image = imageOf("a.de/img");
  assertEquals(await decide(image, loaded({ wrong: 1 }), {}), undefined);
});

Deno.test("openSections() gives the section of every provider", async () => {
  const { static: only } = TABLE;
  const sections = await openSections(only === undefined ? {} : { only });
  assertEquals(Object.keys(sections), ["only"]);
});

Deno.test("answer() turns a request into a response", async () => {
  const config = `apiVersion: registry-credential-provider/v1
kind: RegistryConfig
registries:
  - name: a
    match: [a.io]
    cacheDuration: 90s
    static: { username: user, password: word }
`;
  const runtime = memoryRuntime({ files: { "/c": config } });
  const ask = (image: string) =>
    answer(
      utf8(JSON.stringify({
        kind: "CredentialProviderRequest",
        apiVersion: "credentialprovider.kubelet.k8s.io/v1beta1",
        image,
      })),
      { configPath: "/c", providers: TABLE, runtime, notes: newNotes() },
    );
  const head =
    '{"kind":"CredentialProviderResponse","apiVersion":"credentialprovider.kubelet.k8s.io/v1beta1",';
  assertEquals(
    await ask("a.io/b"),
    `${head}"cacheKeyType":"Registry","cacheDuration":"1m30s","auth":{"a.io":{"username":"user@b","password":"word"}}}\n`,
  );
  assertEquals(
    await ask("b.io/b"),
    `${head}"cacheKeyType":"Image","cacheDuration":"0s","auth":{}}\n`,
  );
});

/** Rules with and without a service account, each in an entry of its own. */
const ENTRIES = {
  first: { match: ["a.io/x/"], audience: "one" },
  plain: ["a.io", "b.io"],
  second: { match: ["a.io/y/", "c.io"], audience: "two" },
  third: { match: ["*.io"], audience: "own", isDefaultAudience: true },
};

async function answersOf(
  image: string,
  options: { readonly [option: string]: string },
  seen: CredentialRequest[] = [],
): Promise<string | undefined> {
  const rules = openRulesOf(ENTRIES);
  const config = loaded();
  const notes = newNotes();
  const answering = (source: CredentialSource): ProviderTable => ({
    static: () =>
      Promise.resolve({
        provider: {
          section: transform(anything, () => ({
            ...source,
            getCredentials: (request) => {
              seen.push(request);
              return Promise.resolve({ username: "u", password: "p" });
            },
          })),
        },
      }),
  });
  const found = findRule(
    { rules: rules.map(({ rule }) => rule) },
    targetOf(image),
  );
  const source = rules.find(({ rule }) => rule === found)?.source;
  const result = await lookUp(
    { image: imageOf(image), scope: entryScope(options) },
    { ...config, rules: rules.map(({ rule }) => rule) },
    source === undefined ? {} : answering(source),
    memoryRuntime(),
    notes,
  );
  // A run that leaves the image to another entry is none of the rule's.
  assertEquals(notes.rule, result?.rule.name);
  assertEquals(notes.provider, result?.rule.provider);
  return result?.rule.name;
}

Deno.test("lookUp() lets exactly one entry answer an image: that of the first rule that matches", async () => {
  const entries: readonly { readonly [option: string]: string }[] = [
    { "no-audience": "true" },
    { audience: "one" },
    { audience: "two" },
    { audience: "own" },
  ];
  const table = [
    ["a.io/x/img", "first"],
    ["a.io/y/img", "plain"],
    ["a.io/img", "plain"],
    ["b.io/img", "plain"],
    ["c.io/img", "second"],
    ["d.io/img", "third"],
    ["d.de/img", undefined],
  ] as const;
  for (const [image, expected] of table) {
    const answers = await Promise.all(
      entries.map((options) => answersOf(image, options)),
    );
    const given = answers.filter((name) => name !== undefined);
    assertEquals(given, expected === undefined ? [] : [expected], image);
    // Without a word of its entry, a run answers everything, as it ever has.
    assertEquals(await answersOf(image, {}), expected, image);
  }
});

Deno.test("lookUp() tells a provider the audience of its entry, for a rule that names none", async () => {
  const table = [
    [{}, undefined],
    [{ audience: "own" }, "own"],
    [{ audience: "x", "service-account-audience": "x" }, "x"],
  ] as const;
  for (const [options, expected] of table) {
    const seen: CredentialRequest[] = [];
    assertEquals(await answersOf("d.io/img", options, seen), "third");
    assertEquals(seen.map((one) => one.defaultAudience), [expected]);
    assertEquals(seen.some((one) => "scope" in one), false);
  }
});

Deno.test("the trace of a run that leaves an image to another entry says so", async () => {
  const rules = openRulesOf({ a: { match: ["a.io"] } });
  const source = rules[0]?.source;
  const table: ProviderTable = {
    static: () =>
      Promise.resolve({
        provider: {
          section: transform(anything, () => source),
        },
      }),
  };
  const lines: string[] = [];
  const notes: Notes = { ...newNotes(), say: (line) => void lines.push(line) };
  startTrace(notes);
  const found = await lookUp(
    {
      image: imageOf("a.io/img"),
      scope: entryScope({ "no-audience": "true" }),
    },
    { ...loaded(), rules: rules.map(({ rule }) => rule) },
    table,
    memoryRuntime(),
    notes,
  );
  assertEquals(found, undefined);
  assertEquals(lines.map((line) => line.replace(/^\d+ ms: /, "")), [
    "asked for a.io/img, without the token of a service account",
    'the registry "a" (registries[0], static) is the first that matches',
    'the registry "a" belongs to another entry of the kubelet\'s config, which answers',
  ]);
});
