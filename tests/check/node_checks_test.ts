import { assertEquals, assertStringIncludes } from "@std/assert";
import type { KubeletProcess } from "../../src/check/kubelet_process.ts";
import { checkNode } from "../../src/check/node_checks.ts";
import { PROVIDERS } from "../../providers/table.ts";
import { elfOf } from "../kit/elf.ts";
import { type MemoryFile, memoryRuntime } from "../kit/memory_runtime.ts";
import { config } from "../kit/program.ts";

const FOLDER = "/etc/kubernetes/credential-providers";
const RANCHER = "/var/lib/rancher/credentialprovider";
const NAME = "registry-credential-provider";
const CONFIG_FLAG = `--image-credential-provider-config=${FOLDER}/kubelet.yaml`;
const FOLDER_FLAG = `--image-credential-provider-bin-dir=${FOLDER}`;

const CONFIG = config(`- name: hub
  match: [docker.io]
  static: { username: u, password: { file: ${FOLDER}/token } }
`);
const entry = (change: Record<string, unknown> = {}) => ({
  name: NAME,
  apiVersion: "credentialprovider.kubelet.k8s.io/v1",
  matchImages: ["docker.io"],
  defaultCacheDuration: "10m",
  ...change,
});
const kubelet = (...providers: readonly unknown[]) => ({
  content: JSON.stringify({
    apiVersion: "kubelet.config.k8s.io/v1",
    kind: "CredentialProviderConfig",
    providers,
  }),
  mode: 0o644,
  modifiedAt: 1_000_000,
});
const program = { content: elfOf(62), mode: 0o755 };
const FILES: { readonly [path: string]: MemoryFile } = {
  [`${FOLDER}/registries.yaml`]: CONFIG,
  [`${FOLDER}/token`]: "hunter2\n",
  [`${FOLDER}/kubelet.yaml`]: kubelet(entry()),
  [`${FOLDER}/${NAME}`]: program,
};

function running(
  words: readonly string[] = [CONFIG_FLAG, FOLDER_FLAG],
  change: Partial<KubeletProcess> = {},
  executable = "/usr/bin/kubelet",
): KubeletProcess {
  return {
    words: [executable, ...words],
    mounts: undefined,
    startedAt: 2_000_000,
    ...change,
  };
}

async function check(
  process: KubeletProcess | undefined,
  change: { readonly [path: string]: MemoryFile } = {},
  configPath?: string,
) {
  const runtime = memoryRuntime({ files: { ...FILES, ...change } });
  const node = {
    process,
    configPath,
    defaultConfigPath: "/opt/registries.yaml",
  };
  const checks = await checkNode(node, PROVIDERS, runtime);
  const wrong = checks.filter(({ status }) => status !== "ok");
  return {
    checks,
    wrong: wrong.map(({ status, what }) => `${status} ${what}`),
    text: wrong.map(({ message }) => message).join("\n"),
  };
}

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

Deno.test("checkNode() notes which right nodes need, which it cannot look at", async () => {
  const text = `apiVersion: registry-credential-provider/v1
kind: RegistryConfig
registries:
- name: e
  match: [e.io]
  ecr: { region: eu-west-1, registryId: "123456789012", serviceAccount: { roleAnnotation: x.io/role } }
`;
  const tokens = entry({
    name: `${NAME}-sts.amazonaws.com`,
    matchImages: ["e.io"],
    args: ["--audience=sts.amazonaws.com"],
    tokenAttributes: {
      serviceAccountTokenAudience: "sts.amazonaws.com",
      cacheType: "ServiceAccount",
      requireServiceAccount: true,
      optionalServiceAccountAnnotationKeys: ["x.io/role"],
    },
  });
  const { wrong, text: said } = await check(running(), {
    [`${FOLDER}/registries.yaml`]: text,
    [`${FOLDER}/kubelet.yaml`]: kubelet(tokens),
    [`${FOLDER}/${NAME}-sts.amazonaws.com`]: {
      link: `${FOLDER}/${NAME}`,
    },
  });
  assertEquals(wrong, ["note audience"]);
  assertEquals(said.includes("gets tokens for sts.amazonaws.com only"), true);
  assertEquals(said.includes("the kubelet's log names the audience"), true);
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

Deno.test("checkNode() takes the config that the kubelet's entry names, or the one that is asked for", async () => {
  const files = {
    [`${FOLDER}/kubelet.yaml`]: kubelet(
      entry({ args: ["--config", "/b.yaml"] }),
    ),
    "/b.yaml": CONFIG,
    "/c.yaml": CONFIG.replace("docker.io", "c.io"),
  };
  assertEquals((await check(running(), files)).wrong, []);
  const { text } = await check(running(), files, "/c.yaml");
  assertStringIncludes(text, "/c.yaml: registries[0].match[0]");
});

Deno.test("checkNode() knows the places of k3s and RKE2 where both are there", async () => {
  for (const name of ["/usr/local/bin/k3s server", "/opt/rke2/bin/rke2"]) {
    const k3s = running([], {}, name);
    const sound = {
      [`${RANCHER}/config.yaml`]: kubelet(entry()),
      [`${RANCHER}/bin`]: { kind: "directory" },
      [`${RANCHER}/bin/${NAME}`]: program,
      [`${RANCHER}/bin/registries.yaml`]: CONFIG,
    } as const;
    const { wrong, checks, text } = await check(k3s, sound);
    assertEquals(wrong, [], text);
    assertStringIncludes(checks[0]?.message ?? "", `${RANCHER}/config.yaml`);
    const missing = await check(k3s, {
      ...sound,
      [`${RANCHER}/config.yaml`]: { kind: "directory" },
      "/opt/registries.yaml": CONFIG,
    });
    assertEquals(missing.wrong, ["error flags"]);
  }
});

Deno.test("checkNode() says that no kubelet runs here, and still checks the config that is given", async () => {
  const path = `${FOLDER}/registries.yaml`;
  const { wrong, checks } = await check(undefined, {}, path);
  assertEquals(wrong, ["warning kubelet"]);
  const whats = checks.map(({ what }) => what);
  assertEquals(whats, ["kubelet", "config", "secrets", "access"]);
});

Deno.test("checkNode() does not call a node sound whose kubelet it could not look at", async () => {
  const { wrong, text } = await check(undefined, {
    "/var/lib/kubelet/config.yaml": "",
  }, `${FOLDER}/registries.yaml`);
  assertEquals(wrong, ["error kubelet"]);
  assertStringIncludes(text, "as root, run: for c in $(grep");
});

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
  const certificate = "-----BEGIN CERTIFICATE-----\n";
  const files = {
    [path]: config,
    [`${FOLDER}/header`]: "word",
    [`${FOLDER}/ca.pem`]: certificate,
  };
  assertEquals((await check(running(), files)).wrong, []);
  const { text, wrong } = await check(running(), {
    [path]: config,
    [`${FOLDER}/ca.pem`]: certificate,
  });
  assertEquals(wrong, ["warning config", "error secrets"]);
  assertStringIncludes(text, `${FOLDER}/header does not exist`);
  const open = { content: certificate, mode: 0o666 };
  const writable = await check(running(), {
    ...files,
    [`${FOLDER}/ca.pem`]: open,
  });
  assertEquals(writable.wrong, ["error access"]);
  assertStringIncludes(writable.text, `chmod go-w ${FOLDER}/ca.pem`);
});
