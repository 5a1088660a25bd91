/**
 * Our entry put into files of every form, changed there, and taken out again.
 * @module
 */
import { assertEquals, assertRejects } from "@std/assert";
import { ProviderError } from "../../../src/runtime/errors.ts";
import {
  mergeEntry,
  openKubeletConfig,
  removeEntry,
} from "../../../src/kubelet/edit/config.ts";
import {
  mergeOwnEntries,
  removeOwnEntries,
} from "../../../src/kubelet/edit/own_entries.ts";
import type { KubeletEntry } from "../../../src/kubelet/entry.ts";
import { memoryRuntime } from "../../kit/memory_runtime.ts";

const NAME = "registry-credential-provider";
const API = "credentialprovider.kubelet.k8s.io/v1";
const ENTRY: KubeletEntry = {
  name: NAME,
  apiVersion: API,
  matchImages: ["a.io"],
  defaultCacheDuration: "10m",
  args: ["--config=/x"],
};
const TOKENS: KubeletEntry = {
  ...ENTRY,
  matchImages: ["a.io", "c.io"],
  defaultCacheDuration: "5m",
  tokenAttributes: {
    serviceAccountTokenAudience: "x",
    cacheType: "ServiceAccount",
    requireServiceAccount: true,
  },
};
const { args: _, ...WITHOUT_ARGS } = TOKENS;

const HEAD = `apiVersion: kubelet.config.k8s.io/v1
kind: CredentialProviderConfig
`;

function block(indent: string, name = "other"): string {
  return `${indent}- name: ${name} # a comment
${indent}  apiVersion: ${API}
${indent}  matchImages:
${indent}  - 'x.io'
${indent}  - "y.io"

${indent}  defaultCacheDuration: 12h
`;
}

const flow = (name: string) =>
  `{name: ${name}, apiVersion: ${API}, matchImages: [x.io], defaultCacheDuration: 1h}`;
const LISTED = `${HEAD}providers:\n`;
const JSON_FILE = {
  apiVersion: "kubelet.config.k8s.io/v1",
  kind: "CredentialProviderConfig",
  providers: [{ ...ENTRY, name: "x" }],
};

const FORMS: Readonly<Record<string, string>> = {
  "items without indentation": LISTED + block(""),
  "items with indentation": LISTED + block("  "),
  "much indentation": LISTED + block("      "),
  "a comment between items": `${LISTED}${block("  ")}  # between\n${
    block("  ", "second")
  }`,
  "comments behind the items": `${LISTED}${
    block("  ")
  }    # about other\n  # about the list\n# about the file\n`,
  "a list that comes first": `providers:\n${block("  ")}# version\n${HEAD}`,
  "lines that end in empty ones": `${LISTED}${
    block("  ")
  }    args:\n    - |+\n      text\n\n\n# end\n`,
  "folded lines": `${LISTED}${
    block("  ")
  }    args:\n    - >-\n      a\n       b\n`,
  "line ends of Windows": (LISTED + block("  ")).replaceAll("\n", "\r\n"),
  "carriage returns": (LISTED + block("  ")).replaceAll("\n", "\r"),
  "no line end": (LISTED + block("  ")).trimEnd(),
  "no line end of Windows": (LISTED + block("  ")).trimEnd().replaceAll(
    "\n",
    "\r\n",
  ),
  "marks of a document": `---\n# c\n${LISTED}${block("")}...\n`,
  "a second document": `${LISTED}${block("")}---\nother: [doc\n`,
  "a byte order mark": `\ufeff${LISTED}${block("")}`,
  "quoted keys":
    `"apiVersion": kubelet.config.k8s.io/v1\n'kind': CredentialProviderConfig\n"providers":\n${
      block("  ")
    }`,
  "brackets": `${HEAD}providers: [${flow("x")}] # c\n`,
  "two in brackets": `${HEAD}providers: [ ${flow("x")}, ${flow("z")} ]\n`,
  "brackets of many lines": `${HEAD}providers: [\n  ${flow("x")}, # x\n  ${
    flow("z")
  }, # z\n]\n`,
  "brackets of many lines without a last comma": `${HEAD}providers: [\n  ${
    flow("x")
  }, # x\n  ${flow("z")} # z\n]\n`,
  "brackets without indentation": `${HEAD}providers: [\n${flow("x")},\n${
    flow("z")
  }\n]\n`,
  "braces as items": `${LISTED}- ${flow("x")}\n- ${flow("z")}\n`,
  "a dash alone":
    `${LISTED}-\n  name: x\n  apiVersion: ${API}\n  matchImages: [a]\n  defaultCacheDuration: 1h\n`,
  "anchors and aliases":
    `${LISTED}- &a\n  name: x\n  apiVersion: ${API}\n  matchImages: &m [a]\n  defaultCacheDuration: 1h\n- name: z\n  apiVersion: ${API}\n  matchImages: *m\n  defaultCacheDuration: 1h\n`,
  "braces behind a comment":
    `# c\n{apiVersion: kubelet.config.k8s.io/v1, kind: CredentialProviderConfig, providers: [${
      flow("x")
    }]}\n`,
  "JSON in one line": JSON.stringify(JSON_FILE),
  "JSON in lines": `${JSON.stringify(JSON_FILE, null, 2)}\n`,
  "JSON with tabs": JSON.stringify(JSON_FILE, null, "\t"),
  "JSON with line ends of Windows": JSON.stringify(JSON_FILE, null, 2)
    .replaceAll("\n", "\r\n"),
  "JSON of a person":
    `{ "kind": "CredentialProviderConfig",\n  "apiVersion": "kubelet.config.k8s.io/v1", "providers": [ {"name":"x\\u0041", "apiVersion": "${API}", "matchImages": ["a\\/b"], "defaultCacheDuration": "1h" } ] }\n`,
};

