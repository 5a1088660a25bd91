/**
 * What `checkNode()` finds wrong on a node.
 * @module
 */
import { assertEquals, assertStringIncludes } from "@std/assert";
import type { KubeletProcess } from "../../src/check/kubelet_process.ts";
import { type MemoryFile } from "../kit/memory_runtime.ts";
import { PEM } from "../kit/pem.ts";
import {
  check,
  CONFIG,
  CONFIG_FLAG,
  entry,
  FOLDER,
  FOLDER_FLAG,
  kubelet,
  NAME,
  running,
} from "../kit/checking.ts";

Deno.test("checkNode() is content with a sound node, and names all it looked at", async () => {
  const { checks, wrong } = await check(running());
  assertEquals(wrong, []);
  assertEquals(checks.map(({ what }) => what), [
    "flags",
    "config",
    "kubelet config",
    "restart",
    "program",
    "secrets",
    "access",
  ]);
});

interface Case {
  readonly what: string;
  readonly process?: KubeletProcess;
  readonly files?: { readonly [path: string]: MemoryFile };
  readonly wrong: readonly string[];
  readonly says: string;
}

const other = { link: `${FOLDER}/${NAME}` };
const CASES: readonly Case[] = [
  {
    what: "both flags missing",
    process: running([]),
    files: { "/opt/registries.yaml": CONFIG },
    wrong: ["error flags"],
    says: "without --image-credential-provider-config and --image-cred",
  },
  {
    what: "one flag missing",
    process: running([CONFIG_FLAG]),
    files: { "/opt/registries.yaml": CONFIG },
    wrong: ["error flags"],
    says: "without --image-credential-provider-bin-dir, so it never asks",
  },
  {
    what: "a second pair of flags",
    process: running([
      "--image-credential-provider-config=/other",
      "--image-credential-provider-bin-dir",
      "/other",
      CONFIG_FLAG,
      FOLDER_FLAG,
    ]),
    wrong: ["error flags", "error flags"],
    says: "--image-credential-provider-config stands 2 times",
  },
  {
    what: "a config of the kubelet that is not there",
    process: running(["--image-credential-provider-config=/no", FOLDER_FLAG]),
    wrong: ["error kubelet config"],
    says: "/no does not exist",
  },
  {
    what: "a config of the kubelet without us",
    files: { [`${FOLDER}/kubelet.yaml`]: kubelet(entry({ name: "other" })) },
    wrong: ["error kubelet config"],
    says: `no provider is named ${NAME}`,
  },
  {
    what: "a config that is not valid",
    files: { [`${FOLDER}/registries.yaml`]: "kind: RegistryConfig" },
    wrong: ["error config", "error config"],
    says: '"registries" is missing',
  },
  {
    what: "a pattern that the kubelet does not ask for",
    files: {
      [`${FOLDER}/kubelet.yaml`]: kubelet(entry({ matchImages: ["a.io"] })),
    },
    wrong: ["error kubelet config", "warning kubelet config"],
    says: "the kubelet's matchImages do not cover it",
  },
  {
    what: "a kubelet older than its config",
    process: running(undefined, { startedAt: 900_000 }),
    wrong: ["error restart"],
    says: "was changed after the kubelet started",
  },
  {
    what: "no program",
    files: { [`${FOLDER}/${NAME}`]: { failure: "missing" } },
    wrong: ["error program"],
    says: `${FOLDER}/${NAME} does not exist`,
  },
  {
    what: "a second entry whose link leads nowhere",
    files: {
      [`${FOLDER}/kubelet.yaml`]: kubelet(
        entry(),
        entry({ name: `${NAME}-2` }),
        entry({ name: `${NAME}-3` }),
      ),
      [`${FOLDER}/${NAME}-2`]: other,
      [`${FOLDER}/${NAME}-3`]: { link: "gone" },
    },
    wrong: ["error program"],
    says: `${FOLDER}/gone does not exist`,
  },
  {
    what: "a cache folder that others can enter",
    files: {
      "/run/registry-credential-provider": { kind: "directory", mode: 0o755 },
    },
    wrong: ["warning config"],
    says: "nothing is kept in /run/registry-credential-provider",
  },
  {
    what: "a secret that is not there",
    files: { [`${FOLDER}/token`]: { failure: "missing" } },
    wrong: ["warning config", "error secrets"],
    says: `${FOLDER}/token does not exist: create it`,
  },
  {
    what: "a secret in a folder of somebody else",
    files: {
      [FOLDER]: { kind: "directory", uid: 1000 },
      [`${FOLDER}/token`]: { content: "x", mode: 0o600, uid: 1000 },
    },
    wrong: ["error access", "error access"],
    says: `${FOLDER}/token belongs to user 1000 (mode`,
  },
];

for (const { what, process = running(), files, wrong, says } of CASES) {
  Deno.test(`checkNode() finds ${what}`, async () => {
    const found = await check(process, files);
    assertEquals(found.wrong, wrong, found.text);
    assertStringIncludes(found.text, says);
  });
}

Deno.test("checkNode() repeats no secret, neither of a file nor of the config", async () => {
  const files = {
    [`${FOLDER}/registries.yaml`]: {
      content: CONFIG.replace("username: u", "username: hunter2, hunter2: x"),
      mode: 0o666,
    },
  };
  for (const change of [{}, files]) {
    const { checks } = await check(running(), change);
    assertEquals(JSON.stringify(checks).includes("hunter2"), false);
  }
});

Deno.test("checkNode() looks at the files of the webhook as at the secrets of registries", async () => {
  const webhook =
    `{ url: "https://c.example.com/", headers: { a: { file: ${FOLDER}/header } }, caFile: ${FOLDER}/ca.pem }`;
  const path = `${FOLDER}/registries.yaml`;
  const config = `${CONFIG}audit: { webhook: ${webhook} }\n`;
  const files = {
    [path]: config,
    [`${FOLDER}/header`]: "word",
    [`${FOLDER}/ca.pem`]: PEM,
  };
  assertEquals((await check(running(), files)).wrong, []);
  const { text, wrong } = await check(running(), {
    [path]: config,
    [`${FOLDER}/ca.pem`]: PEM,
  });
  assertEquals(wrong, ["warning config", "error secrets"]);
  assertStringIncludes(text, `${FOLDER}/header does not exist`);
  const open = { content: PEM, mode: 0o666 };
  const writable = await check(running(), {
    ...files,
    [`${FOLDER}/ca.pem`]: open,
  });
  assertEquals(writable.wrong, ["error access"]);
  assertStringIncludes(writable.text, `chmod go-w ${FOLDER}/ca.pem`);
});
