import { assertEquals, assertMatch } from "@std/assert";
import type { AuditSettings } from "../../src/config/audit.ts";
import { reportWarnings } from "../../src/check/report_warnings.ts";
import type { ReportSettings } from "../../src/config/report_settings.ts";
import type { WebhookSettings } from "../../src/config/webhook.ts";
import {
  type MemoryFile,
  memoryRuntime,
  type World,
} from "../kit/memory_runtime.ts";
import { PEM } from "../kit/pem.ts";

const OWN = "/var/lib/registry-credential-provider";
const AUDIT: AuditSettings = {
  directory: undefined,
  maxSize: 4_096,
  keep: 1,
  webhook: undefined,
};
const WEBHOOK: WebhookSettings = {
  url: "https://collector.example.com/",
  headers: [],
  caFile: undefined,
  timeoutMs: 1_000,
  stateDirectory: `${OWN}/webhook`,
};

/** Warnings of a config that only this user can read. */
async function warningsOf(
  settings: Partial<ReportSettings>,
  world: World = {},
  mode = 0o600,
): Promise<readonly string[]> {
  const found = await reportWarnings(
    { audit: undefined, metrics: undefined, ...settings },
    { path: "/c", text: "", mode },
    memoryRuntime(world),
  );
  return found.map(({ path, message }) => `${path}: ${message}`);
}

const ofWebhook = (
  webhook: Partial<WebhookSettings>,
  world?: World,
  mode?: number,
) =>
  warningsOf(
    { audit: { ...AUDIT, webhook: { ...WEBHOOK, ...webhook } } },
    world,
    mode,
  );

const PRIVATE: Record<string, [string, MemoryFile | undefined, RegExp?]> = {
  "that is missing": [`${OWN}/a`, undefined],
  "with mode 0700": [`${OWN}/a`, { kind: "directory", mode: 0o700 }],
  "that a group can enter": [
    `${OWN}/a`,
    { kind: "directory", mode: 0o710 },
    /: nothing is written in .* mode 0700/,
  ],
  "that is a link": [
    `${OWN}/a`,
    { link: "/tmp" },
    /: nothing is written in .* not a symbolic link/,
  ],
  "of somebody else": [
    `${OWN}/a`,
    { kind: "directory", mode: 0o700, uid: 1000 },
    /: nothing is written in .* a folder of root/,
  ],
  "elsewhere": ["/opt/audit", undefined, /: nothing can be written there/],
};
for (const [what, [folder, file, expected]] of Object.entries(PRIVATE)) {
  Deno.test(`reportWarnings() ${expected ? "tells of" : "is silent about"} a private folder ${what}`, async () => {
    const world = { files: file === undefined ? {} : { [folder]: file } };
    const found = [
      await warningsOf({ audit: { ...AUDIT, directory: folder } }, world),
      await ofWebhook({ stateDirectory: folder }, world),
    ];
    const paths = ["audit.directory", "audit.webhook.stateDirectory"];
    for (const [at, path] of paths.entries()) {
      const [first, ...more] = found[at] ?? [];
      assertEquals(more, []);
      assertEquals(first?.split(":")[0], expected && path);
      if (expected) assertMatch(first ?? "", expected);
    }
  });
}

Deno.test("reportWarnings() tells of an audit without a folder and a webhook", async () => {
  assertEquals(await warningsOf({ audit: AUDIT }), [
    "audit: has neither a folder nor a webhook: nothing is written down",
  ]);
});

Deno.test("reportWarnings() tells of the secrets of headers as of those of registries", async () => {
  const headers = [
    { name: "a", value: { kind: "inline", value: "word" } },
    { name: "b", value: { kind: "file", path: "/missing" } },
    { name: "c", value: { kind: "env", name: "MISSING" } },
    { name: "d", value: { kind: "file", path: "/token" } },
  ] as const;
  const world = { files: { "/token": { content: "t", mode: 0o644 } } };
  assertEquals(await ofWebhook({ headers }, world, 0o644), [
    'audit.webhook.headers[0]: holds a secret, and every user can read /c: run "chmod 600 /c", or move the secret to a file',
    "audit.webhook.headers[1]: the secret file /missing does not exist or cannot be reached from here: create it, owned by root with mode 0600",
    'audit.webhook.headers[2]: the environment variable MISSING is not set here: the kubelet needs it in "env" of its CredentialProviderConfig',
    'audit.webhook.headers[3]: every user can read /token: run "chmod 600 /token"',
  ]);
});

Deno.test("reportWarnings() tells of certificates that are not there, or are none", async () => {
  const caFile = "/ca.pem";
  const warned = (content?: string) =>
    ofWebhook({ caFile }, {
      files: content === undefined ? {} : { [caFile]: content },
    });
  assertEquals(await warned(), [
    "audit.webhook.caFile: the file with certificates /ca.pem does not exist: create it, with certificates in PEM",
  ]);
  const again = "write the certificates of the authorities into it again";
  assertEquals(await warned("key"), [
    `audit.webhook.caFile: the file with certificates /ca.pem holds no certificate in PEM: ${again}`,
  ]);
  assertEquals(await warned("-----BEGIN CERTIFICATE-----\n"), [
    `audit.webhook.caFile: the file with certificates /ca.pem holds a damaged certificate: ${again}`,
  ]);
  assertEquals(await warned(PEM), []);
});

const METRICS: Record<string, [string, MemoryFile | undefined, RegExp?]> = {
  "that is missing": [`${OWN}/m`, undefined],
  "that everybody can enter": [
    `${OWN}/m`,
    { kind: "directory", mode: 0o755 },
  ],
  "that a group may write to": [
    `${OWN}/m`,
    { kind: "directory", mode: 0o775 },
    /^metrics\.file: nothing is written to .* only its owner can write to/,
  ],
  "that is a link": [
    `${OWN}/m`,
    { link: "/tmp" },
    /^metrics\.file: nothing is written to .* not a symbolic link/,
  ],
  "elsewhere": ["/opt", undefined, /^metrics\.file: nothing can be written/],
};
for (const [what, [folder, file, expected]] of Object.entries(METRICS)) {
  Deno.test(`reportWarnings() ${expected ? "tells of" : "is silent about"} a metrics folder ${what}`, async () => {
    const world = { files: file === undefined ? {} : { [folder]: file } };
    const metrics = { file: `${folder}/m.prom` };
    const [first, ...more] = await warningsOf({ metrics }, world);
    assertEquals(more, []);
    if (expected) assertMatch(first ?? "", expected);
    else assertEquals(first, undefined);
  });
}
