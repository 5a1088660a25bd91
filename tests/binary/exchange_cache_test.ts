/**
 * Exchanged credentials in the cache: one account's are never another's, and the
 * token itself is not there.
 */
import { assertEquals, assertStringIncludes } from "@std/assert";
import {
  ACCOUNT,
  answerOf,
  AUDIENCE,
  type ExchangeRun,
  runExchange,
  type Service,
  TOKEN,
  withService,
} from "../kit/exchange_run.ts";
import { serviceAccountToken } from "../kit/jwt/minting.ts";
import { accountClaims } from "../kit/subjects.ts";
import { withStateFolder } from "../kit/writable_program.ts";

const KEY = "example.com/robot";

const sectionAt = (url: string) => ({
  subject: ACCOUNT,
  request: {
    url: `${url}/token`,
    bearer: "${subject}",
    json: { robot: `\${serviceAccountAnnotations.${KEY}}` },
  },
  allow: { [KEY]: ["*"] },
  answer: { username: "u", password: "token", expires: { after: "10m" } },
});

const tokenOf = (more: Record<string, unknown>) =>
  serviceAccountToken(accountClaims([AUDIENCE], more));

const account = (namespace: string, name: string, uid: string) =>
  tokenOf({ "kubernetes.io": { namespace, serviceaccount: { name, uid } } });

async function withCache(
  test: (
    ask: (run?: Partial<ExchangeRun>) => Promise<unknown>,
    service: Service,
    folder: string,
  ) => Promise<void>,
): Promise<void> {
  await withStateFolder(async (folder) => {
    await withService(
      (_call, nth) => Response.json({ token: `nth-${nth}` }),
      async (service) => {
        const ask = async (run: Partial<ExchangeRun> = {}) => {
          const result = await runExchange({
            section: sectionAt(service.url),
            annotations: { [KEY]: "ci" },
            cache: `${folder}/cache`,
            ...run,
          });
          const answer = answerOf(result);
          return typeof answer === "string"
            ? answer
            : (answer as Record<string, string>)["password"];
        };
        await test(ask, service, folder);
      },
    );
  });
}

Deno.test("an account asks once, however often its token is renewed", async () => {
  await withCache(async (ask, { calls }, folder) => {
    assertEquals(await ask(), "nth-1");
    const renewed = { token: tokenOf({ jti: "2", exp: 4_000_000_001 }) };
    assertEquals(await ask(renewed), "nth-1");
    assertEquals(await ask({ image: "registry.example.com/b" }), "nth-1");
    assertEquals(calls.length, 1);
    const [, payload = "", signature = ""] = TOKEN.split(".");
    for await (const { name } of Deno.readDir(`${folder}/cache`)) {
      const text = await Deno.readTextFile(`${folder}/cache/${name}`);
      assertEquals(text.includes(payload), false);
      assertEquals(text.includes(signature), false);
    }
  });
});

Deno.test("nobody gets what another account, issuer, subject or value was given", async () => {
  await withCache(async (ask, { calls }) => {
    const others: readonly Partial<ExchangeRun>[] = [
      {},
      { token: account("apps", "builder", "u-2") },
      { token: account("apps", "other", "u-1") },
      { token: account("other", "builder", "u-1") },
      { token: tokenOf({ iss: "https://other.example.com" }) },
      { token: tokenOf({ sub: "system:serviceaccount:apps:other" }) },
      { annotations: { [KEY]: "admin" } },
    ];
    for (const [nth, other] of others.entries()) {
      assertEquals(await ask(other), `nth-${nth + 1}`);
    }
    // Each finds its own again.
    for (const [nth, other] of others.entries()) {
      assertEquals(await ask(other), `nth-${nth + 1}`);
    }
    assertEquals(calls.length, others.length);
  });
});

Deno.test("another audience or URL of the rule is another entry", async () => {
  await withCache(async (ask, { url, calls }) => {
    await ask();
    const section = sectionAt(url);
    const request = { ...section.request, url: `${url}/other` };
    assertEquals(await ask({ section: { ...section, request } }), "nth-2");
    const subject = { serviceAccount: { audience: "other" } };
    const token = serviceAccountToken(accountClaims(["other"]));
    assertEquals(
      await ask({ section: { ...section, subject }, token }),
      "nth-3",
    );
    assertEquals(calls.length, 3);
  });
});

Deno.test("a token for another audience, and a value that is not allowed, get nothing from the cache", async () => {
  await withCache(async (ask, { url, calls }) => {
    await ask();
    const foreign = serviceAccountToken(accountClaims(["other"]));
    assertStringIncludes(
      String(await ask({ token: foreign })),
      "TOKEN_UNUSABLE",
    );
    assertStringIncludes(String(await ask({ token: null })), "TOKEN_UNUSABLE");
    const section = { ...sectionAt(url), allow: { [KEY]: ["cd"] } };
    assertStringIncludes(
      String(await ask({ section })),
      "VARIABLE_UNAVAILABLE",
    );
    assertEquals(calls.length, 1);
  });
});

Deno.test("an account that cannot be told apart is asked for each time", async () => {
  await withCache(async (ask, { calls }) => {
    const token = tokenOf({ "kubernetes.io": { namespace: "apps" } });
    await ask({ token });
    await ask({ token });
    assertEquals(calls.length, 2);
  });
});

Deno.test("many pods of one account at once ask the service once", async () => {
  await withCache(async (ask, { calls }) => {
    const all = await Promise.all(Array.from({ length: 12 }, () => ask()));
    assertEquals(new Set(all), new Set(["nth-1"]));
    assertEquals(calls.length, 1);
  });
});

Deno.test("a token file asks once for its subject, and again for another", async () => {
  await withCache(async (ask, { url, calls }, folder) => {
    const path = `${folder}/t.jwt`;
    const section = {
      subject: { file: path, audience: "idp" },
      request: { url: `${url}/token`, form: { assertion: "${subject}" } },
      answer: { username: "u", password: "token", expires: { after: "10m" } },
    };
    const run = async (claims: Record<string, unknown>) => {
      const all = { iss: "https://spire", sub: "a", aud: "idp", ...claims };
      await Deno.writeTextFile(path, `${serviceAccountToken(all)}\n`);
      return await ask({ section, token: null });
    };
    assertEquals(await run({}), "nth-1");
    assertEquals(await run({ jti: "renewed" }), "nth-1");
    assertEquals(await run({ sub: "b" }), "nth-2");
    assertStringIncludes(String(await run({ aud: "x" })), "TOKEN_UNUSABLE");
    assertEquals(calls.length, 2);
  });
});
