import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { ProviderError } from "../../../src/runtime/errors.ts";
import {
  mergeEntry,
  openKubeletConfig,
  removeEntry,
} from "../../../src/kubelet/edit/config.ts";
import { parseYaml } from "../../../src/format/yaml.ts";
import { memoryRuntime } from "../../kit/memory_runtime.ts";

const NAME = "registry-credential-provider";
const ENTRY = {
  name: NAME,
  apiVersion: "credentialprovider.kubelet.k8s.io/v1",
  matchImages: ["a.io"],
  defaultCacheDuration: "10m",
};
const OTHER = {
  name: "ecr-credential-provider",
  apiVersion: "credentialprovider.kubelet.k8s.io/v1",
  matchImages: ["*.dkr.ecr.*.amazonaws.com"],
  defaultCacheDuration: "12h",
  ofANewerKubelet: { deep: [1, null, "x"] },
};
const WITH_OTHER = {
  apiVersion: "kubelet.config.k8s.io/v1",
  kind: "CredentialProviderConfig",
  alsoNew: true,
  providers: [OTHER],
};

function open(text: string | Uint8Array) {
  const runtime = memoryRuntime({ files: { "/k": text } });
  return openKubeletConfig("/k", runtime);
}

function fileOf(change: Record<string, unknown>, indent = 0) {
  return open(JSON.stringify({ ...WITH_OTHER, ...change }, null, indent));
}

Deno.test("mergeEntry() adds the entry at the end and keeps every field", async () => {
  const text = mergeEntry(await fileOf({}), ENTRY);
  assertEquals(JSON.parse(text), { ...WITH_OTHER, providers: [OTHER, ENTRY] });
});

Deno.test("mergeEntry() keeps the format of JSON: its indentation and its last line feed", async () => {
  const added = { ...WITH_OTHER, providers: [OTHER, ENTRY] };
  for (const indent of [undefined, 2, 4, "\t"]) {
    for (const end of ["", "\n"]) {
      const file = await open(JSON.stringify(WITH_OTHER, null, indent) + end);
      const expected = JSON.stringify(added, null, indent) + end;
      assertEquals(mergeEntry(file, ENTRY), expected);
    }
  }
});

Deno.test("mergeEntry() keeps YAML as YAML, with what YAML calls by a name written out", async () => {
  const file = await open(`kind: CredentialProviderConfig
apiVersion: kubelet.config.k8s.io/v1
x: &one [1, "2"]
y: *one
`);
  const text = mergeEntry(file, ENTRY);
  assertEquals(await parseYaml(text), {
    kind: "CredentialProviderConfig",
    apiVersion: "kubelet.config.k8s.io/v1",
    x: [1, "2"],
    y: [1, "2"],
    providers: [ENTRY],
  });
  assertThrows(() => JSON.parse(text));
});

Deno.test("mergeEntry() replaces the entry in its place and keeps what the new one says nothing about", async () => {
  const old = {
    env: [{ name: "A", value: "1" }],
    ...ENTRY,
    matchImages: ["old.io"],
    args: ["--config=/old"],
    tokenAttributes: {
      serviceAccountTokenAudience: "x",
      cacheType: "Token",
      requireServiceAccount: true,
    },
  };
  const file = await fileOf({ providers: [old, OTHER] });
  // Both follow from the config, so without them there they are not wanted.
  const { args: _args, tokenAttributes: _tokens, ...kept } = old;
  assertEquals(JSON.parse(mergeEntry(file, ENTRY)).providers, [
    { ...kept, matchImages: ["a.io"] },
    OTHER,
  ]);
});

