/**
 * A config with 2,000 registries: the answers and the refusals are those of a
 * short one.
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { config, program, request, withFiles } from "../kit/program.ts";
import { assertFailure, type Failure } from "../kit/failure.ts";

const COUNT = 2_000;

/** One entry: each has its own host, user name and password. */
function entry(at: number): string {
  return `- name: registry-${at}
  match: [h${at}.example.com]
  static: { username: user-${at}, password: word-${at} }
`;
}

const ENTRIES = Array.from({ length: COUNT }, (_, at) => entry(at));

/** The config with some of its entries replaced. */
function withEntries(others: { readonly [at: number]: string } = {}): string {
  return config(ENTRIES.map((one, at) => others[at] ?? one).join(""));
}

/** What a run says for an image of a host. */
async function ask(text: string, host: string) {
  let result = { code: -1, stdout: "", stderr: "" };
  await withFiles({ "registries.yaml": text }, async (folder) => {
    const path = `${folder}/registries.yaml`;
    const stdin = request(`${host}/team/app`);
    result = await program([`--config=${path}`], { stdin });
  });
  return result;
}

async function authOf(text: string, host: string): Promise<unknown> {
  const { code, stdout, stderr } = await ask(text, host);
  assertEquals([code, stderr], [0, ""]);
  const { cacheKeyType, cacheDuration, auth } = JSON.parse(stdout);
  return { cacheKeyType, cacheDuration, auth };
}

const kept = (at: number) => ({
  cacheKeyType: "Registry",
  cacheDuration: "10m",
  auth: {
    [`h${at}.example.com`]: { username: `user-${at}`, password: `word-${at}` },
  },
});

for (const at of [0, 1, COUNT / 2, COUNT - 1]) {
  Deno.test(`of ${COUNT} registries, number ${at} answers`, async () => {
    assertEquals(await authOf(withEntries(), `h${at}.example.com`), kept(at));
  });
}

Deno.test(`of ${COUNT} registries, none answers for another host`, async () => {
  // The second holds the name of a host that is there.
  for (const host of ["other.example.com", "h1.example.com.example.com"]) {
    assertEquals(await authOf(withEntries(), host), {
      cacheKeyType: "Image",
      cacheDuration: "0s",
      auth: {},
    });
  }
});

Deno.test(`of ${COUNT} registries, the first that matches answers, and others narrow what is kept`, async () => {
  const wide = entry(10).replace("h10.example.com", '"*.example.com"');
  const text = withEntries({ 10: wide });
  assertEquals(await authOf(text, "h9.example.com"), kept(9));
  assertEquals(await authOf(text, "h11.example.com"), {
    ...kept(10),
    auth: { "h11.example.com": { username: "user-10", password: "word-10" } },
  });
  const paths = entry(10).replace("h10.example.com", "h1500.example.com/x/");
  assertEquals(await authOf(withEntries({ 10: paths }), "h1500.example.com"), {
    cacheKeyType: "Image",
    cacheDuration: "10m",
    auth: {
      "h1500.example.com/team/app": {
        username: "user-1500",
        password: "word-1500",
      },
    },
  });
});

const invalid = (says: string): Failure => ({ code: "CONFIG_INVALID", says });

/** What stands wrong at number 1000, which does not concern the image. */
const WRONG: readonly [string, string, Failure][] = [
  [
    "a pattern that is none",
    entry(1_000).replace("h1000.example.com", '"%"'),
    invalid("registries[1000].match[0]: is not an image pattern"),
  ],
  [
    "a pattern that is no text",
    entry(1_000).replace("h1000.example.com", "null"),
    invalid("registries[1000].match[0]: expected text, found nothing"),
  ],
  [
    "a duration beyond the bound",
    entry(1_000).replace("  static", "  cacheDuration: 169h\n  static"),
    invalid("registries[1000].cacheDuration: has to be from 0s to 168h"),
  ],
  [
    "a duration of days",
    entry(1_000).replace("  static", "  cacheDuration: 1d\n  static"),
    invalid("registries[1000].cacheDuration: is not a Go duration"),
  ],
  [
    "an unknown key",
    `${entry(1_000)}  cacheDuraton: 1m\n`,
    invalid('registries[1000]: unknown key "cacheDuraton"'),
  ],
  [
    "no provider",
    entry(1_000).replace(/ {2}static.*\n/, ""),
    invalid("registries[1000]: has no provider"),
  ],
  [
    "an unknown provider",
    entry(1_000).replace("static", "statics"),
    invalid('registries[1000]: unknown key "statics"'),
  ],
  [
    "two providers",
    `${entry(1_000)}  jwt: {}\n`,
    invalid("registries[1000]: has 2 providers"),
  ],
  [
    "no space behind a key",
    entry(1_000).replace("static: {", "static:{"),
    invalid("line "),
  ],
  [
    "a control character",
    entry(1_000).replace("word-1000", '"\u0007"'),
    invalid("is not valid YAML"),
  ],
  [
    "a key of the file before it",
    `cache: { directory: off }\n${entry(1_000)}`,
    invalid("line "),
  ],
  [
    "a name of a registry far before it",
    entry(1_000).replace("registry-1000", "registry-3"),
    invalid("registries[1000].name: is the name of registries[3] too"),
  ],
  [
    "the name of the registry that answers",
    entry(1_000).replace("registry-1000", "registry-1500"),
    invalid("registries[1500].name: is the name of registries[1000] too"),
  ],
  [
    "the name of the first registry",
    entry(1_000).replace("registry-1000", "registry-0"),
    invalid("registries[1000].name: is the name of registries[0] too"),
  ],
];
for (const [what, wrong, expected] of WRONG) {
  Deno.test(`of ${COUNT} registries, one has ${what}: no answer for another one`, async () => {
    const text = withEntries({ 1_000: wrong });
    assert(text !== withEntries());
    for (const host of ["h1500.example.com", "other.example.com"]) {
      const result = await ask(text, host);
      assertFailure(result, expected);
      assertEquals(result.code, 1);
    }
  });
}

Deno.test(`of ${COUNT} registries, a section that is not valid is told with its place where it answers`, async () => {
  const wrong = entry(1_000).replace("password", "pasword");
  const text = withEntries({ 1_000: wrong });
  assertFailure(
    await ask(text, "h1000.example.com"),
    invalid('registries[1000].static: unknown key "pasword"'),
  );
  assertEquals(await authOf(text, "h999.example.com"), kept(999));
});

const WRONG_SECTIONS = {
  "a mapping without a value": "cache:\n",
  "a folder that is a number": "cache: { directory: 1 }\n",
  "an unknown key": "cache: { directry: off }\n",
  "defaults without a value": "defaults:\n",
};
for (const [what, wrong] of Object.entries(WRONG_SECTIONS)) {
  for (const [size, entries] of [["short", entry(0)], ["long", undefined]]) {
    Deno.test(`a ${size} config is refused with ${what} in ${wrong.split(":")[0]}`, async () => {
      const text = entries === undefined ? withEntries() : config(entries);
      assertFailure(
        await ask(text + wrong, "h0.example.com"),
        invalid(wrong.split(":")[0] ?? ""),
      );
    });
  }
}
