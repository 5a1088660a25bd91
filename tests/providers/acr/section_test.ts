import { assertEquals } from "@std/assert";
import { warnedOf } from "../../kit/pattern_warnings.ts";
import { CLOUD_NAMES, isAcrHost } from "../../../providers/acr/cloud.ts";
import { provider } from "../../../providers/acr/provider.ts";
import { decoded } from "../../kit/decoding.ts";
import { AUDIENCE, CLIENT, TENANT, WORKLOAD } from "../../kit/clouds/azure.ts";

const APPLICATION = { tenantId: TENANT, clientId: CLIENT };
const POD = { subject: { serviceAccount: {} } };
const CHOICE = { key: "a/b", allow: [CLIENT] };

Deno.test("acr wants tokens for Microsoft Entra, and the annotation that picks the application", () => {
  const { value, problems } = decoded(provider.section, {
    tenantId: TENANT,
    ...POD,
    clientIdAnnotation: CHOICE,
  });
  assertEquals(problems, []);
  assertEquals<unknown>(value?.serviceAccount, {
    annotationKeys: ["a/b"],
    audience: AUDIENCE,
    isDefaultAudience: true,
    cacheType: "ServiceAccount",
    isRequired: true,
  });
});

Deno.test("acr reads the secrets that its section names", () => {
  for (const key of ["clientSecret", "certificate"]) {
    const { value } = decoded(provider.section, {
      ...APPLICATION,
      [key]: { file: "/s" },
    });
    assertEquals(value?.secrets, [{ kind: "file", path: "/s" }]);
  }
});

const REFUSED: readonly [section: object, problem: string][] = [
  [
    { ...WORKLOAD, clientSecret: "s" },
    'clientSecret: cannot be used with "subject"',
  ],
  [
    { ...APPLICATION, clientSecret: "s", certificate: "c" },
    'certificate: cannot be used with "clientSecret"',
  ],
  [
    { tenantId: TENANT },
    'tenantId: does nothing without "subject", "clientSecret" or "certificate"',
  ],
  [{ clientId: CLIENT, clientSecret: "s" }, 'clientSecret: needs "tenantId"'],
  [{ tenantId: TENANT, clientSecret: "s" }, 'clientSecret: needs "clientId"'],
  [
    { ...APPLICATION, clientSecret: "s", clientIdAnnotation: CHOICE },
    'clientIdAnnotation: needs "subject" with a service account',
  ],
  ...["acme", `${TENANT}/x`, "common"].map((tenantId): [object, string] => [
    { ...APPLICATION, clientSecret: "s", tenantId },
    "tenantId: expected an ID such as 11111111-2222-3333-4444-555555555555",
  ]),
  ...["quay.io", "acme.azurecr.us", "acme.azurecr.io:443", "acme.azurecr.io/x"]
    .map((registry): [object, string] => [
      { registry },
      "registry: expected a registry of the cloud, such as acme.azurecr.io",
    ]),
];

for (const [section, problem] of REFUSED) {
  Deno.test(`acr refuses ${JSON.stringify(section)}`, () => {
    assertEquals(decoded(provider.section, section).problems, [problem]);
  });
}

Deno.test("isAcrHost() knows the registries of each cloud, and no host that only looks like one", () => {
  const clouds = (host: string) =>
    CLOUD_NAMES.filter((cloud) => isAcrHost(host, cloud));
  assertEquals(clouds("acme.azurecr.io"), ["public"]);
  assertEquals(clouds("acme-d4f5.azurecr.de"), ["public"]);
  assertEquals(clouds("acme.azurecr.us"), ["usGovernment"]);
  assertEquals(clouds("acme.azurecr.cn"), ["china"]);
  for (
    const host of [
      "azurecr.io",
      ".azurecr.io",
      "a.b.azurecr.io",
      "acme.azurecr.io.example.com",
      "acmeazurecr.io",
      "acme.azurecr.io:8443",
      "ACME.azurecr.io",
      "user@acme.azurecr.io",
      "a/b.azurecr.io",
    ]
  ) assertEquals(clouds(host), [], host);
});

Deno.test("acr warns of patterns that cover no registry of its cloud", async () => {
  assertEquals(
    await warnedOf(provider, {}, "*.azurecr.io", "acme.azurecr.io/x"),
    [],
  );
  const wrong = ["acme.azurecr.us", "azurecr.io", "quay.io", "a.b.azurecr.io"];
  assertEquals(await warnedOf(provider, {}, ...wrong), [0, 1, 2, 3]);
  assertEquals(
    await warnedOf(provider, { cloud: "usGovernment" }, wrong[0] ?? ""),
    [],
  );
  assertEquals(
    await warnedOf(provider, { registry: "m.azurecr.io" }, ...wrong),
    [],
  );
});
