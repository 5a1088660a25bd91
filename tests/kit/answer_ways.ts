/**
 * The ways to an answer, each with the chunks of the program that it executes and
 * the modules of the runtime that are compiled for it.
 * @module
 */
import { REGISTRY, ROLE, type Section } from "./aws/run.ts";
import { KEY } from "./aws/server.ts";
import { ACCOUNT, TOKEN } from "./exchange_run.ts";

/** A way to an answer. */
export interface Way {
  readonly what: string;
  /** What the rule has beside its name. */
  readonly rule: Section;
  /** Whether an answer before it has filled the cache. */
  readonly isCached?: boolean;
  /** Whether it is written down and counted afterwards. */
  readonly isReported?: boolean;
  readonly env?: Readonly<Record<string, string>>;
  /** What the request has beside the image. */
  readonly fields?: object;
  /** The chunks that it executes, beside that of the start. */
  readonly chunks: readonly string[];
  /** The modules of the runtime that are compiled for it; `NODE_TOO` for more than can be listed. */
  readonly compiled: readonly string[];
}

/** The search for credentials in files, which needs modules of Node. */
export const NODE_TOO: readonly string[] = ["modules of Node"];

const MATCH = { match: [REGISTRY] };
const STATIC = { static: { username: "u", password: "p" } };
const JWT = {
  username: "u",
  key: { file: "FOLDER/key.pem" },
  algorithm: "ES256",
  issuer: "i",
  audience: "a",
  subject: "node:${node}",
};

/** `URL` stands for that of a service. */
const EXCHANGE = {
  subject: ACCOUNT,
  request: { url: "URL/token", bearer: "${subject}" },
  answer: { username: "u", password: "token", expires: { after: "1h" } },
};
/** Whose token a request has. */
const ACCOUNT_TOKEN = ["payload.js"];
const EXCHANGE_SECTION = [
  "providers/exchange/provider.ts",
  "subject.js",
];

/** A profile of the shared files. */
export const PROFILE = `[default]
aws_access_key_id=${KEY.AWS_ACCESS_KEY_ID}
aws_secret_access_key=${KEY.AWS_SECRET_ACCESS_KEY}
`;

/** `fetch`, and what its modules import. */
export const FETCH = [
  "ext:deno_fetch/20_headers.js",
  "ext:deno_fetch/21_formdata.js",
  "ext:deno_fetch/22_body.js",
  "ext:deno_fetch/23_request.js",
  "ext:deno_fetch/23_response.js",
  "ext:deno_fetch/26_fetch.js",
  "ext:deno_telemetry/telemetry.ts",
  "ext:deno_telemetry/util.ts",
  "ext:deno_web/01_mimesniff.js",
  "ext:deno_web/02_structured_clone.js",
  "ext:deno_web/06_streams.js",
];

const ECR_SECTION = [
  "endpoint_url.js",
  "providers/ecr/provider_without_subject.ts",
];
const ECR_CLIENT = [
  ...ECR_SECTION,
  "Sha256WebCrypto.js", // the modules that all AWS clients share
  "TypeRegistry.js",
  "ask.js",
  "providers/ecr/credentials.ts",
];
const STS_CLIENT = [
  ...ECR_CLIENT,
  "providers/ecr/assume_role.ts",
  "xml-parser.js",
];

/** All of them. */
export const WAYS: readonly Way[] = [
  {
    what: "no match",
    rule: { match: ["other.example.com"], ...STATIC },
    chunks: [],
    compiled: [],
  },
  {
    what: "a static rule",
    rule: { ...MATCH, ...STATIC },
    chunks: ["providers/static/provider.ts"],
    compiled: [],
  },
  {
    what: "a static rule, with an audit and metrics",
    rule: { ...MATCH, ...STATIC },
    isReported: true,
    chunks: [
      "providers/static/provider.ts",
      "rolldown-runtime.js",
      "src/audit/audit.ts",
      "src/audit/metrics/metrics.ts",
      "src/audit/report.ts",
      "src/config/report_sections.ts",
      "src/lookup/through_cache.ts,src/runtime/deno/cache_store.ts",
      "src/runtime/deno/log_folder.ts",
      "src/runtime/deno/open_file.ts",
      "whole_number.js",
    ],
    compiled: [],
  },
  {
    what: "a token minted now",
    rule: { ...MATCH, jwt: JWT },
    chunks: [
      "src/jwt/mint.ts",
      "providers/jwt/provider.ts",
      "rolldown-runtime.js",
      "subject.js", // what jwt shares with the providers that have a subject
    ],
    compiled: [],
  },
  {
    what: "the token of the pod, passed on",
    rule: { ...MATCH, token: { subject: ACCOUNT } },
    fields: { serviceAccountToken: TOKEN },
    chunks: [...ACCOUNT_TOKEN, "providers/token/provider.ts", "subject.js"],
    compiled: [],
  },
  {
    what: "an exchange, from the cache",
    rule: { ...MATCH, exchange: EXCHANGE },
    isCached: true,
    fields: { serviceAccountToken: TOKEN },
    chunks: [
      ...ACCOUNT_TOKEN,
      ...EXCHANGE_SECTION,
      "rolldown-runtime.js",
      "src/lookup/through_cache.ts,src/runtime/deno/cache_store.ts",
    ],
    compiled: [],
  },
  {
    what: "an exchange",
    rule: { ...MATCH, exchange: EXCHANGE },
    fields: { serviceAccountToken: TOKEN },
    chunks: [
      ...ACCOUNT_TOKEN,
      ...EXCHANGE_SECTION,
      "ask.js",
      "ask_json.js", // what all providers share that ask in JSON
      "endpoint_url.js",
      "providers/exchange/credentials.ts",
      "rolldown-runtime.js",
    ],
    compiled: FETCH,
  },
  {
    what: "ECR, from the cache",
    rule: { ...MATCH, ecr: {} },
    isCached: true,
    env: KEY,
    chunks: [
      ...ECR_SECTION,
      "rolldown-runtime.js",
      "src/lookup/through_cache.ts,src/runtime/deno/cache_store.ts",
    ],
    compiled: [],
  },
  {
    what: "ECR, with keys of the environment",
    rule: { ...MATCH, ecr: {} },
    env: KEY,
    chunks: ECR_CLIENT,
    compiled: FETCH,
  },
  {
    what: "ECR, for a role assumed with keys of the environment",
    rule: { ...MATCH, ecr: { roleArn: ROLE } },
    env: KEY,
    chunks: STS_CLIENT,
    compiled: FETCH,
  },
  {
    what: "ECR, for a role assumed with the token of a service account",
    rule: { ...MATCH, ecr: { roleArn: ROLE, serviceAccount: {} } },
    fields: { serviceAccountToken: "token" },
    chunks: [...ACCOUNT_TOKEN, ...STS_CLIENT],
    compiled: FETCH,
  },
  {
    what: "ECR, with a profile of the shared files",
    rule: { ...MATCH, ecr: { profile: "default" } },
    chunks: ["providers/ecr/aws_credentials.ts"],
    compiled: NODE_TOO,
  },
];
