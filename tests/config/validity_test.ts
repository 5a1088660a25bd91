/**
 * Which configs are valid; `config_test.ts` has the messages.
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { decode, documentsWith, HEAD, NAMES } from "../kit/config_document.ts";

const ENTRY = { name: "a", match: ["a.io"], static: {} };

const { file, entry } = documentsWith(ENTRY);
const { static: _, ...NO_PROVIDER } = ENTRY;
const { name: __, ...NO_NAME } = ENTRY;
const { match: ___, ...NO_MATCH } = ENTRY;

/** Configs that are valid. */
const VALID: readonly [string, unknown][] = [
  ["one registry", file({})],
  ["a default", file({ defaults: { cacheDuration: "5m" } })],
  ["empty defaults", file({ defaults: {} })],
  ["an empty cache", file({ cache: {} })],
  ["no cache", file({ cache: { directory: "off" } })],
  ["a folder", file({ cache: { directory: "/var/cache/x" } })],
  ["0s", entry({ cacheDuration: "0s" })],
  ["90s", entry({ cacheDuration: "90s" })],
  ["01m", entry({ cacheDuration: "01m" })],
  ["168h", entry({ cacheDuration: "168h" })],
  ["604800s", entry({ cacheDuration: "604800s" })],
  ["10080m", entry({ cacheDuration: "10080m" })],
  ["a name of 63 letters", entry({ name: "n".repeat(63) })],
  ["a name of one digit", entry({ name: "0" })],
  ["a name with dots, dashes and underscores", entry({ name: "a.b-c_d" })],
  ["patterns", entry({ match: ["*.io", "a.*:5000/b/", "a.io/", "A_b.io:"] })],
  ["a section of text, which is not looked at", entry({ static: "x" })],
  ["a section of 0", entry({ static: 0 })],
  ["a section of false", entry({ static: false })],
  ["a section of nothing but a text", entry({ static: "" })],
  [
    "every provider",
    file({
      registries: NAMES.map((name) => ({
        name,
        match: [`${name}.io`],
        cacheDuration: "1h",
        [name]: { wrong: 1 },
      })),
    }),
  ],
  ["a trace", file({ trace: false })],
  ["trust", file({ fileTrust: "warn" })],
  ["a pattern with an address", entry({ match: ["[::1]:5000"] })],
  ["a pattern with a query", entry({ match: ["a.io?x"] })],
  ["a pattern with an escape", entry({ match: ["a.io/%41"] })],
  ["a pattern with another letter", entry({ match: ["é.io"] })],
  ["1h30m", entry({ cacheDuration: "1h30m" })],
  ["1.5h", entry({ cacheDuration: "1.5h" })],
  ["0", entry({ cacheDuration: "0" })],
  ["500ms", entry({ cacheDuration: "500ms" })],
];