function open(text: string) {
  return openKubeletConfig("/k", memoryRuntime({ files: { "/k": text } }));
}

// Characters came in, and none went.
function assertKept(before: string, after: string): void {
  let at = 0;
  for (const one of after) if (one === before[at]) at++;
  assertEquals(before.slice(at), "", after);
}

for (const [form, text] of Object.entries(FORMS)) {
  Deno.test(`our entry comes into a file and goes without a trace: ${form}`, async () => {
    const merged = mergeEntry(await open(text), ENTRY);
    assertKept(text, merged);
    assertEquals((await open(merged)).providers.at(-1), ENTRY);
    assertEquals(mergeEntry(await open(merged), ENTRY), merged);
    const changed = mergeEntry(await open(merged), TOKENS);
    assertKept(text, changed);
    assertEquals((await open(changed)).providers.at(-1), TOKENS);
    const less = mergeEntry(await open(changed), WITHOUT_ARGS);
    assertEquals((await open(less)).providers.at(-1), WITHOUT_ARGS);
    for (const one of [merged, changed, less]) {
      assertEquals(removeEntry(await open(one), NAME), text);
    }
  });
}

for (const [form, text] of Object.entries(FORMS)) {
  Deno.test(`several entries of ours come and go without a trace: ${form}`, async () => {
    const plain = { ...ENTRY, args: ["--config=/x", "--no-audience"] };
    const one = { ...TOKENS, name: `${NAME}-one` };
    const two = { ...TOKENS, name: `${NAME}-two`, args: ["--audience=two"] };
    const merged = mergeOwnEntries(await open(text), [plain, one, two]);
    assertKept(text, merged);
    const others = (await open(text)).providers;
    const all = (await open(merged)).providers;
    assertEquals(all, [...others, plain, one, two]);
    const again = mergeOwnEntries(await open(merged), [plain, one, two]);
    assertEquals(again, merged);
    // What a changed config no longer needs goes, first, last and alone.
    const last = mergeOwnEntries(await open(merged), [two]);
    assertEquals((await open(last)).providers, [...others, two]);
    const first = mergeOwnEntries(await open(merged), [plain]);
    assertEquals((await open(first)).providers, [...others, plain]);
    const swapped = mergeOwnEntries(await open(last), [ENTRY, one]);
    assertEquals((await open(swapped)).providers, [...others, ENTRY, one]);
    for (const it of [merged, last, first, swapped]) {
      assertEquals(removeOwnEntries(await open(it)), text);
    }
  });
}

Deno.test("mergeEntry() fills a list that is empty or not there", async () => {
  const table = [
    HEAD,
    HEAD.trimEnd(),
    LISTED,
    `${HEAD}providers: # none\n`,
    `providers: null # none\n${HEAD}`,
    `providers: ~\n${HEAD}`,
    `${HEAD}providers: []\n`,
    JSON.stringify({ ...JSON_FILE, providers: [] }, null, 2),
    JSON.stringify({ ...JSON_FILE, providers: null }),
    JSON.stringify({ ...JSON_FILE, providers: undefined }, null, 2),
  ];
  for (const text of table) {
    const merged = mergeEntry(await open(text), ENTRY);
    assertEquals((await open(merged)).providers, [ENTRY], merged);
  }
});

Deno.test("mergeEntry() changes single fields of our entry, and keeps what a person wrote there", async () => {
  const entry = (images: string, rest: string) =>
    `${LISTED}  - name: ${NAME}   # ours
    apiVersion: ${API}
    env:
      - name: A   # a proxy
        value: 'x'
    ${images}
    # how long
    defaultCacheDuration: 10m
${rest}`;
  const args = "    args: [--config=/x] # where\n";
  const table: readonly (readonly [string, KubeletEntry, string])[] = [
    [entry("matchImages: [a.io]", args), {
      ...ENTRY,
      matchImages: ["a.io", "b.io"],
    }, entry('matchImages: ["a.io", "b.io"]', args)],
    [entry("matchImages:\n    - a.io", args), {
      ...ENTRY,
      matchImages: ["b.io", "c.io"],
    }, entry('matchImages:\n    - "b.io"\n    - "c.io"', args)],
    [
      entry("matchImages: [a.io]", ""),
      ENTRY,
      entry("matchImages: [a.io]", '    args:\n      - "--config=/x"\n'),
    ],
    [
      entry("matchImages: [a.io]", args),
      { ...WITHOUT_ARGS, ...ENTRY, args: undefined } as KubeletEntry,
      entry("matchImages: [a.io]", ""),
    ],
  ];
  for (const [before, fields, after] of table) {
    const wanted = JSON.parse(JSON.stringify(fields));
    delete wanted.tokenAttributes;
    assertEquals(mergeEntry(await open(before), wanted), after);
  }
});

Deno.test("an entry that others need, or a form that cannot be changed, is refused", async () => {
  const shared =
    `${LISTED}- name: ${NAME}\n  apiVersion: ${API}\n  matchImages: &m [a.io]\n  defaultCacheDuration: 1h\n- name: z\n  apiVersion: ${API}\n  matchImages: *m\n  defaultCacheDuration: 1h\n`;
  const list = `${HEAD}x: &l\n${block("")}providers: *l\n`;
  const table: readonly (() => Promise<unknown>)[] = [
    async () => removeEntry(await open(shared), NAME),
    async () =>
      mergeEntry(await open(shared), { ...ENTRY, matchImages: ["b.io"] }),
    async () => mergeEntry(await open(list), ENTRY),
  ];
  for (const work of table) {
    const { code, message } = await assertRejects(work, ProviderError);
    assertEquals(code, "KUBELET_CONFIG_INVALID");
    assertEquals(message.includes("change it by hand"), true, message);
  }
});
