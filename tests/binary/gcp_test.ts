/**
 * The compiled program asks Google for access tokens as its documents have it:
 * every field, every header, in the order of the contract.
 * @module
 */
import { assertEquals } from "@std/assert";
import { exportPKCS8, generateKeyPair, jwtVerify } from "jose";
import {
  CAN_CLOUD,
  eachInClouds,
  inClouds,
  NEEDS_CLOUD,
} from "../kit/clouds/world.ts";
import { podFields } from "../kit/clouds/pods.ts";
import type { Call, Outcome, Scenario } from "../kit/clouds/scenario.ts";
import {
  AUDIENCE,
  EMAIL,
  EXCHANGE,
  fieldsOf,
  HOST,
  IMAGE,
  IMPERSONATE,
  keyFileOf,
  METADATA,
  POD,
  POD_TOKEN,
  PROVIDER,
  SCOPE,
  TOKEN,
  TOKEN_URL,
  tokenReply,
  WORKLOAD,
} from "../kit/clouds/google.ts";

const ignore = !CAN_CLOUD;
const PAIR = await generateKeyPair("RS256", { extractable: true });
const KEY_FILE = keyFileOf(await exportPKCS8(PAIR.privateKey));

const OF_KEY = { keyFile: "FOLDER/key.json" };

function authOf({ stdout, stderr }: Outcome) {
  assertEquals(stderr, "");
  const { auth, cacheKeyType } = JSON.parse(stdout);
  return { auth, cacheKeyType };
}

function answerWith(password: string) {
  return {
    auth: { [HOST]: { username: "oauth2accesstoken", password } },
    cacheKeyType: "Registry",
  };
}

function headersOf({ headers }: Call, ...names: readonly string[]) {
  return names.map((name) => headers[name]);
}

