/**
 * The requests that registries expect for a token, field by field: each server
 * knows its contract, and answers nothing but that.
 * @module
 */
import { assertEquals, assertStringIncludes } from "@std/assert";
import {
  ACCOUNT,
  answerOf,
  runExchange,
  TOKEN,
  withService,
} from "../kit/exchange_run.ts";
import { PEM } from "../kit/minting.ts";
import {
  basic,
  canary,
  FORM,
  form,
  json,
  JSON_TYPE,
  jwtNow,
  type Row,
  testContracts,
  URN,
} from "../kit/exchange_contract.ts";

const ROWS: Readonly<Record<string, Row>> = {
  Quay: {
    section: (url) => ({
      subject: ACCOUNT,
      request: {
        url: `${url}/oauth2/federation/robot/token`,
        basic: { username: "acme+puller", password: "${subject}" },
      },
      answer: { username: "acme+puller", password: "token", expires: "jwt" },
    }),
    asked: {
      method: "GET",
      path: "/oauth2/federation/robot/token",
      authorization: basic(`acme+puller:${TOKEN}`),
    },
    answer: json({ token: jwtNow }),
    credentials: { username: "acme+puller", password: jwtNow },
    refusals: [
      [
        json({ error: canary }, 401),
        "status 401: it does not accept the token",
      ],
      [
        () => new Response(canary, { status: 404 }),
        "status 404: check the URL",
      ],
    ],
  },
  JFrog: {
    section: (url) => ({
      subject: ACCOUNT,
      request: {
        url: `${url}/access/api/v1/oidc/token`,
        json: {
          grant_type: `${URN}:grant-type:token-exchange`,
          subject_token_type: `${URN}:token-type:id_token`,
          subject_token: "${subject}",
          provider_name: "k8s-prod",
        },
      },
      answer: {
        username: { field: "username" },
        password: "access_token",
        expires: "expires_in",
      },
    }),
    asked: {
      method: "POST",
      path: "/access/api/v1/oidc/token",
      type: JSON_TYPE,
      body: JSON.stringify({
        "grant_type": `${URN}:grant-type:token-exchange`,
        "subject_token_type": `${URN}:token-type:id_token`,
        "subject_token": TOKEN,
        "provider_name": "k8s-prod",
      }),
    },
    answer: json({
      "access_token": "jfrog-token",
      "expires_in": 3_600,
      "token_type": "Bearer",
      "issued_token_type": `${URN}:token-type:access_token`,
      username: "builder",
    }),
    credentials: { username: "builder", password: "jfrog-token" },
    refusals: [
      [
        json({ errors: [{ code: "BAD_REQUEST", message: canary }] }, 400),
        "status 400: compare the request",
      ],
      [json({ errors: [{ message: canary }] }, 403), "status 403: allow it"],
    ],
  },
  Cloudsmith: {
    section: (url) => ({
      subject: ACCOUNT,
      request: {
        url: `${url}/openid/acme/`,
        json: { oidc_token: "${subject}", service_slug: "k8s-puller" },
      },
      answer: { username: "token", password: "token", expires: "jwt" },
    }),
    asked: {
      method: "POST",
      path: "/openid/acme/",
      type: JSON_TYPE,
      body: JSON.stringify({
        "oidc_token": TOKEN,
        "service_slug": "k8s-puller",
      }),
    },
    answer: json({ token: jwtNow }, 201),
    credentials: { username: "token", password: jwtNow },
    refusals: [
      [json({ detail: canary }, 401), "status 401"],
      [json({ detail: canary }, 422), "status 422: check the request"],
    ],
  },
  "Docker Hub": {
    section: (url) => ({
      subject: ACCOUNT,
      oauth2: {
        tokenUrl: `${url}/oauth/token`,
        grant: "token-exchange",
        subjectTokenType: "id_token",
        parameters: {
          connection_id: "11111111-2222-4333-8444-555555555555",
          expires_in: "3600",
        },
      },
      answer: { username: "acme", expires: { after: "1h" } },
    }),
    asked: {
      method: "POST",
      path: "/oauth/token",
      type: FORM,
      body: form({
        "grant_type": `${URN}:grant-type:token-exchange`,
        "subject_token": TOKEN,
        "subject_token_type": `${URN}:token-type:id_token`,
        "connection_id": "11111111-2222-4333-8444-555555555555",
        "expires_in": "3600",
      }),
    },
    answer: json({ "access_token": "hub-token" }),
    credentials: { username: "acme", password: "hub-token" },
    refusals: [
      [
        json({ error: "invalid_grant" }, 400),
        "with status 400 (invalid_grant)",
      ],
    ],
  },
  "Artifact Keeper": {
    section: (url) => ({
      subject: ACCOUNT,
      request: {
        url: `${url}/api/v1/auth/ci/token`,
        bearer: "${subject}",
        json: { provider_id: "k8s" },
      },
      answer: {
        username: { field: "username" },
        password: "token",
        expires: "expires_in",
      },
    }),
    asked: {
      method: "POST",
      path: "/api/v1/auth/ci/token",
      authorization: `Bearer ${TOKEN}`,
      type: JSON_TYPE,
      body: '{"provider_id":"k8s"}',
    },
    answer: json({ username: "ci", token: "keeper", "expires_in": "3600" }),
    credentials: { username: "ci", password: "keeper" },
    refusals: [[json({ message: canary }, 401), "status 401"]],
  },
};

testContracts(ROWS);

Deno.test("GitHub: a token that the node signs buys one that ends when GitHub says", async () => {
  const end = new Date(Date.now() + 300_000).toISOString();
  const answer = json({ token: "ghs_1", "expires_at": end }, 201);
  await withService(answer, async ({ url, calls }) => {
    const jwt = {
      key: { file: "FOLDER/app.pem" },
      algorithm: "ES256",
      issuer: "123456",
      audience: "github",
      lifetime: "5m",
    };
    const section = {
      subject: { jwt },
      request: {
        url: `${url}/app/installations/987654/access_tokens`,
        bearer: "${subject}",
        json: { permissions: { packages: "read" } },
      },
      answer: {
        username: "x-access-token",
        password: "token",
        expires: "expires_at",
      },
    };
    const result = await runExchange({
      section,
      token: null,
      files: { "app.pem": PEM },
    });
    const { username, password, cacheDuration } = answerOf(
      result,
    ) as Record<string, string>;
    assertEquals([username, password], ["x-access-token", "ghs_1"]);
    // Five minutes, less the margin of 30 s and what the run took.
    assertStringIncludes(cacheDuration ?? "", "4m");
    const [call] = calls;
    assertEquals(call?.body, '{"permissions":{"packages":"read"}}');
    const sent = /^Bearer ([\w-]+)\.([\w-]+)\.[\w-]+$/.exec(
      call?.headers["authorization"] ?? "",
    );
    const claims = JSON.parse(atob(sent?.[2] ?? ""));
    assertEquals([claims.iss, claims.exp - claims.iat], ["123456", 300]);
  });
});
