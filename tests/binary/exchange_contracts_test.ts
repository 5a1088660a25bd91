/**
 * The requests of registries and identity services, field by field: each server
 * knows its contract, and answers nothing but that.
 * @module
 */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { assertFailure } from "../kit/failure.ts";
import {
  ACCOUNT,
  answerOf,
  type Call,
  runExchange,
  TOKEN,
  withService,
} from "../kit/exchange_run.ts";
import { serviceAccountToken } from "../kit/jwt/minting.ts";
import { PEM } from "../kit/minting.ts";

/** A request without what every client has: host, length and encodings. */
interface Contract {
  readonly method: string;
  readonly path: string;
  readonly authorization?: string;
  readonly type?: string;
  readonly body?: string;
}

function contractOf({ method, path, headers, body }: Call): Contract {
  const { authorization, "content-type": type } = headers;
  assertEquals(headers["accept"], "application/json");
  assertEquals(headers["user-agent"], "registry-credential-provider");
  const known = [
    "accept",
    "accept-encoding",
    "accept-language",
    "authorization",
    "content-length",
    "content-type",
    "host",
    "user-agent",
  ];
  const more = Object.keys(headers).filter((name) => !known.includes(name));
  assertEquals(more, []);
  return {
    method,
    path,
    ...authorization !== undefined && { authorization },
    ...type !== undefined && { type },
    ...body !== "" && { body },
  };
}

const URN = "urn:ietf:params:oauth";
const FORM = "application/x-www-form-urlencoded";
const JSON_TYPE = "application/json";
const basic = (text: string) => `Basic ${btoa(text)}`;
const form = (fields: Record<string, string>) =>
  new URLSearchParams(fields).toString();
/** In whole seconds, an hour from now. */
const hour = () => Math.floor(Date.now() / 1_000) + 3_600;

interface Row {
  /** The section, for a service at this URL. */
  readonly section: (url: string) => Record<string, unknown>;
  readonly asked: Contract;
  readonly answer: () => Response;
  readonly credentials: {
    readonly username: string;
    readonly password: string;
  };
  /** How it refuses, and what the program says then. */
  readonly refusals: readonly (readonly [() => Response, string])[];
}

const jwtNow = serviceAccountToken({ exp: hour() });
const canary = "canary-of-the-service";
const json = (body: unknown, status = 200) => () =>
  Response.json(body, { status });

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
      [json({ error: "invalid_grant" }, 400), "with invalid_grant (400)"],
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
  "token exchange (RFC 8693), with a client": {
    section: (url) => ({
      subject: ACCOUNT,
      oauth2: {
        tokenUrl: `${url}/token`,
        grant: "token-exchange",
        clientId: "nodes",
        clientSecret: "s:e c+r/t",
        audience: "registry.example.com",
        resource: "https://registry.example.com/",
        scope: "registry:pull",
      },
      answer: { username: "token" },
    }),
    asked: {
      method: "POST",
      path: "/token",
      // RFC 6749, section 2.3.1: both are form-encoded before.
      authorization: basic("nodes:s%3Ae+c%2Br%2Ft"),
      type: FORM,
      body: form({
        "grant_type": `${URN}:grant-type:token-exchange`,
        "subject_token": TOKEN,
        "subject_token_type": `${URN}:token-type:jwt`,
        audience: "registry.example.com",
        resource: "https://registry.example.com/",
        scope: "registry:pull",
      }),
    },
    answer: json({ "access_token": "a-token", "expires_in": 3_600 }),
    credentials: { username: "token", password: "a-token" },
    refusals: [
      [
        json({ error: "invalid_client", "error_description": canary }, 401),
        "with invalid_client (401): it does not know the client",
      ],
      [json({ error: "invalid_target" }, 400), "with invalid_target (400)"],
      [json({ error: canary }, 400), "status 400"],
    ],
  },
  "a JWT bearer grant (RFC 7523, 2.1), with a public client": {
    section: (url) => ({
      subject: ACCOUNT,
      oauth2: {
        tokenUrl: `${url}/token`,
        grant: "jwt-bearer",
        clientId: "nodes",
        scope: "registry:pull",
      },
      answer: { username: "token" },
    }),
    asked: {
      method: "POST",
      path: "/token",
      type: FORM,
      body: form({
        "grant_type": `${URN}:grant-type:jwt-bearer`,
        assertion: TOKEN,
        "client_id": "nodes",
        scope: "registry:pull",
      }),
    },
    answer: json({ "access_token": "a-token", "expires_in": 3_600 }),
    credentials: { username: "token", password: "a-token" },
    refusals: [
      [json({ error: "invalid_scope" }, 400), "with invalid_scope (400)"],
    ],
  },
  "client credentials (RFC 6749, 4.4), with the secret as a field": {
    section: (url) => ({
      oauth2: {
        tokenUrl: `${url}/token`,
        grant: "client-credentials",
        clientId: "nodes",
        clientSecret: "secret",
        clientAuthentication: "post",
      },
      answer: { username: "token" },
    }),
    asked: {
      method: "POST",
      path: "/token",
      type: FORM,
      body: form({
        "grant_type": "client_credentials",
        "client_id": "nodes",
        "client_secret": "secret",
      }),
    },
    answer: json({ "access_token": "a-token", "expires_in": 3_600 }),
    credentials: { username: "token", password: "a-token" },
    refusals: [
      [
        json({ error: "unauthorized_client" }, 400),
        "with unauthorized_client (400): allow the client",
      ],
    ],
  },
  "client credentials (RFC 7523, 2.2), with the token as the client's proof": {
    section: (url) => ({
      subject: ACCOUNT,
      oauth2: { tokenUrl: `${url}/token`, grant: "client-credentials" },
      answer: { username: "token" },
    }),
    asked: {
      method: "POST",
      path: "/token",
      type: FORM,
      body: form({
        "grant_type": "client_credentials",
        "client_assertion_type": `${URN}:client-assertion-type:jwt-bearer`,
        "client_assertion": TOKEN,
      }),
    },
    answer: json({ "access_token": "a-token", "expires_in": 3_600 }),
    credentials: { username: "token", password: "a-token" },
    refusals: [
      [json({ error: "invalid_client" }, 401), "with invalid_client (401)"],
    ],
  },
};

