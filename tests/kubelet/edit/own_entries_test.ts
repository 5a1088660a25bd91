import { assertEquals, assertRejects } from "@std/assert";
import { openKubeletConfig } from "../../../src/kubelet/edit/config.ts";
import {
  mergeOwnEntries,
  removeOwnEntries,
} from "../../../src/kubelet/edit/own_entries.ts";
import type { KubeletEntry } from "../../../src/kubelet/entry.ts";
import { ProviderError } from "../../../src/runtime/errors.ts";
import { memoryRuntime } from "../../kit/memory_runtime.ts";

const NAME = "registry-credential-provider";

function entry(name: string, audience?: string, more: KubeletEntry = {}) {
  return {
    name,
    apiVersion: "credentialprovider.kubelet.k8s.io/v1",
    matchImages: ["a.io"],
    defaultCacheDuration: "10m",
    ...audience !== undefined && {
      tokenAttributes: {
        serviceAccountTokenAudience: audience,
        cacheType: "ServiceAccount",
        requireServiceAccount: true,
      },
    },
    ...more,
  };
}

const OTHER = entry("ecr-credential-provider");

function fileOf(...providers: readonly KubeletEntry[]) {
  const text = JSON.stringify({
    apiVersion: "kubelet.config.k8s.io/v1",
    kind: "CredentialProviderConfig",
    providers,
  });
  return openKubeletConfig("/k", memoryRuntime({ files: { "/k": text } }));
}

async function merged(
  before: readonly KubeletEntry[],
  entries: readonly KubeletEntry[],
): Promise<readonly KubeletEntry[]> {
  return JSON.parse(mergeOwnEntries(await fileOf(...before), entries))
    .providers;
}

Deno.test("mergeOwnEntries() puts in, replaces and takes out what is ours, and leaves the rest", async () => {
  const before = [
    entry(NAME, "old"),
    OTHER,
    entry(`${NAME}-gone`, "gone"),
    entry(`${NAME}-stays`, "stays"),
  ];
  const plain = entry(NAME);
  const stays = entry(`${NAME}-stays`, "stays", { matchImages: ["b.io"] });
  const added = entry(`${NAME}-new`, "new");
  assertEquals(await merged(before, [plain, stays, added]), [
    plain,
    OTHER,
    stays,
    added,
  ]);
});

Deno.test("mergeOwnEntries() renames the only entry of a file", async () => {
  const wanted = entry(`${NAME}-sts.amazonaws.com`, "sts.amazonaws.com");
  const old = entry(NAME, "sts.amazonaws.com");
  assertEquals(await merged([old], [wanted]), [wanted]);
});

Deno.test("a new entry takes over what a person has given another of ours, but nothing of the config", async () => {
  const proxy = { env: [{ name: "HTTPS_PROXY", value: "http://proxy" }] };
  const other = { env: [{ name: "A", value: "1" }] };
  const before = [
    entry(NAME, undefined, { ...other, args: ["--config=/old"] }),
    entry(`${NAME}-sa`, "aud", proxy),
  ];
  const wanted = [
    entry(NAME),
    entry(`${NAME}-aud`, "aud"),
    entry(`${NAME}-b`, "b"),
  ];
  assertEquals(await merged(before, wanted), [
    { ...wanted[0], ...other },
    { ...wanted[1], ...proxy },
    { ...wanted[2], ...other },
  ]);
  // Another's is none of ours.
  const foreign = { ...OTHER, ...proxy };
  assertEquals(await merged([foreign], [entry(NAME)]), [foreign, entry(NAME)]);
});

Deno.test("removeOwnEntries() takes out every entry of ours, but leaves a file that a kubelet can read", async () => {
  const own = [entry(NAME), entry(`${NAME}-a`, "a")];
  const text = removeOwnEntries(await fileOf(...own, OTHER));
  assertEquals(JSON.parse(text).providers, [OTHER]);
  const { code, message } = await assertRejects(
    async () => removeOwnEntries(await fileOf(...own)),
    ProviderError,
  );
  assertEquals(code, "KUBELET_CONFIG_INVALID");
  assertEquals(message.includes("has no other entry"), true, message);
});
