/**
 * The compiled program asks Azure for tokens as its documents have it: every
 * field, every header, in the order of the contract.
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { importX509, jwtVerify } from "jose";
import {
  CLIENT,
  ENTRA,
  ENTRA_REPLY,
  HOST,
  IMAGE,
  METADATA,
  METADATA_REPLY,
  POD,
  POD_TOKEN,
  refreshToken,
  REGISTRY,
  registryReply,
  RESOURCE,
  TENANT,
  TOKEN_URL,
  USERNAME,
  WORKLOAD,
} from "../kit/clouds/azure.ts";
import { fieldsOf } from "../kit/clouds/google.ts";
import type { Call, Outcome, Scenario } from "../kit/clouds/scenario.ts";
import {
  CAN_CLOUD,
  eachInClouds,
  inClouds,
  NEEDS_CLOUD,
} from "../kit/clouds/world.ts";
import { execute, withFiles } from "../kit/program.ts";

const ignore = !CAN_CLOUD;
const TOKEN = refreshToken();
const ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
const APPLICATION = { tenantId: TENANT, clientId: CLIENT } as const;
const OF_SECRET = { ...APPLICATION, clientSecret: "s3cret~value" } as const;

const OK = {
  [METADATA]: [METADATA_REPLY],
  [ENTRA]: [ENTRA_REPLY],
  [REGISTRY]: [registryReply(TOKEN)],
} as const;

function scenario(acr: object, more: Partial<Scenario> = {}): Scenario {
  return {
    replies: OK,
    ...more,
    runs: [{ image: IMAGE, rule: { acr }, fields: POD }],
  };
}

function assertAnswer({ stdout, stderr }: Outcome, host = HOST): void {
  assertEquals(stderr, "");
  const { auth, cacheKeyType } = JSON.parse(stdout);
  assertEquals(auth, { [host]: { username: USERNAME, password: TOKEN } });
  assertEquals(cacheKeyType, "Registry");
}

function assertExchange(call: Call | undefined, entraToken: string): void {
  assertEquals(call?.what, REGISTRY);
  assertEquals(call?.query, "");
  assertEquals(call?.headers["content-type"], FORM);
  assertEquals(call?.headers["authorization"], undefined);
  const { tenant, ...fields } = fieldsOf(call as Call);
  assert(tenant === undefined || tenant === TENANT);
  assertEquals(fields, {
    grant_type: "access_token",
    service: HOST,
    access_token: entraToken,
  });
}

const KEY_BEGIN = "-----BEGIN PRIVATE KEY";
const FORM = "application/x-www-form-urlencoded";

/** A certificate with its key in one PEM text, and its thumbprint, all by openssl. */
async function certificate(): Promise<{ pem: string; thumbprint: string }> {
  let made = { pem: "", thumbprint: "" };
  await withFiles({}, async (folder) => {
    const [cert, key] = [`${folder}/cert.pem`, `${folder}/key.pem`];
    const env = { PATH: Deno.env.get("PATH") ?? "" };
    const subject = ["-subj", "/CN=app", "-days", "2"];
    await execute("openssl", [
      ...["req", "-x509", "-newkey", "rsa:2048", "-nodes", ...subject],
      ...["-keyout", key, "-out", cert],
    ], { env });
    const shown = ["x509", "-in", cert, "-noout", "-fingerprint", "-sha256"];
    const { stdout } = await execute("openssl", shown, { env });
    const hex = stdout.trim().split("=")[1]?.replaceAll(":", "") ?? "";
    made = {
      pem: await Deno.readTextFile(cert) + await Deno.readTextFile(key),
      thumbprint: Uint8Array.fromHex(hex)
        .toBase64({ alphabet: "base64url", omitPadding: true }),
    };
  });
  return made;
}

Deno.test({
  name: `acr asks for what Azure's documents say, field by field${NEEDS_CLOUD}`,
  ignore,
  fn: async (t) => {
    const { pem, thumbprint } = await certificate();
    const [node, named, secret, signed, pod] = await eachInClouds([
      scenario({}),
      scenario({ clientId: CLIENT }),
      scenario(OF_SECRET),
      scenario({ ...APPLICATION, certificate: { file: "FOLDER/app.pem" } }, {
        files: { "app.pem": pem },
      }),
      scenario(WORKLOAD),
    ]);
    const query = `?api-version=2018-02-01&resource=${
      encodeURIComponent(RESOURCE)
    }`;

    await t.step(
      "the managed identity of the node, and nothing of the pod",
      () => {
        for (
          const [outcome, more] of [
            [node, ""],
            [named, `&client_id=${CLIENT}`],
          ] as const
        ) {
          assertAnswer(outcome as Outcome);
          const [first, second, ...rest] = outcome?.calls ?? [];
          assertEquals(rest, []);
          assertEquals([first?.what, first?.query], [METADATA, query + more]);
          assertEquals(first?.headers["metadata"], "true");
          assertEquals(first?.headers["authorization"], undefined);
          assertExchange(second, "eyJ.node");
          assert(!JSON.stringify(outcome?.calls).includes(POD_TOKEN));
        }
      },
    );

    const credentials = {
      "grant_type": "client_credentials",
      "client_id": CLIENT,
      scope: `${RESOURCE}/.default`,
    };

    await t.step("a client secret", () => {
      assertAnswer(secret as Outcome);
      const [first, second, ...rest] = secret?.calls ?? [];
      assertEquals(rest, []);
      assertEquals([first?.what, first?.query], [ENTRA, ""]);
      assertEquals(first?.headers["content-type"], FORM);
      assertEquals(first?.headers["authorization"], undefined);
      assertEquals(fieldsOf(first as Call), {
        ...credentials,
        client_secret: "s3cret~value",
      });
      assertExchange(second, "eyJ.entra");
    });

    await t.step("a certificate, whose key signs with PS256", async () => {
      assertAnswer(signed as Outcome);
      const [first, second] = signed?.calls ?? [];
      assertEquals(first?.what, ENTRA);
      const { client_assertion: assertion = "", ...fields } = fieldsOf(
        first as Call,
      );
      assertEquals(fields, {
        ...credentials,
        client_assertion_type: ASSERTION_TYPE,
      });
      const { payload, protectedHeader } = await jwtVerify(
        assertion,
        await importX509(pem.slice(0, pem.indexOf(KEY_BEGIN)), "PS256"),
      );
      assertEquals(protectedHeader, {
        alg: "PS256",
        typ: "JWT",
        "x5t#S256": thumbprint,
      });
      const { iat = 0, nbf = 0, exp = 0, jti = "", ...claims } = payload;
      assertEquals(claims, { aud: TOKEN_URL, iss: CLIENT, sub: CLIENT });
      assert(jti.length >= 32 && nbf <= iat);
      assert(exp - nbf >= 300 && exp - nbf <= 600);
      assertExchange(second, "eyJ.entra");
    });

    await t.step(
      "the token of the pod, for an application that trusts it",
      () => {
        assertAnswer(pod as Outcome);
        const [first, second] = pod?.calls ?? [];
        assertEquals(first?.what, ENTRA);
        assertEquals(fieldsOf(first as Call), {
          ...credentials,
          client_assertion_type: ASSERTION_TYPE,
          client_assertion: POD_TOKEN,
        });
        assertExchange(second, "eyJ.entra");
      },
    );
  },
});

