import { assertEquals, assertRejects } from "@std/assert";
import { ProviderError } from "../../src/runtime/errors.ts";
import { toServiceAccount } from "../../src/kubelet/service_account.ts";
import { decodeRequest, utf8 } from "../kit/decoding.ts";
import { serviceAccountToken } from "../kit/jwt/minting.ts";

/** The claims of a bound token, as the API server writes them. */
const CLAIMS = {
  aud: ["registry.example.com"],
  iss: "https://kubernetes.default.svc",
  "kubernetes.io": {
    namespace: "apps",
    node: { name: "node-1", uid: "n-1" },
    pod: { name: "web-0", uid: "p-1" },
    serviceaccount: { name: "builder", uid: "u-1" },
  },
  sub: "system:serviceaccount:apps:builder",
};

const NOBODY = { namespace: undefined, name: undefined, uid: undefined };

function read(token: string) {
  const { namespace, name, uid } = toServiceAccount(token, new Map());
  return { namespace, name, uid };
}

Deno.test("toServiceAccount() reads namespace, name and uid of a bound token", () => {
  assertEquals(read(serviceAccountToken(CLAIMS)), {
    namespace: "apps",
    name: "builder",
    uid: "u-1",
  });
});

Deno.test("toServiceAccount() reads a payload whose base64url has - and _", () => {
  // The bytes of these characters give both letters that base64 has not.
  const token = serviceAccountToken({ ...CLAIMS, a: "~~~???ÿÿÿ>>>" });
  assertEquals(/[-_]/.test(token.split(".")[1] ?? ""), true);
  assertEquals(read(token).name, "builder");
});

Deno.test("toServiceAccount() reads whom a token is for, one or many", () => {
  const audiences = (aud: unknown) =>
    toServiceAccount(serviceAccountToken({ ...CLAIMS, aud }), new Map())
      .audiences;
  assertEquals(audiences("a"), ["a"]);
  assertEquals(audiences(["a", "b"]), ["a", "b"]);
  assertEquals(audiences(undefined), []);
  assertEquals(audiences([1, "a", null]), ["a"]);
});

Deno.test("toServiceAccount() keeps the token and the annotations as they came", () => {
  const annotations = new Map([["example.com/role", "a"]]);
  const token = serviceAccountToken(CLAIMS);
  const account = toServiceAccount(token, annotations);
  assertEquals(account.token, token);
  assertEquals(account.annotations, annotations);
});

Deno.test("toServiceAccount() knows nobody where the token does not say, and does not fail", () => {
  const tokens = [
    "opaque",
    "",
    "..",
    "a.b.c",
    "a.!!!.c",
    "a./////w.c",
    serviceAccountToken(null),
    serviceAccountToken(["kubernetes.io"]),
    serviceAccountToken("text"),
    serviceAccountToken({}),
    serviceAccountToken({ "kubernetes.io": "apps" }),
    serviceAccountToken({
      "kubernetes.io": { namespace: "", serviceaccount: 1 },
    }),
    serviceAccountToken({
      "kubernetes.io": {
        namespace: 1,
        serviceaccount: { name: null, uid: [] },
      },
    }),
    // "sub" has the names too, but only the API server's own claim is read.
    serviceAccountToken({ sub: "system:serviceaccount:apps:builder" }),
  ];
  for (const token of tokens) assertEquals(read(token), NOBODY, token);
});

const REQUEST = {
  kind: "CredentialProviderRequest",
  apiVersion: "credentialprovider.kubelet.k8s.io/v1",
  image: "a.io/team/img",
};

function decode(more: Record<string, unknown>) {
  return decodeRequest(utf8(JSON.stringify({ ...REQUEST, ...more })));
}

Deno.test("decodeRequest() reads the service account that the kubelet sends", async () => {
  const token = serviceAccountToken(CLAIMS);
  const { serviceAccount } = await decode({
    serviceAccountToken: token,
    serviceAccountAnnotations: { a: "1", __proto__x: "2" },
  });
  assertEquals(serviceAccount, {
    token,
    namespace: "apps",
    name: "builder",
    uid: "u-1",
    issuer: "https://kubernetes.default.svc",
    subject: "system:serviceaccount:apps:builder",
    audiences: ["registry.example.com"],
    annotations: new Map([["a", "1"], ["__proto__x", "2"]]),
  });
});

Deno.test("decodeRequest() reads a token without annotations", async () => {
  const token = serviceAccountToken(CLAIMS);
  const { serviceAccount } = await decode({ serviceAccountToken: token });
  assertEquals(serviceAccount?.annotations, new Map());
});

Deno.test("decodeRequest() has no service account without a token", async () => {
  for (const more of [{}, { serviceAccountToken: "" }]) {
    assertEquals((await decode(more)).serviceAccount, undefined);
  }
});

Deno.test("decodeRequest() refuses a service account of a wrong type, and repeats none of it", async () => {
  const map = 'has "serviceAccountAnnotations" that are not a map of text';
  const text = 'has a "serviceAccountToken" that is not text';
  const table: readonly [Record<string, unknown>, string][] = [
    [{ serviceAccountToken: 42 }, text],
    [{ serviceAccountToken: ["hunter2"] }, text],
    [{ serviceAccountToken: { token: "hunter2" } }, text],
    [{ serviceAccountAnnotations: "hunter2" }, map],
    [{ serviceAccountAnnotations: ["hunter2"] }, map],
    [{ serviceAccountAnnotations: { a: 1, b: "hunter2" } }, map],
    [{ serviceAccountAnnotations: { hunter2: null } }, map],
  ];
  for (const [more, expected] of table) {
    const { code, message } = await assertRejects(
      () => decode(more),
      ProviderError,
    );
    assertEquals(code, "REQUEST_INVALID");
    assertEquals(message.includes(expected), true, message);
    assertEquals(message.includes("hunter2"), false, message);
  }
});