Deno.test("mergeEntry() and removeEntry() give the same bytes back where nothing changes", async () => {
  const yaml = `\r
# a comment
apiVersion:   "kubelet.config.k8s.io/v1"
kind: CredentialProviderConfig
providers:
- {name: ${NAME}, defaultCacheDuration: 10m, matchImages: [a.io],
   apiVersion: credentialprovider.kubelet.k8s.io/v1}  # another`;
  const without = yaml.replace(NAME, "other");
  for (const mark of ["", "\ufeff"]) {
    assertEquals(mergeEntry(await open(mark + yaml), ENTRY), mark + yaml);
    const none = mark + without;
    assertEquals(removeEntry(await open(none), NAME), none);
  }
});

Deno.test("a byte that only begins like a byte order mark stays out of the text", async () => {
  // U+FF03, a wide number sign, begins with the byte EF as well.
  const text = `\uff03: 1
apiVersion: kubelet.config.k8s.io/v1
kind: CredentialProviderConfig
`;
  assertEquals((await open(text)).text, text);
});

Deno.test("removeEntry() takes the entry out again, so that adding and removing leave equal content", async () => {
  const text = JSON.stringify(WITH_OTHER, null, 2);
  const merged = mergeEntry(await open(text), ENTRY);
  assertEquals(removeEntry(await open(merged), NAME), text);
});

Deno.test("removeEntry() leaves an entry whose name only begins like ours", async () => {
  const link = { ...ENTRY, name: `${NAME}-tokens` };
  const file = await fileOf({ providers: [ENTRY, link] });
  assertEquals(JSON.parse(removeEntry(file, NAME)).providers, [link]);
});

async function codeAndText(work: () => Promise<unknown>) {
  const { code, message } = await assertRejects(work, ProviderError);
  return [code, message];
}

Deno.test("what is no CredentialProviderConfig is refused with its path", async () => {
  const begin = "the kubelet's config file /k ";
  const table: readonly (readonly [string, string])[] = [
    ["[]", "is not a CredentialProviderConfig: look at its kind"],
    ["kind: Config", "is not a CredentialProviderConfig: look at its kind"],
    [
      "kind: CredentialProviderConfig",
      "has an apiVersion other than kubelet.config.k8s.io/v1, kubelet.config.k8s.io/v1beta1, kubelet.config.k8s.io/v1alpha1",
    ],
    [
      JSON.stringify({ ...WITH_OTHER, providers: "x" }),
      'has "providers" that are not a list of mappings',
    ],
    [
      JSON.stringify({ ...WITH_OTHER, providers: [null] }),
      'has "providers" that are not a list of mappings',
    ],
    ["{\n  @secret", "cannot be read: line 2 "],
  ];
  for (const [text, expected] of table) {
    const [code, message = ""] = await codeAndText(() => open(text));
    assertEquals(code, "KUBELET_CONFIG_INVALID");
    assertEquals(message.startsWith(begin + expected), true, message);
    assertEquals(message.includes("secret"), false);
  }
});

Deno.test("an edit after which no kubelet starts is refused", async () => {
  const tokens = { ...ENTRY, tokenAttributes: {} };
  const old = { apiVersion: "kubelet.config.k8s.io/v1beta1" };
  const table: readonly (readonly [() => Promise<unknown>, string])[] = [
    [
      async () => mergeEntry(await fileOf(old), tokens),
      "is of kubelet.config.k8s.io/v1beta1, which knows no service-account tokens",
    ],
    [
      async () =>
        mergeEntry(await fileOf({ providers: [ENTRY, ENTRY] }), ENTRY),
      `has two entries named ${NAME}`,
    ],
    [
      async () =>
        removeEntry(await fileOf({ providers: [ENTRY, ENTRY] }), NAME),
      `has two entries named ${NAME}`,
    ],
    [
      async () => removeEntry(await fileOf({ providers: [ENTRY] }), NAME),
      "has no other entry, and a kubelet does not start with an empty one",
    ],
  ];
  for (const [work, expected] of table) {
    const [code, message = ""] = await codeAndText(work);
    assertEquals(code, "KUBELET_CONFIG_INVALID");
    assertEquals(message.includes(expected), true, message);
  }
});