/** Configs that are not. */
const REFUSED: readonly [string, unknown][] = [
  ["null", null],
  ["a list", [HEAD]],
  ["text", "x"],
  ["another version", file({ apiVersion: "registry-credential-provider/v2" })],
  ["no version", { ...file({}), apiVersion: null }],
  ["another kind", file({ kind: "registryconfig" })],
  ["an unknown key", file({ unknown: null })],
  [
    "a key of JavaScript",
    JSON.parse(`{"__proto__":{},${JSON.stringify(file({})).slice(1)}`),
  ],
  ["no registries", file({ registries: null })],
  ["an empty list of registries", file({ registries: [] })],
  ["registries by name", file({ registries: { a: ENTRY } })],
  ["a registry of null", file({ registries: [ENTRY, null] })],
  ["a registry of text", file({ registries: ["a.io"] })],
  ["a registry of a list", file({ registries: [[ENTRY]] })],
  ["defaults of null", file({ defaults: null })],
  ["defaults of a list", file({ defaults: [] })],
  ["defaults of text", file({ defaults: "5m" })],
  ["a default of null", file({ defaults: { cacheDuration: null } })],
  ["a default of a number", file({ defaults: { cacheDuration: 5 } })],
  ["a default beyond the bound", file({ defaults: { cacheDuration: "169h" } })],
  ["a default of no text", file({ defaults: { cacheDuration: "" } })],
  ["an unknown default", file({ defaults: { cacheduration: "5m" } })],
  [
    "an unknown default beside a known one",
    file({ defaults: { cacheDuration: "5m", x: 1 } }),
  ],
  ["a cache of null", file({ cache: null })],
  ["a cache of a list", file({ cache: [] })],
  ["a cache of text", file({ cache: "off" })],
  ["a folder of null", file({ cache: { directory: null } })],
  ["a folder of false", file({ cache: { directory: false } })],
  ["a folder of a number", file({ cache: { directory: 1 } })],
  ["a relative folder", file({ cache: { directory: "cache" } })],
  ["an empty folder", file({ cache: { directory: "" } })],
  ["another case of off", file({ cache: { directory: "Off" } })],
  ["an unknown key of the cache", file({ cache: { directry: "off" } })],
  [
    "an unknown key of the cache beside a known one",
    file({ cache: { directory: "off", x: null } }),
  ],
  ["no name", file({ registries: [NO_NAME] })],
  ["a name of null", entry({ name: null })],
  ["a name of a number", entry({ name: 1 })],
  ["an empty name", entry({ name: "" })],
  ["a name of 64 letters", entry({ name: "n".repeat(64) })],
  ["a name that begins with a dash", entry({ name: "-a" })],
  ["a name with a space", entry({ name: "a b" })],
  ["a name with a line feed", entry({ name: "a\n" })],
  ["a name with another letter", entry({ name: "é" })],
  ["a name that stands twice", file({ registries: [ENTRY, ENTRY] })],
  [
    "a name that stands twice, far apart",
    file({ registries: [ENTRY, { ...ENTRY, name: "b" }, ENTRY] }),
  ],
  ["no patterns", file({ registries: [NO_MATCH] })],
  ["patterns of null", entry({ match: null })],
  ["an empty list of patterns", entry({ match: [] })],
  ["a pattern without a list", entry({ match: "a.io" })],
  ["a pattern of null", entry({ match: ["a.io", null] })],
  ["a pattern of a number", entry({ match: [1.5] })],
  ["an empty pattern", entry({ match: ["a.io", ""] })],
  ["a pattern with a user", entry({ match: ["u@a.io"] })],
  ["a pattern with a space", entry({ match: ["a io"] })],
  ["a pattern with a space at its end", entry({ match: ["a.io "] })],
  ["a port of letters", entry({ match: ["a.io:x"] })],
  ["a port of a star", entry({ match: ["a.io:*"] })],
  ["two ports", entry({ match: ["a.io:1:2"] })],
  ["169h", entry({ cacheDuration: "169h" })],
  ["604801s", entry({ cacheDuration: "604801s" })],
  ["10081m", entry({ cacheDuration: "10081m" })],
  ["9999999h", entry({ cacheDuration: "9999999h" })],
  ["1d", entry({ cacheDuration: "1d" })],
  ["1H", entry({ cacheDuration: "1H" })],
  ["-1s", entry({ cacheDuration: "-1s" })],
  ["a unit alone", entry({ cacheDuration: "s" })],
  ["a duration with a space", entry({ cacheDuration: "1 s" })],
  ["a duration with foreign digits", entry({ cacheDuration: "١s" })],
  ["a duration of null", entry({ cacheDuration: null })],
  ["a duration of a number", entry({ cacheDuration: 600 })],
  ["no provider", file({ registries: [NO_PROVIDER] })],
  ["a provider of null", entry({ static: null })],
  ["two providers", entry({ jwt: {} })],
  ["two providers, one of null", entry({ jwt: null })],
  ["an unknown provider", file({ registries: [{ ...NO_PROVIDER, x: {} }] })],
  ["a key that is nearly known", entry({ cacheduration: "5m" })],
  ["an unknown key of null", entry({ x: null })],
  [
    "a provider of JavaScript",
    file({ registries: [{ ...NO_PROVIDER, toString: {} }] }),
  ],
];

for (const [label, value] of VALID) {
  Deno.test(`decodeConfig() accepts ${label}`, () => {
    assert(decode(value) !== undefined);
  });
}

for (const [label, value] of REFUSED) {
  Deno.test(`decodeConfig() refuses ${label}`, () => {
    assertEquals(decode(value), undefined);
  });
}

Deno.test("decodeConfig() reads durations in seconds, minutes and hours", () => {
  const table = {
    "0s": 0,
    "90s": 90_000,
    "01m": 60_000,
    "168h": 604_800_000,
    "604800s": 604_800_000,
    "10080m": 604_800_000,
    "1h30m": 5_400_000,
    "500ms": 500,
  };
  for (const [cacheDuration, ms] of Object.entries(table)) {
    const config = decode(file({ defaults: { cacheDuration } }));
    assertEquals(config?.rules[0]?.cacheDurationMs, ms, cacheDuration);
    const own = decode(entry({ cacheDuration }))?.rules[0];
    assertEquals(own?.cacheDurationMs, ms, cacheDuration);
  }
});

Deno.test("decodeConfig() keeps fetched credentials where the config says", () => {
  const folderOf = (cache: unknown) => decode(file({ cache }))?.cacheFolder;
  assertEquals(folderOf({}), "/run/registry-credential-provider");
  assertEquals(folderOf({ directory: "/var/cache/x" }), "/var/cache/x");
  assertEquals(folderOf({ directory: "off" }), undefined);
});

Deno.test("decodeConfig() knows only the providers that it is told", () => {
  assertEquals(decode(file({}), ["jwt"]), undefined);
});
