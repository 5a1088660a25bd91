/**
 * Every request that the providers of clouds and Vault send, each as the one that
 * a test can let fail. All that is secret in them is marked.
 * @module
 */
import { exportPKCS8, generateKeyPair } from "jose";
import { CANARY } from "../canary.ts";
import * as azure from "./azure.ts";
import * as google from "./google.ts";
import { podFields } from "./pods.ts";
import type { CloudRun, Reply, Scenario } from "./scenario.ts";
import * as vault from "./vault.ts";

/** A request, and what comes before it. */
export interface Stage {
  readonly name: string;
  readonly run: CloudRun;
  readonly files?: Scenario["files"];
  /** The answers that lead to it, and the right one to it. */
  readonly replies: Scenario["replies"];
  /** Which of them it is. */
  readonly what: string;
  /** How it is named in messages. */
  readonly says: string;
  /** The statuses that are asked again, beside 429 and 5xx. */
  readonly passing: readonly number[];
}

const KEY = await exportPKCS8(
  (await generateKeyPair("RS256", { extractable: true })).privateKey,
);

const marked = { jti: CANARY };
const pod = (audience: string) => podFields({ audience, claims: marked });
const entraReply: Reply = { body: { access_token: CANARY, expires_in: 3599 } };
const { HOST } = azure;

/** What both requests to Vault share. */
const OF_VAULT = {
  run: {
    image: vault.IMAGE,
    rule: { vault: vault.SECTION },
    fields: pod("vault"),
  },
  replies: {
    [vault.LOGIN]: [{ body: { auth: { client_token: CANARY } } }],
    [vault.SECRET]: [
      vault.secretReply({ username: "u", password: CANARY }),
    ],
  },
  says: "Vault at vault.example.com:8200",
  passing: [412],
};

/** All of them. */
export const STAGES: readonly Stage[] = [
  {
    name: "gcp, the metadata server",
    run: { image: google.IMAGE, rule: { gcp: {} } },
    replies: { [google.METADATA]: [google.tokenReply(CANARY)] },
    what: google.METADATA,
    says: "the metadata server of Google",
    passing: [],
  },
  {
    name: "gcp, a key file",
    run: { image: google.IMAGE, rule: { gcp: { keyFile: "FOLDER/key.json" } } },
    files: { "key.json": google.keyFileOf(KEY, { project_id: CANARY }) },
    replies: { [google.TOKEN]: [google.tokenReply(CANARY)] },
    what: google.TOKEN,
    says: "the token service of Google (oauth2.googleapis.com)",
    passing: [],
  },
  {
    name: "gcp, workload identity",
    run: {
      image: google.IMAGE,
      rule: { gcp: google.WORKLOAD },
      fields: pod(google.AUDIENCE),
    },
    replies: { [google.EXCHANGE]: [google.tokenReply(CANARY)] },
    what: google.EXCHANGE,
    says: "the Security Token Service of Google (sts.googleapis.com)",
    passing: [],
  },
  {
    name: "gcp, impersonation",
    run: {
      image: google.IMAGE,
      rule: { gcp: { impersonate: google.EMAIL } },
    },
    replies: {
      [google.METADATA]: [google.tokenReply(CANARY)],
      [google.IMPERSONATE]: [{
        body: { accessToken: CANARY, expireTime: "2100-01-01T00:00:00Z" },
      }],
    },
    what: google.IMPERSONATE,
    says: "the IAM of Google (iamcredentials.googleapis.com)",
    passing: [],
  },
  {
    name: "acr, the metadata service",
    run: { image: azure.IMAGE, rule: { acr: {} } },
    replies: {
      [azure.METADATA]: [entraReply],
      [azure.REGISTRY]: [azure.registryReply()],
    },
    what: azure.METADATA,
    says: "the metadata service of Azure",
    passing: [404, 410],
  },
  {
    name: "acr, Microsoft Entra",
    run: {
      image: azure.IMAGE,
      rule: {
        acr: {
          tenantId: azure.TENANT,
          clientId: azure.CLIENT,
          clientSecret: CANARY,
        },
      },
    },
    replies: {
      [azure.ENTRA]: [entraReply],
      [azure.REGISTRY]: [azure.registryReply()],
    },
    what: azure.ENTRA,
    says: "Microsoft Entra (login.microsoftonline.com)",
    passing: [],
  },
  {
    name: "acr, the registry",
    run: {
      image: azure.IMAGE,
      rule: { acr: azure.WORKLOAD },
      fields: pod(azure.AUDIENCE),
    },
    replies: {
      [azure.ENTRA]: [entraReply],
      [azure.REGISTRY]: [azure.registryReply()],
    },
    what: azure.REGISTRY,
    says: `the registry ${HOST}`,
    passing: [],
  },
  {
    name: "vault, the login",
    ...OF_VAULT,
    what: vault.LOGIN,
  },
  {
    name: "vault, the secret",
    ...OF_VAULT,
    what: vault.SECRET,
  },
];

/** A scenario in which a stage is answered like this, again and again. */
export function failing(stage: Stage, ...replies: readonly Reply[]): Scenario {
  return {
    files: stage.files ?? {},
    replies: { ...stage.replies, [stage.what]: replies },
    runs: [stage.run],
  };
}

/** The stage with this name. */
export function stageOf(name: string): Stage {
  const stage = STAGES.find((one) => one.name === name);
  if (stage === undefined) throw new Error(`there is no stage ${name}`);
  return stage;
}
