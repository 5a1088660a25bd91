import { assertEquals, assertNotEquals } from "@std/assert";
import { identityOf } from "../../../providers/ecr/identity.ts";
import type { CredentialRequest } from "../../../src/provider.ts";
import type { FileFacts, Runtime } from "../../../src/runtime/runtime.ts";
import { memoryRuntime } from "../../kit/memory_runtime.ts";
import {
  account,
  KEY,
  OTHER_ROLE,
  REGISTRY,
  requestFor,
  ROLE,
  sectionOf,
} from "../../kit/aws/image_request.ts";

interface Given {
  readonly section?: unknown;
  readonly request?: CredentialRequest;
  readonly env?: Readonly<Record<string, string>>;
  /** Paths of files, with the time of their last change. */
  readonly files?: Readonly<Record<string, number>>;
}

function runtimeOf({ env = {}, files = {} }: Given): Runtime {
  const stat = (path: string): Promise<FileFacts | "missing"> => {
    const modifiedAt = files[path];
    return Promise.resolve(
      modifiedAt === undefined
        ? "missing"
        : { kind: "file", size: 1, mode: 0o600, modifiedAt },
    );
  };
  return { ...memoryRuntime({ env }), stat };
}

function identity(given: Given = {}): Promise<string | undefined> {
  const { section = {}, request = requestFor() } = given;
  return identityOf(sectionOf(section), request, runtimeOf(given));
}

const AT_HOME = { HOME: "/home/a" };

const DIFFERENT: readonly [what: string, Given, Given][] = [
  [
    "registries of two accounts",
    {},
    { request: requestFor(REGISTRY.replace("123456789012", "210987654321")) },
  ],
  [
    "registries of two regions",
    {},
    { request: requestFor(REGISTRY.replace("eu-west-1", "eu-west-2")) },
  ],
  [
    "a private and the public registry",
    {},
    { request: requestFor("public.ecr.aws") },
  ],
  [
    "a registry by its FIPS name",
    {},
    { request: requestFor(REGISTRY.replace(".ecr.", ".ecr-fips.")) },
  ],
  [
    "two roles of rules",
    { section: { roleArn: ROLE } },
    { section: { roleArn: OTHER_ROLE } },
  ],
  ["a role and none", {}, { section: { roleArn: ROLE } }],
  ...[
    "AWS_ACCESS_KEY_ID",
    "AWS_PROFILE",
    "AWS_ROLE_ARN",
    "AWS_WEB_IDENTITY_TOKEN_FILE",
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
    "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE",
    "AWS_EC2_METADATA_SERVICE_ENDPOINT",
    "AWS_CONFIG_FILE",
    "AWS_SHARED_CREDENTIALS_FILE",
    "HOME",
  ].map((name): [string, Given, Given] => [
    `two values of ${name}`,
    { env: { [name]: "/one" } },
    { env: { [name]: "/other" } },
  ]),
  ...["/home/a/.aws/config", "/home/a/.aws/credentials"].map((
    path,
  ): [string, Given, Given] => [
    `before and after a change of ${path}`,
    { env: AT_HOME, files: { [path]: 1 } },
    { env: AT_HOME, files: { [path]: 2 } },
  ]),
  [
    "before and after a change of a file that AWS_CONFIG_FILE names",
    { env: { AWS_CONFIG_FILE: "/c" }, files: { "/c": 1 } },
    { env: { AWS_CONFIG_FILE: "/c" }, files: { "/c": 2 } },
  ],
  [
    "before and after a change of a profile of root, where HOME is not set",
    { files: { "/root/.aws/config": 1 } },
    { files: { "/root/.aws/config": 2 } },
  ],
];

for (const [what, one, other] of DIFFERENT) {
  Deno.test(`identityOf never shares between ${what}`, async () => {
    assertNotEquals(await identity(one), await identity(other));
  });
}

const WITH_ACCOUNT = { roleArn: ROLE, serviceAccount: {} };

for (
  const [what, change] of [
    ["name", { name: "other" }],
    ["namespace", { namespace: "other" }],
    ["uid, as after it was deleted and made again", { uid: "uid-2" }],
  ] as const
) {
  Deno.test(`identityOf never shares between service accounts of another ${what}`, async () => {
    const of = (facts: object) =>
      identity({
        section: WITH_ACCOUNT,
        request: requestFor(REGISTRY, account(facts)),
      });
    assertNotEquals(await of({}), await of(change));
  });
}

Deno.test("identityOf never shares between roles of an annotation", async () => {
  const of = (role: string) =>
    identity({
      section: { serviceAccount: { roleAnnotation: KEY } },
      request: requestFor(
        REGISTRY,
        account({ annotations: new Map([[KEY, role]]) }),
      ),
    });
  assertNotEquals(await of(ROLE), await of(OTHER_ROLE));
});

Deno.test("identityOf is none where the service account does not say who it is", async () => {
  for (const missing of ["namespace", "name", "uid"]) {
    const request = requestFor(REGISTRY, account({ [missing]: undefined }));
    const found = await identity({ section: WITH_ACCOUNT, request });
    assertEquals(found, undefined, missing);
  }
});

const SHARED: readonly [what: string, Given, Given][] = [
  [
    "two images of a registry",
    {},
    {
      request: {
        image: {
          ...requestFor().image,
          path: "b",
          repository: `${REGISTRY}/b`,
        },
      },
    },
  ],
  [
    "two secret keys and sessions, which no name may depend on",
    { env: { AWS_ACCESS_KEY_ID: "A", AWS_SECRET_ACCESS_KEY: "one" } },
    {
      env: {
        AWS_ACCESS_KEY_ID: "A",
        AWS_SECRET_ACCESS_KEY: "two",
        AWS_SESSION_TOKEN: "three",
      },
    },
  ],
  [
    "two pods, where the rule does not use their service account",
    { request: requestFor(REGISTRY, account()) },
    { request: requestFor(REGISTRY, account({ name: "other" })) },
  ],
  [
    "two tokens of one service account, each of a role with new keys",
    { section: WITH_ACCOUNT, request: requestFor(REGISTRY, account()) },
    {
      section: WITH_ACCOUNT,
      request: requestFor(REGISTRY, account({ token: "newer.token.x" })),
    },
  ],
];

for (const [what, one, other] of SHARED) {
  Deno.test(`identityOf is the same for ${what}`, async () => {
    const found = await identity(one);
    assertNotEquals(found, undefined);
    assertEquals(found, await identity(other));
  });
}

Deno.test("identityOf holds no secret", async () => {
  const CANARY = "canary-3f9a";
  const env = {
    AWS_ACCESS_KEY_ID: "AKIDEXAMPLE",
    AWS_SECRET_ACCESS_KEY: CANARY,
    AWS_SESSION_TOKEN: CANARY,
    AWS_CONTAINER_AUTHORIZATION_TOKEN: CANARY,
  };
  const request = requestFor(REGISTRY, account({ token: CANARY }));
  for (
    const section of [{ roleArn: ROLE, externalId: CANARY }, WITH_ACCOUNT]
  ) {
    const found = await identity({ section, request, env }) ?? "";
    assertEquals(found.includes("123456789012"), true);
    assertEquals(found.includes(CANARY), false, found);
  }
});
