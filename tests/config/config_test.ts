import { assert, assertEquals } from "@std/assert";
import { decodeConfig } from "../../src/config/config.ts";
import { unopenedSections } from "../../src/config/registries.ts";
import { configOf, problemTexts } from "../kit/decoding.ts";

const SECTIONS = unopenedSections(["static", "jwt"]);
const HEAD = {
  apiVersion: "registry-credential-provider/v1",
  kind: "RegistryConfig",
};
const ENTRY = { name: "a", match: ["a.io"], static: {} };

function problemsOf(value: unknown): readonly string[] {
  return problemTexts(decodeConfig(value, SECTIONS).problems);
}

/** The problems of one entry, without the path of the entry. */
function entryProblems(entry: unknown): readonly string[] {
  return problemsOf({ ...HEAD, registries: [entry] })
    .map((line) => line.replace(/^registries\[0\][.:] ?/, ""));
}

Deno.test("decodeConfig() gives the rules in the order of the file", () => {
  const { config, problems } = decodeConfig({
    ...HEAD,
    defaults: { cacheDuration: "5m" },
    registries: [
      { ...ENTRY, cacheDuration: "1h" },
      { name: "b", match: ["*.b.io/team/", "b.io:5000"], jwt: { key: "x" } },
    ],
  }, SECTIONS);
  assertEquals(problems, []);
  assertEquals(config, {
    cacheFolder: "/run/registry-credential-provider",
    cacheDurationMs: 300_000,
    audit: undefined,
    metrics: undefined,
    trace: false,
    fileTrust: "warn",
    rules: [
      {
        index: 0,
        name: "a",
        match: [{ text: "a.io", host: "a.io", port: "", path: "" }],
        cacheDurationMs: 3_600_000,
        provider: "static",
        section: {},
      },
      {
        index: 1,
        name: "b",
        match: [
          {
            text: "*.b.io/team/",
            host: "*.b.io",
            port: "",
            path: "/team/",
          },
          { text: "b.io:5000", host: "b.io", port: "5000", path: "" },
        ],
        cacheDurationMs: 300_000,
        provider: "jwt",
        section: { key: "x" },
      },
    ],
  });
});

Deno.test("decodeConfig() keeps answers for 10 minutes where nothing is given", () => {
  const config = configOf({ a: ["a.io"] });
  assertEquals(config.cacheDurationMs, 600_000);
  assertEquals(config.rules[0]?.cacheDurationMs, 600_000);
});

Deno.test("decodeConfig() accepts durations from 0s to a week", () => {
  for (const cacheDuration of ["0", "0s", "168h"]) {
    assertEquals(entryProblems({ ...ENTRY, cacheDuration }), [], cacheDuration);
  }
  for (const cacheDuration of ["-1s", "168h1ms"]) {
    assertEquals(entryProblems({ ...ENTRY, cacheDuration }), [
      "cacheDuration: has to be from 0s to 168h",
    ], cacheDuration);
  }
});

Deno.test("decodeConfig() refuses what is no config at all", () => {
  const table: readonly [unknown, string][] = [
    [null, "expected a mapping, found nothing"],
    [[], "expected a mapping, found a list"],
    ["text", "expected a mapping, found text"],
  ];
  for (const [value, expected] of table) {
    assertEquals(problemsOf(value), [expected]);
  }
});

Deno.test("decodeConfig() reports every missing key of the file", () => {
  assertEquals(problemsOf({}), [
    '"apiVersion" is missing: the version of this file format, registry-credential-provider/v1',
    '"kind" is missing: the kind of this file, RegistryConfig',
    '"registries" is missing: the list of registries; the first that matches an image answers',
  ]);
});

Deno.test("decodeConfig() refuses an empty list of registries", () => {
  assertEquals(problemsOf({ ...HEAD, registries: [] }), [
    "registries: expected at least 1 item, found none",
  ]);
});

