import { assertEquals, assertNotEquals, assertRejects } from "@std/assert";
import type { CredentialRequest } from "../../../src/provider.ts";
import { ProviderError } from "../../../src/runtime/errors.ts";
import {
  ANSWER,
  pod,
  REQUEST,
  serviceOf,
  sourceOf,
} from "../../kit/exchanging.ts";
import { memoryRuntime, type World } from "../../kit/memory_runtime.ts";
import { PEM } from "../../kit/pem.ts";
import { podRequest } from "../../kit/subjects.ts";

const KEY = "example.com/robot";
const ROBOT = `\${serviceAccountAnnotations.${KEY}}`;
const WITH_ROBOT = {
  request: { ...REQUEST, json: { robot: ROBOT } },
  allow: { [KEY]: ["acme+ci", "acme+puller-*"] },
};

const identity = (
  keys: Record<string, unknown> = {},
  request: CredentialRequest = pod(),
  world: World = {},
) => sourceOf(keys).identity?.(request, memoryRuntime(world));

Deno.test("credentials are kept for one account, one node in the URL, one value of each variable", async () => {
  const onNode = { request: { ...REQUEST, url: `${REQUEST.url}/\${node}` } };
  const scoped = { request: { ...REQUEST, json: { scope: "${repository}" } } };
  const account = (name: string, uid: string) =>
    pod({
      "kubernetes.io": { namespace: "apps", serviceaccount: { name, uid } },
    });
  const other = {
    ...pod(),
    image: { ...pod().image, path: "b", repository: "registry.example.com/b" },
  };
  const robot = (value: string) => pod({}, { [KEY]: value });
  const pairs: readonly (readonly (string | undefined)[])[] = [
    [
      await identity({}, account("a", "1")),
      await identity({}, account("b", "1")),
    ],
    [
      await identity({}, account("a", "1")),
      await identity({}, account("a", "2")),
    ],
    [
      await identity(onNode, pod(), { env: { NODE_NAME: "a" } }),
      await identity(onNode, pod(), { env: { NODE_NAME: "b" } }),
    ],
    [await identity(scoped), await identity(scoped, other)],
    [
      await identity(WITH_ROBOT, robot("acme+ci")),
      await identity(WITH_ROBOT, robot("acme+puller-1")),
    ],
  ];
  for (const [one, two] of pairs) {
    assertNotEquals(one, undefined);
    assertNotEquals(one, two);
  }
});

Deno.test("credentials are kept when the token is renewed, and for every image of a registry", async () => {
  const renewed = pod({ jti: "other", exp: 4_000_000_001 });
  assertEquals(await identity(), await identity({}, renewed));
  const elsewhere = {
    ...pod(),
    image: { ...pod().image, path: "b", repository: "registry.example.com/b" },
  };
  assertEquals(await identity(), await identity({}, elsewhere));
  const { token = "" } = pod().serviceAccount ?? {};
  const found = await identity() ?? "";
  assertEquals(found.includes(token), false);
  assertEquals(found.includes("system:serviceaccount:apps:builder"), true);
});

Deno.test("nothing is kept for an account that cannot be told apart", async () => {
  assertEquals(await identity({}, pod({ "kubernetes.io": {} })), undefined);
});

Deno.test("a value that the rule does not allow is never sent, not even where an answer is kept", async () => {
  const values = [
    "acme+ci2",
    "acme+puller-a b",
    "acme+puller-a/../b",
    "acme+puller-\n",
    "ACME+ci",
    "x acme+ci",
    `acme+puller-${"a".repeat(253)}`,
    "canary",
  ];
  for (const value of values) {
    const request = pod({}, { [KEY]: value });
    const { runtime, sent } = serviceOf();
    const source = sourceOf(WITH_ROBOT);
    for (
      const work of [
        () => source.getCredentials(request, runtime),
        async () => await source.identity?.(request, runtime),
      ]
    ) {
      const { code, message } = await assertRejects(work, ProviderError);
      assertEquals(code, "VARIABLE_UNAVAILABLE");
      assertEquals(message.includes(`the annotation ${KEY}`), true, message);
      assertEquals(message.includes("canary"), false, message);
    }
    assertEquals(sent, []);
  }
  const { runtime, sent } = serviceOf();
  const allowed = pod({}, { [KEY]: "acme+puller-1.a_b" });
  await sourceOf(WITH_ROBOT).getCredentials(allowed, runtime);
  assertEquals(sent[0]?.body, '{"robot":"acme+puller-1.a_b"}');
});

