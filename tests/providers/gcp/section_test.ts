import { assertEquals } from "@std/assert";
import { warnedOf } from "../../kit/pattern_warnings.ts";
import { provider } from "../../../providers/gcp/provider.ts";
import { decoded } from "../../kit/decoding.ts";
import { AUDIENCE, EMAIL, PROVIDER } from "../../kit/clouds/google.ts";

const ACCOUNT = { provider: PROVIDER, subject: { serviceAccount: {} } };
const GKE =
  "identitynamespace:acme.svc.id.goog:https://container.googleapis.com/v1/projects/acme/locations/europe-west1/clusters/c";

function accountOf(workloadIdentity: object, more: object = {}) {
  const { value, problems } = decoded(provider.section, {
    workloadIdentity,
    ...more,
  });
  assertEquals(problems, []);
  return value?.serviceAccount;
}

Deno.test("gcp wants tokens for the provider, unless the rule names another audience", () => {
  const account = {
    annotationKeys: [],
    audience: AUDIENCE,
    isDefaultAudience: true,
    cacheType: "ServiceAccount",
    isRequired: true,
  };
  assertEquals<unknown>(accountOf(ACCOUNT), account);
  assertEquals(
    accountOf({ provider: GKE, subject: { serviceAccount: {} } })?.audience,
    "acme.svc.id.goog",
  );
  const subject = { serviceAccount: { audience: "x", otherwise: "node" } };
  assertEquals<unknown>(accountOf({ provider: PROVIDER, subject }), {
    ...account,
    audience: "x",
    isDefaultAudience: false,
    isRequired: false,
  });
});

Deno.test("gcp needs the annotation that picks the service account", () => {
  const impersonateAnnotation = { key: "iam.gke.io/x", allow: [EMAIL] };
  const account = accountOf(ACCOUNT, { impersonateAnnotation });
  assertEquals(account?.annotationKeys, ["iam.gke.io/x"]);
});

const REFUSED: readonly [section: object, problem: string][] = [
  [
    { workloadIdentity: ACCOUNT, keyFile: "/k" },
    'keyFile: cannot be used with "workloadIdentity"',
  ],
  [
    { keyFile: "k" },
    "keyFile: expected an absolute path, one that begins with /",
  ],
  ...[
    "acme",
    "a@b.example.com",
    `${EMAIL}/../x`,
    `${EMAIL}?x`,
    "A@b.iam.gserviceaccount.com",
  ]
    .map((impersonate): [object, string] => [
      { impersonate },
      "impersonate: expected the address of a service account of Google, such as puller@acme.iam.gserviceaccount.com",
    ]),
  ...[
    PROVIDER.replace("123456789", "acme"),
    `//iam.googleapis.com/${PROVIDER}`,
    `${PROVIDER}/x`,
    "identitynamespace:acme.example.com:https://a.b",
  ].map((one): [object, string] => [
    { workloadIdentity: { ...ACCOUNT, provider: one } },
    "workloadIdentity.provider: expected projects/NUMBER/locations/global/workloadIdentityPools/POOL/providers/PROVIDER, with the number of the project",
  ]),
  [
    { impersonateAnnotation: { key: "a", allow: [EMAIL] } },
    'impersonateAnnotation: needs "workloadIdentity" with a service account as its subject',
  ],
  [
    { registry: "quay.io" },
    "registry: expected a registry of Google, such as europe-docker.pkg.dev",
  ],
];

for (const [section, problem] of REFUSED) {
  Deno.test(`gcp refuses ${JSON.stringify(section)}`, () => {
    assertEquals(decoded(provider.section, section).problems, [problem]);
  });
}

Deno.test("gcp warns of patterns that cover no registry of Google", async () => {
  const right = [
    "gcr.io",
    "*.gcr.io",
    "eu.gcr.io/acme",
    "*-docker.pkg.dev",
    "*.pkg.dev",
    "us*.pkg.dev",
    "europe-docker.pkg.dev/acme/",
    "us-docker.pkg.dev:443",
  ];
  assertEquals(await warnedOf(provider, {}, ...right), []);
  const wrong = [
    "quay.io",
    "docker.pkg.dev",
    "a.b.gcr.io",
    "gcr.io:5000",
    "europe.pkg.dev",
  ];
  assertEquals(await warnedOf(provider, {}, ...wrong), [0, 1, 2, 3, 4]);
  assertEquals(await warnedOf(provider, { registry: "gcr.io" }, ...wrong), []);
});
