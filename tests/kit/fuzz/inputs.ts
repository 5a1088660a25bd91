/**
 * Generated inputs that functions and the program are given alike: sound ones,
 * ones of the wrong shape, and ones with damaged text.
 * @module
 */
import fc from "fast-check";
import { damaged } from "./fuzzing.ts";
import { SECRET } from "./refusal.ts";

/** Any JSON value, with the secret at some places. */
export const anyJson: fc.Arbitrary<unknown> = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }),
  fc.constantFrom<unknown>(SECRET, [SECRET], { [SECRET]: 1 }, { a: SECRET }),
);

/** An object where some of the values are replaced, and some keys are missing or new. */
export function bent(sound: Record<string, unknown>): fc.Arbitrary<unknown> {
  const keys = Object.keys(sound);
  const change = fc.tuple(
    fc.oneof(
      { weight: 4, arbitrary: fc.constantFrom(...keys) },
      {
        weight: 1,
        arbitrary: fc.constantFrom("extra", "__proto__", SECRET, ""),
      },
    ),
    fc.oneof(fc.constant(undefined), anyJson),
  );
  return fc.array(change, { maxLength: 3 }).map((changes) => {
    const pairs = new Map(Object.entries(sound));
    for (const [key, value] of changes) pairs.set(key, value);
    return Object.fromEntries(pairs);
  });
}

/** A service-account token: sound, of another shape, damaged. */
export const tokenText: fc.Arbitrary<string> = fc.oneof(
  fc.string({ maxLength: 40 }),
  fc.tuple(
    anyJson,
    bent({ namespace: "team", serviceaccount: { name: "n", uid: "u" } }),
  ).map(([head, kubernetes]) =>
    [head, { "kubernetes.io": kubernetes }, SECRET].map((part) =>
      btoa(unescape(encodeURIComponent(JSON.stringify(part))))
        .replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "")
    ).join(".")
  ),
);

/** A request of the kubelet. */
export const requestText: fc.Arbitrary<string> = fc.oneof(
  request().map((value) => JSON.stringify(value) ?? ""),
  damaged(request().map((value) => JSON.stringify(value) ?? "")),
);

function request(): fc.Arbitrary<unknown> {
  return fc.record({
    version: fc.constantFrom("v1", "v1", "v1beta1", "v1alpha1", "v2"),
    image: fc.constantFrom(
      "r.example.com/app",
      "r.example.com:5000/app",
      "other.io/x",
      "R/../",
      "",
    ),
    token: tokenText,
  }).chain(({ version, image, token }) =>
    bent({
      kind: "CredentialProviderRequest",
      apiVersion: `credentialprovider.kubelet.k8s.io/${version}`,
      image,
      serviceAccountToken: token,
      serviceAccountAnnotations: { "example.com/a": SECRET },
    })
  );
}

/** A static rule, a JWT rule or an ECR rule, with wrong values at some places. */
const rule: fc.Arbitrary<unknown> = fc.oneof(
  bent({ username: "u", password: SECRET }).chain((section) =>
    bent({ name: "r", match: ["r.example.com"], static: section })
  ),
  bent({
    username: "u",
    key: SECRET,
    algorithm: "HS256",
    issuer: "i",
    audience: "a",
    subject: "node:${node}",
    lifetime: "15m",
    claims: { access: [{ name: "${repository}" }] },
  }).chain((section) =>
    bent({ name: "j", match: ["*.example.com:5000"], jwt: section })
  ),
  bent({
    region: "eu-west-1",
    roleArn: SECRET,
    endpoint: "https://127.0.0.1:1",
  })
    .chain((section) =>
      bent({ name: "e", match: ["*.example.org/a/"], ecr: section })
    ),
);

/** A config as a value. */
export const configValue: fc.Arbitrary<unknown> = fc.array(rule, {
  minLength: 1,
  maxLength: 4,
}).chain((registries) =>
  bent({
    apiVersion: "registry-credential-provider/v1",
    kind: "RegistryConfig",
    defaults: { cacheDuration: "10m" },
    cache: { directory: "off" },
    registries,
  })
);

/** A config whose sections about what is done after an answer are bent. */
export const reportingValue: fc.Arbitrary<unknown> = bent({
  url: "https://collector.example.com/",
  headers: { Authorization: SECRET, "x-a": { file: "/t" } },
  caFile: "/ca.pem",
  timeout: "1s",
  stateDirectory: "/s",
}).chain((webhook) =>
  fc.record({
    audit: bent({ directory: "off", maxSize: 4096, keep: 1, webhook }),
    metrics: bent({ file: "/m/a.prom" }),
  })
).map((reports) => ({
  apiVersion: "registry-credential-provider/v1",
  kind: "RegistryConfig",
  registries: [{
    name: "r",
    match: ["r.example.com"],
    static: { username: "u", password: SECRET },
  }],
  ...reports,
}));

const SOUND = `apiVersion: registry-credential-provider/v1
kind: RegistryConfig
cache: { directory: off }
registries:
  - name: one # a comment
    match: [r.example.com, "*.example.com:5000"]
    cacheDuration: 1h30m
    static: &anchor
      username: 'it''s me'
      password: "${SECRET}"
  - name: two
    match:
      - other.io/team/
    static:
      username: |
        text
      password: >-
        ${SECRET}
  - { name: three, match: [three.io], static: *anchor }
`;

/** A config as text: sound, cut, with characters taken away or added. */
export const configText: fc.Arbitrary<string> = fc.oneof(
  damaged(fc.constant(SOUND)),
  damaged(fc.nat(SOUND.length).map((end) => SOUND.slice(0, end))),
  damaged(configValue.map((value) => JSON.stringify(value, null, 1) ?? "")),
);

/** A Docker config file. */
export const dockerConfigText: fc.Arbitrary<string> = fc.oneof(
  dockerConfig(),
  damaged(dockerConfig()),
);

function dockerConfig(): fc.Arbitrary<string> {
  const entry = fc.oneof(
    bent({ auth: btoa(`user:${SECRET}`) }),
    bent({ username: "user", password: SECRET }),
    fc.string().map((auth) => ({ auth })),
  );
  const key = fc.constantFrom(
    "r.example.com",
    "https://r.example.com/v1/",
    "https://index.docker.io/v1/",
    "*.example.com",
    "%",
    "__proto__",
  );
  return fc.dictionary(key, entry, { maxKeys: 3 }).chain((auths) =>
    bent({ auths, credsStore: "pass" })
  ).map((value) => JSON.stringify(value) ?? "");
}
