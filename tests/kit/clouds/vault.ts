/**
 * Vault, as requests to it look.
 * @module
 */
import { podFields, podToken } from "./pods.ts";
import type { Reply } from "./scenario.ts";

export const HOST = "nexus.example.com";
export const IMAGE = `${HOST}/team/app`;
export const ADDRESS = "https://vault.example.com:8200";
export const LOGIN = `POST ${ADDRESS}/v1/auth/kubernetes/login`;
export const SECRET = `GET ${ADDRESS}/v1/secret/data/registries/nexus`;
export const SECRET_1 = `GET ${ADDRESS}/v1/kv/registries/nexus`;

/** The token of a pod, and the request with it. */
export const POD_TOKEN = podToken({ audience: "vault" });
export const POD = podFields({ audience: "vault" });

/** A section for version 2 of the engine. */
export const SECTION = {
  address: ADDRESS,
  auth: { role: "image-pull" },
  subject: { serviceAccount: { audience: "vault" } },
  secret: { path: "registries/nexus" },
} as const;

/** What a login answers. */
export const LOGIN_REPLY: Reply = {
  body: {
    request_id: "1",
    data: null,
    auth: { client_token: "hvs.client", lease_duration: 2_764_800 },
  },
};

/** What a reading of version 2 answers. */
export function secretReply(fields: unknown): Reply {
  return { body: { lease_id: "", data: { data: fields, metadata: {} } } };
}
