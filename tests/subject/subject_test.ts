import { assertEquals, assertNotEquals, assertRejects } from "@std/assert";
import { decodeJwt } from "jose";
import type { CredentialRequest } from "../../src/provider.ts";
import { ProviderError } from "../../src/runtime/errors.ts";
import { subject, type SubjectChoice } from "../../src/subject/section.ts";
import type { Subject } from "../../src/subject/subject.ts";
import { decoded } from "../kit/decoding.ts";
import { serviceAccountToken, SHARED } from "../kit/jwt/minting.ts";
import { memoryRuntime, type World } from "../kit/memory_runtime.ts";
import { accountClaims, podRequest } from "../kit/subjects.ts";

const CHOICE: SubjectChoice = { allowsNode: true };
const AUDIENCE = "registry.example.com";
const ACCOUNT = { serviceAccount: { audience: AUDIENCE } };
const JWT = {
  key: SHARED,
  algorithm: "HS256",
  issuer: "https://nodes.example.com",
  audience: "idp",
};

function subjectOf(value: unknown, choice: SubjectChoice = CHOICE): Subject {
  const { value: found, problems } = decoded(subject(choice), value);
  if (found === undefined) throw new Error(problems.join("\n"));
  return found;
}

const problemsOf = (value: unknown, choice: SubjectChoice = CHOICE) =>
  decoded(subject(choice), value).problems;

const read = (
  value: unknown,
  request: CredentialRequest,
  world: World = {},
) => subjectOf(value).read(request, memoryRuntime(world));

async function refusal(work: () => Promise<unknown>): Promise<string> {
  const { code, message } = await assertRejects(work, ProviderError);
  assertEquals(code, "TOKEN_UNUSABLE");
  return message;
}

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

const SVID = {
  aud: ["idp"],
  exp: 2_000,
  iss: "https://spire",
  sub: "spiffe://a",
};
const fileWith = (claims: unknown, end = "\n"): World => ({
  now: 1_000_000,
  files: { "/t": serviceAccountToken(claims) + end },
});

Deno.test("a token file is read anew, without the line end", async () => {
  const expected = serviceAccountToken(SVID);
  for (const end of ["", "\n", "\r\n", " \n\n"]) {
    assertEquals(
      await read({ file: "/t" }, podRequest(), fileWith(SVID, end)),
      expected,
    );
  }
  assertEquals(subjectOf({ file: "/t" }).secrets, [
    { kind: "file", path: "/t" },
  ]);
});

Deno.test("a token file that is of no use is refused, and so does validate", async () => {
  const table: readonly [World, string][] = [
    [{ files: { "/t": "canary" } }, "is no signed JWT"],
    [{ files: { "/t": "a.canary.c" } }, "is no signed JWT"],
    [{ files: { "/t": "a.b.c.d.canary" } }, "is no signed JWT"],
    [fileWith({ ...SVID, exp: 1_000 }), "has expired"],
    [fileWith({ ...SVID, aud: "canary" }), "is for another audience"],
  ];
  for (const [world, says] of table) {
    const section = { file: "/t", audience: "idp" };
    const runtime = memoryRuntime(world);
    const works = [
      () => subjectOf(section).read(podRequest(), runtime),
      () => subjectOf(section).identity(podRequest(), runtime),
      () => subjectOf(section).check(runtime),
    ];
    for (const work of works) {
      const message = await refusal(work);
      assertEquals(message.includes(says), true, message);
      assertEquals(message.includes("/t"), true, message);
      assertEquals(message.includes("canary"), false, message);
    }
  }
  const missing = () => read({ file: "/t" }, podRequest());
  const { code } = await assertRejects(missing, ProviderError);
  assertEquals(code, "SECRET_UNREADABLE");
  const large = { files: { "/t": "x".repeat(64 * 1024 + 1) } };
  await assertRejects(
    () => read({ file: "/t" }, podRequest(), large),
    ProviderError,
    "the most is 65536",
  );
});

Deno.test("the audience of a token file is the rule's, then the provider's, then its own", async () => {
  const choice = { allowsNode: false, defaultAudience: "idp" };
  const runtime = memoryRuntime(fileWith({ ...SVID, aud: "other" }));
  const reading = (section: unknown, chosen: SubjectChoice) =>
    subjectOf(section, chosen).read(podRequest(), runtime);
  await refusal(() => reading({ file: "/t" }, choice));
  await reading({ file: "/t", audience: "other" }, choice);
  await reading({ file: "/t" }, CHOICE);
  assertEquals(problemsOf({ ...ACCOUNT, audience: "a" }).length, 1);
});

Deno.test("the identity of a token file is its path, and whom it is of and for", async () => {
  const of = (claims: unknown) =>
    subjectOf({ file: "/t" }).identity(
      podRequest(),
      memoryRuntime(fileWith(claims)),
    );
  const identity = await of(SVID);
  assertEquals(identity, ["/t", "https://spire", "spiffe://a", ["idp"]]);
  assertEquals(await of({ ...SVID, exp: 3_000, jti: "new" }), identity);
  for (const other of [{ iss: "b" }, { sub: "b" }, { aud: "b" }]) {
    assertNotEquals(await of({ ...SVID, ...other }), identity);
  }
  assertEquals(await of({ ...SVID, sub: undefined }), undefined);
});

Deno.test("a token is signed here, with the claims of the rule", async () => {
  const jwt = { ...JWT, subject: "${registry}", lifetime: "5m" };
  const token = await read({ jwt }, podRequest(), { now: 60_000 });
  const { iss, aud, sub, iat, exp } = decodeJwt(token);
  assertEquals([iss, aud, sub, iat, exp], [
    JWT.issuer,
    "idp",
    "registry.example.com",
    60,
    360,
  ]);
});

Deno.test("the identity of a token that is signed here is what varies in it", async () => {
  const of = (jwt: unknown, request = podRequest()) =>
    subjectOf({ jwt }).identity(request, memoryRuntime());
  assertEquals(await of(JWT), []);
  const named = { ...JWT, claims: { a: ["${repository}"] } };
  assertEquals(await of(named), [["repository", "team/app"]]);
  assertEquals(subjectOf({ jwt: named }).perImage, true);
  assertEquals(subjectOf({ jwt: JWT }).perImage, false);
  assertEquals(subjectOf({ jwt: JWT }).secrets, [
    { kind: "inline", value: SHARED },
  ]);
});

Deno.test("validate sees a key that does not fit", async () => {
  const jwt = { ...JWT, key: "c2hvcnQ=" };
  const check = () => subjectOf({ jwt }).check(memoryRuntime());
  const { code } = await assertRejects(check, ProviderError);
  assertEquals(code, "KEY_INVALID");
});

Deno.test("validate warns of a token in a file that the API server accepts", async () => {
  const warned = async (world: World) =>
    (await subjectOf({ file: "/t" }).warnings(memoryRuntime(world))).length;
  const names = [
    "https://kubernetes.default.svc",
    "https://kubernetes.default.svc.cluster.local",
    "https://kubernetes.default.svc:443",
    "kubernetes.default.svc",
  ];
  for (const audience of names) {
    const world = fileWith({ ...SVID, aud: ["a", audience] });
    assertEquals(await warned(world), 1, audience);
  }
  const other = fileWith({ ...SVID, aud: "https://kubernetes.default.svcx" });
  assertEquals(await warned(other), 0);
  assertEquals(await warned(fileWith(SVID)), 0);
  assertEquals(await warned({}), 0);
});