Deno.test("decodeConfig() reports the problems of an entry", () => {
  const name =
    "expected 1 to 63 letters, digits, dots, dashes and underscores, the first a letter or digit";
  const table: readonly [string, unknown, string][] = [
    [
      "no provider",
      { name: "a", match: ["a.io"] },
      "has no provider: add one of static, jwt",
    ],
    [
      "two providers",
      { ...ENTRY, jwt: {} },
      "has 2 providers (static, jwt): keep one",
    ],
    ["an empty provider", { ...ENTRY, static: null }, "static: has no value"],
    [
      "no patterns",
      { ...ENTRY, match: [] },
      "match: expected at least 1 item, found none",
    ],
    [
      "one pattern without a list",
      { ...ENTRY, match: "a.io" },
      "match: expected a list, found text",
    ],
    [
      "a name of a number",
      { ...ENTRY, name: 1 },
      "name: expected text, found a number: put it in quotes",
    ],
    [
      "seconds without a unit",
      { ...ENTRY, cacheDuration: 600 },
      "cacheDuration: is not a Go duration: write for instance 90s, 10m or 1h30m",
    ],
    [
      "a merge key",
      { ...ENTRY, "<<": { cacheDuration: "1h" } },
      "<< merges nothing here: write its keys out",
    ],
    ["an empty name", { ...ENTRY, name: "" }, `name: ${name}`],
    ["a name with a space", { ...ENTRY, name: "a b" }, `name: ${name}`],
    ["a name with a line feed", { ...ENTRY, name: "a\n" }, `name: ${name}`],
    [
      "a name that begins with a dot",
      { ...ENTRY, name: ".a" },
      `name: ${name}`,
    ],
    [
      "a name of 64 letters",
      { ...ENTRY, name: "a".repeat(64) },
      `name: ${name}`,
    ],
    [
      "a key that is nearly known",
      { ...ENTRY, cacheduration: "1h" },
      'unknown key "cacheduration": did you mean "cacheDuration"?',
    ],
    [
      "an unknown key",
      { ...ENTRY, registry: "x" },
      "key number 4 is unknown: known are name, match, cacheDuration, static, jwt",
    ],
    ["no mapping", "a.io", "expected a mapping, found text"],
  ];
  for (const [label, entry, expected] of table) {
    assertEquals(entryProblems(entry), [expected], label);
  }
});

Deno.test("decodeConfig() accepts a name of 63 letters", () => {
  assertEquals(entryProblems({ ...ENTRY, name: "a".repeat(63) }), []);
});

Deno.test("decodeConfig() refuses a pattern that would stop the kubelet", () => {
  for (const pattern of ["", "%invalid%", "a.io:x", "a.io:1:2", "a b", "[a"]) {
    const [problem = ""] = entryProblems({
      ...ENTRY,
      match: ["a.io", pattern],
    });
    assert(problem.startsWith("match[1]: is not an image pattern"), pattern);
  }
});

Deno.test("decodeConfig() reports every problem at once", () => {
  assertEquals(
    problemsOf({
      apiVersion: "v2",
      kind: "RegistryConfig",
      defaults: { cacheDuration: "1d" },
      registries: [
        { name: "a", match: ["a.io", "%"], static: {} },
        { name: "a", match: [1], static: {}, jwt: {} },
        { match: ["b.io"] },
      ],
    }).map((line) => line.slice(0, 44)),
    [
      "apiVersion: expected registry-credential-pro",
      "defaults.cacheDuration: is not a Go duration",
      "registries[1].name: is the name of registrie",
      "registries[0].match[1]: is not an image patt",
      "registries[1].match[0]: expected text, found",
      "registries[1]: has 2 providers (static, jwt)",
      'registries[2]: "name" is missing: a name for',
      "registries[2]: has no provider: add one of s",
    ],
  );
});

Deno.test("decodeConfig() compares names of entries with other problems too", () => {
  assertEquals(
    problemsOf({
      ...HEAD,
      registries: [{ ...ENTRY, match: [] }, { name: "b" }, ENTRY, ENTRY],
    }).filter((line) => line.includes("names are unique")),
    [
      "registries[2].name: is the name of registries[0] too: names are unique",
      "registries[3].name: is the name of registries[0] too: names are unique",
    ],
  );
});

Deno.test("decodeConfig() knows two values of fileTrust", () => {
  const withTrust = (fileTrust: unknown) => ({
    ...HEAD,
    fileTrust,
    registries: [ENTRY],
  });
  const { config } = decodeConfig(withTrust("strict"), SECTIONS);
  assertEquals(config?.fileTrust, "strict");
  assertEquals(problemsOf(withTrust("Strict")), [
    "fileTrust: expected warn or strict",
  ]);
});
