/**
 * The compiled program asks Azure for tokens as its documents have it: every
 * field, every header, in the order of the contract.
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { importX509, jwtVerify } from "jose";
import {
  APPLICATION,
  assertAnswer,
  CLIENT,
  ENTRA,
  HOST,
  METADATA,
  OF_SECRET,
  POD_TOKEN,
  REGISTRY,
  RESOURCE,
  scenario,
  TENANT,
  TOKEN_URL,
  WORKLOAD,
} from "../kit/clouds/azure.ts";
import { fieldsOf } from "../kit/clouds/google.ts";
import type { Call, Outcome } from "../kit/clouds/scenario.ts";
import { CAN_CLOUD, eachInClouds, NEEDS_CLOUD } from "../kit/clouds/world.ts";
import { execute, withFiles } from "../kit/program.ts";

const ignore = !CAN_CLOUD;

const ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

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
