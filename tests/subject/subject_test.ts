/**
 * Which subjects a rule may have, and the token of a pod.
 * @module
 */
import { assertEquals, assertNotEquals } from "@std/assert";
import { memoryRuntime } from "../kit/memory_runtime.ts";
import {
  ACCOUNT,
  accountClaims,
  AUDIENCE,
  JWT,
  podRequest,
  problemsOf,
  read,
  refusal,
  subjectOf,
} from "../kit/subjects.ts";

Deno.test("a subject is exactly one of serviceAccount, file and jwt", () => {
  const one = 'expected exactly one of "serviceAccount", "file" and "jwt"';
  assertEquals(problemsOf({}), [one]);
  assertEquals(problemsOf({ ...ACCOUNT, file: "/t" }), [one]);
  assertEquals(problemsOf({ jwt: JWT, file: "/t" }), [one]);
  for (const sound of [ACCOUNT, { file: "/t" }, { jwt: JWT }]) {
    assertEquals(problemsOf(sound), []);
  }
});

Deno.test("a service account needs an audience, unless the provider has one", () => {
  const [problem = "", ...more] = problemsOf({ serviceAccount: {} });
  assertEquals(
    problem.startsWith('serviceAccount: "audience" is missing'),
    true,
  );
  assertEquals(more, []);
  const withDefault = { allowsNode: false, defaultAudience: "api://x" };
  const { account } = subjectOf({ serviceAccount: {} }, withDefault);
  assertEquals(account?.audience, "api://x");
  assertEquals(account?.isDefaultAudience, true);
  const named = subjectOf(ACCOUNT, withDefault).account;
  assertEquals([named?.audience, named?.isDefaultAudience], [AUDIENCE, false]);
});

Deno.test("otherwise: node is there only where the node has an identity", () => {
  const otherwise = { serviceAccount: { audience: "a", otherwise: "node" } };
  assertEquals(problemsOf(otherwise), []);
  assertEquals(problemsOf(otherwise, { allowsNode: false }), [
    "serviceAccount.otherwise: expected fail",
  ]);
});

Deno.test("what the kubelet has to send follows from the subject", () => {
  assertEquals(subjectOf(ACCOUNT).account, {
    annotationKeys: [],
    audience: AUDIENCE,
    isDefaultAudience: false,
    cacheType: "ServiceAccount",
    isRequired: true,
  });
  const token = subjectOf(
    { serviceAccount: { audience: "a", otherwise: "node" } },
    { allowsNode: true, cacheType: "Token" },
  ).account;
  assertEquals([token?.cacheType, token?.isRequired], ["Token", false]);
  assertEquals(subjectOf({ file: "/t" }).account, undefined);
  assertEquals(subjectOf({ jwt: JWT }).account, undefined);
  const named = { ...JWT, subject: "${serviceAccountAnnotations.a/b}" };
  assertEquals(subjectOf({ jwt: named }).account?.annotationKeys, ["a/b"]);
});

Deno.test("the token of a pod is given out as it came", async () => {
  const request = podRequest(accountClaims([AUDIENCE]));
  assertEquals(
    await read(ACCOUNT, request),
    request.serviceAccount?.token,
  );
});

Deno.test("a token for anybody else is never given out, and nothing of it is told", async () => {
  const table: readonly [unknown, string][] = [
    [["canary-a"], "is for another audience"],
    [[AUDIENCE, "canary-a"], "is for others as well"],
    [[], "is for nobody"],
    [undefined, "is for nobody"],
    [[AUDIENCE.toUpperCase()], "is for another audience"],
    [[`${AUDIENCE}.evil.example`], "is for another audience"],
  ];
  for (const [aud, says] of table) {
    const request = podRequest(accountClaims(aud));
    const runtime = memoryRuntime();
    for (const ask of ["read", "identity"] as const) {
      const message = await refusal(() =>
        subjectOf(ACCOUNT)[ask](request, runtime)
      );
      assertEquals(message.includes(says), true, message);
      assertEquals(message.includes(AUDIENCE), true, message);
      assertEquals(message.includes("canary"), false, message);
    }
  }
});

Deno.test("a pod without a token is told what the kubelet's config needs", async () => {
  const message = await refusal(() => read(ACCOUNT, podRequest()));
  for (const words of ["tokenAttributes", "kubelet-config", AUDIENCE]) {
    assertEquals(message.includes(words), true, message);
  }
});

Deno.test("a pod without a token uses the node where the rule says so", async () => {
  const node = subjectOf({
    serviceAccount: { audience: AUDIENCE, otherwise: "node" },
  });
  assertEquals(node.isNode(podRequest()), true);
  assertEquals(node.isNode(podRequest(accountClaims([AUDIENCE]))), false);
  assertEquals(subjectOf(ACCOUNT).isNode(podRequest()), false);
  assertEquals(await node.identity(podRequest(), memoryRuntime()), ["node"]);
});

Deno.test("the identity of a pod is its account and who says so, and never the token", async () => {
  const of = (more: Record<string, unknown> = {}) =>
    subjectOf(ACCOUNT).identity(
      podRequest(accountClaims([AUDIENCE], more)),
      memoryRuntime(),
    );
  const identity = await of();
  assertEquals(identity, [
    "https://kubernetes.default.svc.cluster.local",
    "system:serviceaccount:apps:builder",
    "apps",
    "builder",
    "u-1",
  ]);
  assertEquals(await of({ jti: "renewed", exp: 4_000_000_100 }), identity);
  const account = (namespace: string, name: string, uid: string) => ({
    "kubernetes.io": { namespace, serviceaccount: { name, uid } },
  });
  const others = [
    { iss: "https://other.example.com" },
    { sub: "system:serviceaccount:apps:other" },
    account("other", "builder", "u-1"),
    account("apps", "other", "u-1"),
    account("apps", "builder", "u-2"),
  ];
  for (const other of others) assertNotEquals(await of(other), identity);
  for (const missing of [{ iss: "" }, { sub: 1 }, { "kubernetes.io": {} }]) {
    assertEquals(await of(missing), undefined);
  }
});
