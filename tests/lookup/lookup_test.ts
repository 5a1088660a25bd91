/**
 * From a request to an answer: which rule answers, and with what.
 * @module
 */
import { assertEquals, assertRejects } from "@std/assert";
import { answer } from "../../src/lookup/answer.ts";
import { ProviderError } from "../../src/runtime/errors.ts";
import { decide, lookUp } from "../../src/lookup/lookup.ts";
import { newNotes } from "../kit/notes.ts";
import { openSections } from "../../src/config/open_rules.ts";
import type { CredentialSource, ProviderTable } from "../../src/provider.ts";
import { mapping, optional, text, transform } from "../../src/schema/schema.ts";
import { imageOf, loadedConfig, utf8 } from "../kit/decoding.ts";
import { memoryRuntime } from "../kit/memory_runtime.ts";

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

function look(image: string, section?: unknown) {
  return lookUp(
    { image: imageOf(image) },
    loadedConfig(section),
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
  const config = loadedConfig({ usernme: "x" });
  const error = await assertRejects(
    () => decide(imageOf("b.io/img"), config, TABLE),
    ProviderError,
  );
  assertEquals(error.code, "CONFIG_INVALID");
  assertEquals(
    error.message,
    'the config file /c: registries[1].static: unknown key "usernme": did you mean "username"?',
  );
});

Deno.test("decide() opens no section and loads no provider where no rule matches", async () => {
  const image = imageOf("a.de/img");
  assertEquals(await decide(image, loadedConfig({ wrong: 1 }), {}), undefined);
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
