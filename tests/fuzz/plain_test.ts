/**
 * The short ways of an answer against the ways that have all the rules: where
 * a short one gives something, the long one gives the same.
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { provider } from "../../providers/static.ts";
import { decodeConfig, unopenedSections } from "../../src/config.ts";
import { parseImageName } from "../../src/image_name.ts";
import { decodeRequest } from "../../src/kubelet_request.ts";
import { sectionOf } from "../../src/open_section.ts";
import { plainConfig } from "../../src/plain_config.ts";
import { plainImageName } from "../../src/plain_image_name.ts";
import { plainRequest } from "../../src/plain_request.ts";
import { decoded, imageOf, utf8 } from "../decoding.ts";
import { memoryRuntime } from "../memory_runtime.ts";
import { damaged, fuzz } from "./fuzzing.ts";
import { anyJson, bent, configValue, requestText } from "./inputs.ts";
import { resultOrRefusal, SECRET } from "./refusal.ts";

const NAMES = ["ecr", "jwt", "static"];
const SECTION = await sectionOf(provider);

const plainText = bent({
  kind: "CredentialProviderRequest",
  apiVersion: "credentialprovider.kubelet.k8s.io/v1",
  image: "r.example.com/team/app",
}).map((value) => JSON.stringify(value) ?? "");
const request = fc.oneof(requestText, plainText, damaged(plainText));

function requestHolds(text: string): boolean {
  const found = plainRequest(utf8(text));
  if (found === undefined) return false;
  assertEquals(found, decodeRequest(utf8(text)), text);
  return true;
}

fuzz("plain requests", request, (text) => void requestHolds(text));

const reference = damaged(fc.constantFrom(
  "r.example.com/team/app",
  "r.example.com:5000/a_b/c-d/e.f",
  "docker.io/library/nginx",
  "index.docker.io/a/b",
  "10.0.0.1:5/x",
));

function nameHolds(text: string): boolean {
  const found = plainImageName(text);
  if (found === undefined) return false;
  // A tag takes a name the long way.
  assertEquals(parseImageName(`${text}:tag`), found, text);
  return true;
}

fuzz("plain image names", reference, (text) => void nameHolds(text));

function usually(
  usual: readonly string[],
  others: readonly string[],
): fc.Arbitrary<string> {
  return fc.oneof(
    { weight: 5, arbitrary: fc.constantFrom(...usual) },
    { weight: 1, arbitrary: fc.constantFrom(...others) },
  );
}

const entry = fc.record({
  name: fc.constantFrom("one", "two", "three", "4", "n".repeat(63)),
  host: usually(["a.io", "*.io:5/x", "a.io/"], ["a.io/é", "[::1]", "a.io?x"]),
  duration: usually(["10m", "0s", "168h", "01m"], ["169h", "1h30m"]),
  provider: usually(["static", "jwt", "ecr"], ["other"]),
}).chain(({ name, host, duration, provider }) => {
  const sound = {
    name,
    match: [host],
    cacheDuration: duration,
    [provider]: { username: "u", password: SECRET },
  };
  return fc.oneof(fc.constant(sound), bent(sound));
});
const one = bent({ cacheDuration: "5m" });
const config = fc.oneof(
  configValue,
  fc.record({
    registries: fc.array(entry, { minLength: 1, maxLength: 3 }),
    defaults: one,
    cache: fc.oneof(bent({ directory: "off" }), bent({ directory: "/x" })),
  }).chain(({ registries, defaults, cache }) =>
    bent({
      apiVersion: "registry-credential-provider/v1",
      kind: "RegistryConfig",
      registries,
      defaults,
      cache,
    })
  ),
  // Nothing bent but one registry.
  fc.array(entry, { minLength: 1, maxLength: 2 }).map((registries) => ({
    apiVersion: "registry-credential-provider/v1",
    kind: "RegistryConfig",
    registries,
  })),
).map((value) => JSON.stringify(value) ?? "null");

function configHolds(text: string): boolean {
  const found = plainConfig(JSON.parse(text), NAMES);
  if (found === undefined) return false;
  const sections = unopenedSections(NAMES);
  const { config, problems } = decodeConfig(JSON.parse(text), sections);
  assertEquals(problems, [], text);
  assertEquals(found, config, text);
  return true;
}

fuzz("plain configs", config, (text) => void configHolds(text), [
  // Told to be a mapping, or a text, by decodeConfig().
  ...["null", "[]", '{"directory":null}', '{"directry":"off"}'].map((cache) =>
    `{"apiVersion":"registry-credential-provider/v1","kind":"RegistryConfig","cache":${cache},"registries":[{"name":"a","match":["a.io"],"static":{}}]}`
  ),
]);

const secretValue = fc.oneof(
  fc.string(),
  fc.constantFrom("/s", "/e", "/none", "s", "/s\0").map((file) => ({ file })),
  bent({ file: "/s" }),
  bent({ env: "NAME" }),
  anyJson,
);
const section = fc.oneof(
  fc.record({ username: secretValue, password: secretValue }),
  fc.record({ username: secretValue, password: secretValue }).chain(bent),
  bent({ dockerConfigFile: "/d" }),
  anyJson,
).map((value) => JSON.stringify(value) ?? "null");

const WORLD = { files: { "/s": "word\n", "/e": "\n" }, env: { NAME: "name" } };

async function sectionHolds(text: string): Promise<boolean> {
  assert("plain" in provider);
  const plain = provider.plain(JSON.parse(text));
  const { value, problems } = decoded(SECTION, JSON.parse(text));
  if (plain === undefined) return false;
  assertEquals(problems, [], text);
  assert(value !== undefined);
  assertEquals(plain.perImage, value.perImage);
  assertEquals(plain.secrets, value.secrets);
  assertEquals(Object.keys(plain).sort(), Object.keys(value).sort());
  const runtime = memoryRuntime(WORLD);
  const asked = { image: imageOf("a.io/x") };
  const [first, second] = await Promise.all(
    [plain, value].map((source) =>
      resultOrRefusal(
        ["SECRET_INVALID", "SECRET_UNREADABLE"],
        () => source.getCredentials(asked, runtime),
      )
    ),
  );
  assertEquals(first, second, text);
  return true;
}

fuzz("plain static sections", section, async (text) => {
  await sectionHolds(text);
});

const KINDS: readonly [
  string,
  fc.Arbitrary<string>,
  (text: string) => boolean | Promise<boolean>,
][] = [
  ["requests", request, requestHolds],
  ["image names", reference, nameHolds],
  ["configs", config, configHolds],
  ["static sections", section, sectionHolds],
];
for (const [kind, texts, holds] of KINDS) {
  Deno.test(`of the generated ${kind}, some are plain and some are not`, async () => {
    const counts = { true: 0, false: 0 };
    for (const text of fc.sample(texts, { numRuns: 500, seed: 1 })) {
      counts[`${await holds(text)}`]++;
    }
    assert(counts.true > 25 && counts.false > 25, JSON.stringify(counts));
  });
}
