import { assertEquals, assertStringIncludes } from "@std/assert";
import { provider } from "../../../providers/vault/provider.ts";
import { vaultSection } from "../../../providers/vault/section.ts";
import { decoded } from "../../kit/decoding.ts";
import { SECTION } from "../../kit/clouds/vault.ts";
import { memoryRuntime } from "../../kit/memory_runtime.ts";
import { PEM } from "../../kit/pem.ts";

Deno.test("vaultSection has the defaults of Vault, and 15 minutes", () => {
  const { value, problems } = decoded(vaultSection, SECTION);
  assertEquals(problems, []);
  const { address, mount, role, path, version, username, password, keepForMs } =
    value ?? {};
  assertEquals(
    [address, mount, role, path, version, username, password, keepForMs],
    [
      "https://vault.example.com:8200",
      "kubernetes",
      "image-pull",
      "secret/data/registries/nexus",
      2,
      "username",
      "password",
      15 * 60_000,
    ],
  );
});

Deno.test("vaultSection puts no data between mount and path in version 1, and cuts off slashes of the address", () => {
  const { value } = decoded(vaultSection, {
    ...SECTION,
    address: "https://vault.example.com/proxy//",
    secret: { mount: "team/kv", path: "a/b.c", version: 1 },
  });
  assertEquals([value?.address, value?.path], [
    "https://vault.example.com/proxy",
    "team/kv/a/b.c",
  ]);
});

Deno.test("vault says which host it asks, and which files it trusts", () => {
  const section = { ...SECTION, caFile: "/ca.pem" };
  const { value } = decoded(provider.section, section);
  assertEquals(value?.backend, {
    host: "vault.example.com:8200",
    sends:
      "POST with the token of the pod's service account for vault; then GET of secret/data/registries/nexus",
  });
  assertEquals(value?.files, ["/ca.pem"]);
});

Deno.test("vault warns of authorities that cannot be trusted", async () => {
  const section = { ...SECTION, caFile: "/ca.pem" };
  const { value } = decoded(provider.section, section);
  const warned = async (files: Record<string, string>) =>
    (await value?.warnings?.(memoryRuntime({ files }), []) ?? [])
      .map(({ message }) => message);
  const [missing = ""] = await warned({});
  assertStringIncludes(missing, "/ca.pem does not exist");
  const [none = ""] = await warned({ "/ca.pem": "text" });
  assertStringIncludes(none, "/ca.pem holds no certificate in PEM");
  assertEquals(await warned({ "/ca.pem": PEM }), []);
});

const { subject: _, ...WITHOUT_SUBJECT } = SECTION;

const REFUSED: readonly [section: object, problem: string][] = [
  [
    { ...SECTION, address: "http://vault.example.com" },
    "address: expected https (http only on this machine itself)",
  ],
  [
    { ...SECTION, address: "https://u:p@vault.example.com" },
    "address: expected a URL without a user name, such as https://vault.example.com:8200",
  ],
  [
    { ...SECTION, address: "https://vault.example.com/?a" },
    "address: expected an address without a query, such as https://vault.example.com:8200",
  ],
  [
    WITHOUT_SUBJECT,
    '"subject" is missing: the token to log in with',
  ],
  [{ ...SECTION, auth: {} }, 'auth: needs "role"'],
  [
    {
      ...SECTION,
      auth: { roleAnnotation: { key: "a", allow: ["b"] } },
      subject: { file: "/t" },
    },
    'auth.roleAnnotation: needs "subject" with a service account',
  ],
  ...["../sys", "/a", "a//b", "a/", "a?b", "a#b", "a%2fb", "a b", ".", ""].map(
    (path): [object, string] => [
      { ...SECTION, secret: { path } },
      "secret.path: expected a path such as registries/nexus",
    ],
  ),
  [
    { ...SECTION, secret: { path: "a", version: 3 } },
    "secret.version: expected a whole number from 1 to 2",
  ],
  [
    { ...SECTION, namespace: "a\r\nb" },
    "namespace: expected a path such as team-a",
  ],
  [
    {
      ...SECTION,
      subject: { serviceAccount: { audience: "v", otherwise: "node" } },
    },
    "subject.serviceAccount.otherwise: expected fail",
  ],
];

for (const [section, problem] of REFUSED) {
  Deno.test(`vaultSection refuses ${JSON.stringify(section)}`, () => {
    assertEquals(decoded(vaultSection, section).problems, [problem]);
  });
}
