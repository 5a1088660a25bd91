/**
 * Tokens of a file, and tokens that are signed here.
 * @module
 */
import { assertEquals, assertNotEquals, assertRejects } from "@std/assert";
import { decodeJwt } from "jose";
import { ProviderError } from "../../src/runtime/errors.ts";
import { type SubjectChoice } from "../../src/subject/section.ts";
import { serviceAccountToken, SHARED } from "../kit/jwt/minting.ts";
import { memoryRuntime, type World } from "../kit/memory_runtime.ts";
import {
  ACCOUNT,
  CHOICE,
  JWT,
  podRequest,
  problemsOf,
  read,
  refusal,
  subjectOf,
} from "../kit/subjects.ts";

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
    [{ files: { "/t": "canary" } }, "is not a signed JWT"],
    [{ files: { "/t": "a.canary.c" } }, "is not a signed JWT"],
    [{ files: { "/t": "a.b.c.d.canary" } }, "is not a signed JWT"],
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
