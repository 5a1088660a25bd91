import { assert, assertEquals, assertRejects } from "@std/assert";
import { unopenedSections } from "../../src/config/registries.ts";
import { checkConfig, loadConfig } from "../../src/config/file.ts";
import { ProviderError } from "../../src/runtime/errors.ts";
import { type MemoryFile, memoryRuntime } from "../kit/memory_runtime.ts";

const SECTIONS = unopenedSections(["static"]);
const SOUND = `apiVersion: registry-credential-provider/v1
kind: RegistryConfig
registries:
  - { name: a, match: [a.io], static: {} }
`;

function runtimeWith(file?: MemoryFile) {
  return memoryRuntime({ files: file === undefined ? {} : { "/c": file } });
}

function load(file?: MemoryFile) {
  return loadConfig("/c", SECTIONS, runtimeWith(file));
}

Deno.test("loadConfig() gives the config with its file", async () => {
  const config = await load({ content: SOUND, mode: 0o640 });
  assertEquals(config.rules.map(({ name }) => name), ["a"]);
  assertEquals(config.file, { path: "/c", text: SOUND, mode: 0o640 });
});

Deno.test("loadConfig() reads JSON, a byte order mark and CRLF", async () => {
  const json = JSON.stringify({
    apiVersion: "registry-credential-provider/v1",
    kind: "RegistryConfig",
    registries: [{ name: "a", match: ["a.io"], static: {} }],
  });
  const texts = [json, `\ufeff${SOUND}`, SOUND.replaceAll("\n", "\r\n")];
  for (const text of texts) {
    assertEquals((await load(text)).rules.length, 1, text);
  }
});

Deno.test("loadConfig() refuses a file that cannot be read, and says what to do", async () => {
  const table: readonly [MemoryFile | undefined, RegExp][] = [
    [
      undefined,
      /does not exist: give --config FILE, set REGISTRY_CREDENTIAL_PROVIDER_CONFIG/,
    ],
    ["", /is empty/],
    [{ kind: "directory" }, /is a directory/],
    [{ kind: "other" }, /is not a regular file/],
    [{ failure: "denied" }, /cannot be read by user/],
  ];
  for (const [file, expected] of table) {
    const { code, message } = await assertRejects(
      () => load(file),
      ProviderError,
    );
    assertEquals(code, "CONFIG_UNREADABLE");
    assert(message.startsWith("the config file /c "), message);
    assert(expected.test(message), message);
  }
});

Deno.test("loadConfig() says where a config was looked for, if the first place was not named", async () => {
  const { code, message } = await assertRejects(
    () => loadConfig("/plugins/registries.yaml", SECTIONS, runtimeWith()),
    ProviderError,
  );
  assertEquals([code, message], [
    "CONFIG_UNREADABLE",
    "there is no config file: looked for /plugins/registries.yaml, /etc/kubernetes/credential-providers/registries.yaml and /var/lib/rancher/credentialprovider/bin/registries.yaml; give --config FILE, set REGISTRY_CREDENTIAL_PROVIDER_CONFIG, or create one of these",
  ]);
});

Deno.test("loadConfig() tells the first problem and how many there are", async () => {
  const table: readonly [string, string][] = [
    [
      SOUND.replace("a.io", '"%"'),
      "the config file /c: registries[0].match[0]: is not an image pattern, and the kubelet would refuse to start with it: write host[:port][/path], with * only inside the host",
    ],
    [
      SOUND.replace("v1", "v2").replace("static", "statik").replace(
        "[a.io]",
        "[]",
      ),
      'the config file /c: apiVersion: expected registry-credential-provider/v1 (and 3 more: run "registry-credential-provider validate --config /c")',
    ],
    [
      `${SOUND}  - [\n`,
      "the config file /c: line 6: is not valid YAML: look for a missing colon or quote in this line or the one above",
    ],
    [
      `${SOUND}---\n${SOUND}`,
      "the config file /c: holds more than one YAML document: keep one, without ---",
    ],
  ];
  for (const [text, expected] of table) {
    const error = await assertRejects(() => load(text), ProviderError);
    assertEquals([error.code, error.message], ["CONFIG_INVALID", expected]);
  }
});

Deno.test("checkConfig() keeps every problem, and the file", async () => {
  const text = SOUND.replace("a.io", '"%"').replace("kind", "knd");
  const { config, problems, file } = await checkConfig(
    "/c",
    SECTIONS,
    runtimeWith(text),
  );
  assertEquals(config, undefined);
  assertEquals(file.text, text);
  assertEquals(problems.map(({ path }) => path), [
    "",
    "",
    "registries[0].match[0]",
  ]);
});

Deno.test("checkConfig() gives the line of a syntax error as its place", async () => {
  const { problems } = await checkConfig(
    "/c",
    SECTIONS,
    runtimeWith('a: b\nc: "d\n'),
  );
  assertEquals(problems.map(({ path }) => path), ["line 3"]);
});