Deno.test("an annotation that is missing is never an empty text", async () => {
  const work = async () => await identity(WITH_ROBOT);
  const { code } = await assertRejects(work, ProviderError);
  assertEquals(code, "VARIABLE_UNAVAILABLE");
});

Deno.test("the kubelet has to send what the rule uses, for the audience of the subject", () => {
  assertEquals(sourceOf(WITH_ROBOT).serviceAccount, {
    annotationKeys: [KEY],
    audience: "idp.example.com",
    isDefaultAudience: false,
    cacheType: "ServiceAccount",
    isRequired: true,
  });
  const file = { ...WITH_ROBOT, subject: { file: "/t" } };
  assertEquals(sourceOf(file).serviceAccount?.annotationKeys, [KEY]);
  assertEquals(sourceOf({ subject: { file: "/t" } }).serviceAccount, undefined);
});

Deno.test("an answer is for an image only where the request depends on it", () => {
  const of = (json: unknown) =>
    sourceOf({ request: { ...REQUEST, json } }).perImage;
  assertEquals(of({ a: "${registry}" }), false);
  assertEquals(of({ a: ["${repository}"] }), true);
  const named = { answer: { ...ANSWER, username: "${image}" } };
  assertEquals(sourceOf(named).perImage, true);
});

Deno.test("a pod without a token, or with one for others, asks nobody", async () => {
  const { runtime, sent } = serviceOf();
  for (const request of [podRequest(), pod({ aud: ["other"] })]) {
    const work = () => sourceOf().getCredentials(request, runtime);
    const { code } = await assertRejects(work, ProviderError);
    assertEquals(code, "TOKEN_UNUSABLE");
  }
  assertEquals(sent, []);
});

Deno.test("explain is told who is asked with what, and never a secret", () => {
  assertEquals(sourceOf().backend, {
    host: "idp.example.com",
    sends:
      "GET with the token of the pod's service account for idp.example.com",
  });
  assertEquals(
    sourceOf({ subject: { file: "/run/t.jwt" } }).backend?.sends,
    "GET with the token in /run/t.jwt",
  );
});

Deno.test("validate looks at every secret and file of a rule", () => {
  const source = sourceOf({
    subject: { file: "/t" },
    request: {
      url: REQUEST.url,
      basic: { username: "u", password: { file: "/p" } },
      form: { a: { env: "S" }, b: "${subject}", c: "fixed" },
      caFile: "/ca.pem",
    },
  });
  assertEquals(source.secrets, [
    { kind: "file", path: "/t" },
    { kind: "file", path: "/p" },
    { kind: "env", name: "S" },
  ]);
  assertEquals(source.files, ["/ca.pem"]);
  const inline = sourceOf({
    request: {
      url: REQUEST.url,
      basic: { username: "u", password: "word" },
      form: { a: "${subject}" },
    },
  });
  assertEquals(inline.secrets, [{ kind: "inline", value: "word" }]);
});

Deno.test("validate warns of certificates that cannot be read", async () => {
  const warned = async (keys: Record<string, unknown>, world: World = {}) =>
    (await sourceOf(keys).warnings?.(memoryRuntime(world), []) ?? [])
      .map(({ message }) => message);
  const request = { ...REQUEST, caFile: "/ca.pem" };
  const [missing = ""] = await warned({ request });
  assertEquals(missing.includes("/ca.pem does not exist"), true, missing);
  const text = { files: { "/ca.pem": "text" } };
  const [none = ""] = await warned({ request }, text);
  assertEquals(none.includes("/ca.pem holds no certificate in PEM"), true);
  assertEquals(await warned({ request }, { files: { "/ca.pem": PEM } }), []);
});
