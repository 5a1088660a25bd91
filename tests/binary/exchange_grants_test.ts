/**
 * The grants of OAuth, field by field, and the codes of its errors.
 * @module
 */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { assertFailure } from "../kit/failure.ts";
import {
  ACCOUNT,
  runExchange,
  sectionAt,
  TOKEN,
  withService,
} from "../kit/exchange_run.ts";
import {
  basic,
  canary,
  FORM,
  form,
  json,
  type Row,
  testContracts,
  URN,
} from "../kit/exchange_contract.ts";

/** What every server of OAuth answers, and what comes of it. */
const GRANTED = {
  answer: json({ "access_token": "a-token", "expires_in": 3_600 }),
  credentials: { username: "token", password: "a-token" },
};

/** What every client of OAuth sends, with these fields. */
const posted = (fields: Record<string, string>) => ({
  method: "POST",
  path: "/token",
  type: FORM,
  body: form(fields),
});

const ROWS: Readonly<Record<string, Row>> = {
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
      // RFC 6749, section 2.3.1: both are form-encoded before.
      authorization: basic("nodes:s%3Ae+c%2Br%2Ft"),
      ...posted({
        "grant_type": `${URN}:grant-type:token-exchange`,
        "subject_token": TOKEN,
        "subject_token_type": `${URN}:token-type:jwt`,
        audience: "registry.example.com",
        resource: "https://registry.example.com/",
        scope: "registry:pull",
      }),
    },
    ...GRANTED,
    refusals: [
      [
        json({ error: "invalid_client", "error_description": canary }, 401),
        "with status 401 (invalid_client): it does not know the client",
      ],
      [
        json({ error: "invalid_target" }, 400),
        "with status 400 (invalid_target)",
      ],
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
    asked: posted({
      "grant_type": `${URN}:grant-type:jwt-bearer`,
      assertion: TOKEN,
      "client_id": "nodes",
      scope: "registry:pull",
    }),
    ...GRANTED,
    refusals: [
      [
        json({ error: "invalid_scope" }, 400),
        "with status 400 (invalid_scope)",
      ],
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
    asked: posted({
      "grant_type": "client_credentials",
      "client_id": "nodes",
      "client_secret": "secret",
    }),
    ...GRANTED,
    refusals: [
      [
        json({ error: "unauthorized_client" }, 400),
        "with status 400 (unauthorized_client): allow the client",
      ],
    ],
  },
  "client credentials (RFC 7523, 2.2), with the token as the client's proof": {
    section: (url) => ({
      subject: ACCOUNT,
      oauth2: { tokenUrl: `${url}/token`, grant: "client-credentials" },
      answer: { username: "token" },
    }),
    asked: posted({
      "grant_type": "client_credentials",
      "client_assertion_type": `${URN}:client-assertion-type:jwt-bearer`,
      "client_assertion": TOKEN,
    }),
    ...GRANTED,
    refusals: [
      [
        json({ error: "invalid_client" }, 401),
        "with status 401 (invalid_client)",
      ],
    ],
  },
};

testContracts(ROWS);

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
  for (const [error, code] of codes) {
    await withService(json({ error }, 400), async ({ url }) => {
      const { stderr } = await runExchange({ section: sectionAt(url) });
      assertStringIncludes(stderr, `with status 400 (${error})`);
      assertStringIncludes(stderr, `[${code}]`);
    });
  }
  const others = ["canary", "INVALID_GRANT", "constructor", ["invalid_grant"], {
    code: "invalid_grant",
  }];
  for (const error of others) {
    await withService(json({ error }, 400), async ({ url }) => {
      const result = await runExchange({ section: sectionAt(url) });
      assertFailure(result, { code: "BACKEND_DENIED", says: "status 400" });
      assertEquals(/canary|invalid_grant/i.test(result.stderr), false);
    });
  }
});
