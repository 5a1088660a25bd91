/**
 * Which entry of the kubelet answers an image, where several run the program.
 * @module
 */
import { assertEquals } from "@std/assert";
import { lookUp } from "../../src/lookup/lookup.ts";
import type { Notes } from "../../src/lookup/notes.ts";
import { newNotes } from "../kit/notes.ts";
import { startTrace } from "../../src/lookup/trace.ts";
import type {
  CredentialRequest,
  CredentialSource,
  ProviderTable,
} from "../../src/provider.ts";
import { findRule } from "../../src/config/rule_match.ts";
import { entryScope } from "../../src/kubelet/scope.ts";
import { anything, transform } from "../../src/schema/schema.ts";
import { imageOf, loadedConfig, targetOf } from "../kit/decoding.ts";
import { memoryRuntime } from "../kit/memory_runtime.ts";
import { openRulesOf } from "../kit/open_rules.ts";

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
  const config = loadedConfig();
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
    { ...loadedConfig(), rules: rules.map(({ rule }) => rule) },
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