Deno.test({
  name:
    `gcp asks for what Google's documents say, field by field${NEEDS_CLOUD}`,
  ignore,
  fn: async (t) => {
    const run = { image: IMAGE };
    const impersonated = {
      accessToken: "ya29.of-other",
      expireTime: new Date(Date.now() + 3_600_000).toISOString(),
    };
    const scenarios: Scenario[] = [
      {
        replies: { [METADATA]: [tokenReply("ya29.of-node")] },
        runs: [{ ...run, rule: { gcp: {} }, fields: POD }],
      },
      {
        replies: { [TOKEN]: [tokenReply("ya29.of-key")] },
        files: { "key.json": KEY_FILE },
        runs: [{ ...run, rule: { gcp: OF_KEY } }],
      },
      {
        replies: { [EXCHANGE]: [tokenReply("ya29.of-pod")] },
        runs: [{ ...run, rule: { gcp: WORKLOAD }, fields: POD }],
      },
      {
        replies: {
          [EXCHANGE]: [tokenReply("ya29.of-pod")],
          [IMPERSONATE]: [{ body: impersonated }],
        },
        runs: [{
          ...run,
          rule: { gcp: { ...WORKLOAD, impersonate: EMAIL } },
          fields: POD,
        }],
      },
    ];
    const [ofNode, ofKey, ofPod, ofOther] = await eachInClouds(scenarios);

    await t.step(
      "the metadata server, with its header and nothing of the pod",
      () => {
        if (ofNode === undefined) throw new Error();
        assertEquals(authOf(ofNode), answerWith("ya29.of-node"));
        assertEquals(
          ofNode.calls.map(({ what, query, body }) => [what, query, body]),
          [
            [METADATA, "", ""],
          ],
        );
        const [call] = ofNode.calls as [Call];
        assertEquals(headersOf(call, "metadata-flavor", "authorization"), [
          "Google",
          undefined,
        ]);
        assertEquals(JSON.stringify(call).includes(POD_TOKEN), false);
      },
    );

    await t.step(
      "a key file, by an assertion that its key has signed",
      async () => {
        if (ofKey === undefined) throw new Error();
        assertEquals(authOf(ofKey), answerWith("ya29.of-key"));
        assertEquals(ofKey.calls.map(({ what, query }) => what + query), [
          TOKEN,
        ]);
        const [call] = ofKey.calls as [Call];
        assertEquals(headersOf(call, "content-type", "authorization"), [
          "application/x-www-form-urlencoded",
          undefined,
        ]);
        const { assertion, ...fields } = fieldsOf(call);
        assertEquals(fields, {
          grant_type: "urn:ietf:params:oauth:grant-type:jwt-bearer",
        });
        const { payload, protectedHeader } = await jwtVerify(
          assertion ?? "",
          PAIR.publicKey,
        );
        assertEquals(protectedHeader, {
          alg: "RS256",
          typ: "JWT",
          kid: "key-1",
        });
        const { iat = 0, exp = 0, ...claims } = payload;
        assertEquals(claims, { iss: EMAIL, scope: SCOPE, aud: TOKEN_URL });
        assertEquals(exp > iat && exp - iat <= 3_600, true);
        assertEquals(Math.abs(iat - Date.now() / 1_000) < 600, true);
      },
    );

    const exchange = {
      "grant_type": "urn:ietf:params:oauth:grant-type:token-exchange",
      audience: `//iam.googleapis.com/${PROVIDER}`,
      scope: SCOPE,
      "requested_token_type": "urn:ietf:params:oauth:token-type:access_token",
      "subject_token_type": "urn:ietf:params:oauth:token-type:jwt",
      "subject_token": POD_TOKEN,
    };

    await t.step("workload identity federation, without Authorization", () => {
      if (ofPod === undefined) throw new Error();
      assertEquals(authOf(ofPod), answerWith("ya29.of-pod"));
      assertEquals(ofPod.calls.map(({ what, query }) => what + query), [
        EXCHANGE,
      ]);
      const [call] = ofPod.calls as [Call];
      assertEquals(headersOf(call, "content-type", "authorization"), [
        "application/x-www-form-urlencoded",
        undefined,
      ]);
      assertEquals(fieldsOf(call), exchange);
    });

    await t.step("impersonation, with the token that came before it", () => {
      if (ofOther === undefined) throw new Error();
      assertEquals(authOf(ofOther), answerWith("ya29.of-other"));
      assertEquals(ofOther.calls.map(({ what, query }) => what + query), [
        EXCHANGE,
        IMPERSONATE,
      ]);
      const [first, second] = ofOther.calls as [Call, Call];
      assertEquals(fieldsOf(first), exchange);
      assertEquals(headersOf(second, "content-type", "authorization"), [
        "application/json",
        "Bearer ya29.of-pod",
      ]);
      assertEquals(JSON.parse(second.body), {
        scope: [SCOPE],
        lifetime: "3600s",
      });
    });
  },
});

Deno.test({
  name:
    `gcp keeps a token for one account, and gives it to no other${NEEDS_CLOUD}`,
  ignore,
  fn: async () => {
    const replies = ["1", "2", "3", "4"].map((one) =>
      tokenReply(`ya29.${one}`)
    );
    const run = (
      pod: object,
      gcp: Readonly<Record<string, unknown>> = WORKLOAD,
    ) => ({
      image: IMAGE,
      rule: { gcp },
      fields: podFields({ audience: AUDIENCE, ...pod }),
    });
    const annotated = {
      ...WORKLOAD,
      impersonateAnnotation: { key: "example.com/gsa", allow: [EMAIL] },
    };
    const [outcomes = []] = await inClouds([{
      isCached: true,
      replies: { [EXCHANGE]: replies },
      runs: [
        run({}),
        // The kubelet renews tokens; the account stays.
        run({ claims: { exp: 4_000_000_001 } }),
        run({ uid: "u-2" }),
        run({ name: "other" }),
        run({ namespace: "other" }),
        run({}),
        { ...run({}), fields: {} },
        // It has no such annotation.
        run({}, annotated),
      ],
    }]);
    const passwords = outcomes.map(({ stdout, code }) =>
      code === 0 ? JSON.parse(stdout).auth[HOST].password : undefined
    );
    assertEquals(passwords, [
      "ya29.1",
      "ya29.1",
      "ya29.2",
      "ya29.3",
      "ya29.4",
      "ya29.1",
      undefined,
      undefined,
    ]);
  },
});