Deno.test({
  name:
    `acr asks in the cloud of the rule, and the registry that is the mirror${NEEDS_CLOUD}`,
  ignore,
  fn: async () => {
    const rows = [
      ["usGovernment", "acme.azurecr.us", "login.microsoftonline.us"],
      ["china", "acme.azurecr.cn", "login.partner.microsoftonline.cn"],
    ] as const;
    const outcomes = await eachInClouds([
      ...rows.map(([cloud, host, authority]): Scenario => ({
        replies: {
          [`POST https://${authority}/${TENANT}/oauth2/v2.0/token`]: [
            ENTRA_REPLY,
          ],
          [`POST https://${host}/oauth2/exchange`]: [registryReply(TOKEN)],
        },
        runs: [{
          image: `${host}/app`,
          rule: { acr: { ...OF_SECRET, cloud } },
        }],
      })),
      {
        replies: {
          ...OK,
          "POST https://mirror.azurecr.io/oauth2/exchange": [
            registryReply(TOKEN),
          ],
        },
        runs: [{
          image: "registry.example.com/app",
          rule: { acr: { ...OF_SECRET, registry: "mirror.azurecr.io" } },
        }],
      },
    ]);
    rows.forEach(([, host], at) => assertAnswer(outcomes[at] as Outcome, host));
    const mirrored = outcomes.at(-1) as Outcome;
    assertAnswer(mirrored, "registry.example.com");
    assertEquals(mirrored.calls.map(({ what }) => what), [
      ENTRA,
      "POST https://mirror.azurecr.io/oauth2/exchange",
    ]);
  },
});

Deno.test({
  name:
    `acr follows no challenge of a registry, and asks no other host${NEEDS_CLOUD}`,
  ignore,
  fn: async () => {
    const challenge = {
      status: 401,
      headers: {
        "www-authenticate":
          'Bearer realm="https://elsewhere.example.com/oauth2/exchange",service="acme.azurecr.io"',
      },
    };
    const [outcome] = await eachInClouds([
      scenario(OF_SECRET, {
        replies: {
          ...OK,
          [REGISTRY]: [challenge],
          [`GET https://${HOST}/v2/`]: [challenge],
        },
      }),
    ]);
    assertEquals([outcome?.code, outcome?.stdout], [1, ""]);
    assertEquals(outcome?.calls.map(({ what }) => what), [ENTRA, REGISTRY]);
  },
});

Deno.test({
  name:
    `acr keeps a token for its registry and application alone${NEEDS_CLOUD}`,
  ignore,
  fn: async () => {
    const tokens = [1, 2, 3].map((nth) => refreshToken(4_000_000_000 + nth));
    const other = "aaaaaaaa-7777-8888-9999-000000000000";
    const annotated = (value: string) => ({
      image: IMAGE,
      rule: {
        acr: {
          ...WORKLOAD,
          clientIdAnnotation: {
            key: "azure.workload.identity/client-id",
            allow: [CLIENT, other],
          },
        },
      },
      fields: {
        ...POD,
        serviceAccountAnnotations: {
          "azure.workload.identity/client-id": value,
        },
      },
    });
    const [outcomes = []] = await inClouds([{
      isCached: true,
      replies: { ...OK, [REGISTRY]: tokens.map(registryReply) },
      runs: [CLIENT, CLIENT, other, "bbbbbbbb", CLIENT].map(annotated),
    }]);
    assertEquals(
      outcomes.map(({ stdout, code }) =>
        code === 0 ? JSON.parse(stdout).auth[HOST].password : undefined
      ),
      [tokens[0], tokens[0], tokens[1], undefined, tokens[0]],
    );
    const clients = outcomes.flatMap(({ calls }) => calls)
      .filter(({ what }) => what === ENTRA)
      .map((call) => fieldsOf(call)["client_id"]);
    assertEquals(clients, [CLIENT, other]);
    // A value that is not allowed is neither sent nor repeated.
    assertEquals(outcomes[3]?.calls, []);
    assert(!outcomes[3]?.stderr.includes("bbbbbbbb"));
  },
});