for (const [name, row] of Object.entries(ROWS)) {
  Deno.test(`${name}: every field of the request, and the credentials of the answer`, async () => {
    await withService(row.answer, async ({ url, calls }) => {
      const answer = answerOf(await runExchange({ section: row.section(url) }));
      assertEquals(answer, {
        ...row.credentials,
        cacheDuration: "10m",
        cacheKeyType: "Registry",
      });
      assertEquals(calls.map(contractOf), [row.asked]);
    });
  });

  Deno.test(`${name}: a refusal is told by its code or status, and is no reason to ask again`, async () => {
    for (const [refuse, says] of row.refusals) {
      await withService(refuse, async ({ url, calls }) => {
        const result = await runExchange({ section: row.section(url) });
        assertFailure(result, { code: "BACKEND_DENIED", says });
        assertEquals(result.stderr.includes("canary"), false, result.stderr);
        assertEquals(calls.length, 1);
      });
    }
  });
}

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

Deno.test("every OAuth code of the list is told, and every other text is not", async () => {
  const codes: readonly (readonly [string, string])[] = [
    ["access_denied", "BACKEND_DENIED"],
    ["insufficient_scope", "BACKEND_DENIED"],
    ["invalid_client", "BACKEND_DENIED"],
    ["invalid_grant", "BACKEND_DENIED"],
    ["invalid_request", "BACKEND_DENIED"],
    ["invalid_scope", "BACKEND_DENIED"],
    ["invalid_target", "BACKEND_DENIED"],
    ["invalid_token", "BACKEND_DENIED"],
    ["server_error", "BACKEND_UNAVAILABLE"],
    ["slow_down", "BACKEND_UNAVAILABLE"],
    ["temporarily_unavailable", "BACKEND_UNAVAILABLE"],
    ["unauthorized_client", "BACKEND_DENIED"],
    ["unsupported_grant_type", "BACKEND_DENIED"],
    ["unsupported_token_type", "BACKEND_DENIED"],
  ];
  const { section } = ROWS["Quay"] as Row;
  for (const [error, code] of codes) {
    await withService(json({ error }, 400), async ({ url }) => {
      const { stderr } = await runExchange({ section: section(url) });
      assertStringIncludes(stderr, ` ${error} (400)`);
      assertStringIncludes(stderr, `[${code}]`);
    });
  }
  const others = ["canary", "INVALID_GRANT", "constructor", ["invalid_grant"], {
    code: "invalid_grant",
  }];
  for (const error of others) {
    await withService(json({ error }, 400), async ({ url }) => {
      const result = await runExchange({ section: section(url) });
      assertFailure(result, { code: "BACKEND_DENIED", says: "status 400" });
      assertEquals(/canary|invalid_grant/i.test(result.stderr), false);
    });
  }
});
