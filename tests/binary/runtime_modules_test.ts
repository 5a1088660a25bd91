/**
 * Which modules of the runtime each kind of answer has compiled from source, and
 * which chunks of the program it executes.
 *
 * What is not in the runtime's snapshot is compiled at its first use. With
 * `setTimeout`, `Request`, `process`, `Buffer` or a module of Node that takes as
 * long as a start.
 * @module
 */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { PROJECT } from "../../tools/paths.ts";
import { at, NODE, REGISTRY, ROLE, type Section } from "../kit/aws/run.ts";
import { KEY, withAwsServer } from "../kit/aws/server.ts";
import { ACCOUNT, TOKEN, withService } from "../kit/exchange_run.ts";
import { PEM } from "../kit/minting.ts";
import { config, request } from "../kit/program.ts";
import { compileLogging, isOfRuntime } from "../kit/v8_log.ts";
import { withStateFolder } from "../kit/writable_program.ts";

const BUNDLE = `${PROJECT}/.build/program`;

/** A way to an answer. */
interface Way {
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
const NODE_TOO: readonly string[] = ["modules of Node"];

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

const PROFILE = `[default]
aws_access_key_id=${KEY.AWS_ACCESS_KEY_ID}
aws_secret_access_key=${KEY.AWS_SECRET_ACCESS_KEY}
`;

/** `fetch`, and what its modules import. */
const FETCH = [
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

const WAYS: readonly Way[] = [
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

/** What an answer must not use, and a module that the runtime compiles for it. */
const SLOW = [
  // `fetch` makes one of its own.
  { use: 'new Request("http://a/")', module: "ext:deno_fetch/23_request.js" },
  { use: "setTimeout(() => {}, 1)", module: "node:timers" },
  { use: "process.env", module: "node:process" },
  { use: 'Buffer.from("a")', module: "ext:deno_node/internal/buffer.mjs" },
  { use: 'await import("node:path")', module: "node:path" },
];

Deno.test("an answer has only these modules of the runtime compiled, and executes only these chunks", async (t) => {
  await withServers((url, service) =>
    withStateFolder(async (folder) => {
      const program = await compileLogging(BUNDLE, folder);
      await Deno.writeTextFile(`${folder}/key.pem`, PEM, { mode: 0o600 });
      await Deno.mkdir(`${folder}/.aws`);
      await Deno.writeTextFile(`${folder}/.aws/credentials`, PROFILE);
      for (const way of WAYS) {
        const path = `${folder}/registries.yaml`;
        const text = configOf(way, url, folder).replace("URL", service);
        await Deno.writeTextFile(path, text, { mode: 0o600 });
        const asked = JSON.parse(request(`${REGISTRY}/app`));
        const stdin = JSON.stringify({ ...asked, ...way.fields });
        const run = () =>
          program([`--config=${path}`], {
            stdin,
            env: { ...NODE, ...way.env },
          });
        if (way.isCached) await run();
        const { executed, compiled } = await run();
        const chunks = executed.filter((it) => !isOfRuntime(it));
        await t.step(way.what, () => {
          if (way.compiled === NODE_TOO) {
            assertStringIncludes(`${chunks}`, `${way.chunks}`);
            assert(compiled.some(isOfNode), `${compiled}`);
          } else {
            assertEquals(chunks, ["src/main.ts", ...way.chunks].sort());
            assertEquals(compiled, way.compiled);
            assertEquals(executed.filter(isOfNode), []);
          }
        });
      }
    })
  );
});

Deno.test("what an answer must not use is in none of the lists, and would be seen", async (t) => {
  await withStateFolder(async (folder) => {
    const bundle = `${folder}/using`;
    await Deno.mkdir(bundle);
    const cases = SLOW.map(({ use }, at) => `case "${at}": ${use}; break;`);
    const text = `switch (Deno.args[0]) { ${cases.join("\n")} } Deno.exit();`;
    await Deno.writeTextFile(`${bundle}/main.js`, text);
    const program = await compileLogging(bundle, folder);
    for (const [at, { use, module }] of SLOW.entries()) {
      const { compiled } = await program([`${at}`]);
      await t.step(use, () => {
        assert(compiled.includes(module), `${compiled}`);
        for (const { what, compiled } of WAYS) {
          const isFetched = FETCH.every((it) => compiled.includes(it));
          const mayUse = isFetched && module.startsWith("ext:deno_fetch/");
          assertEquals(compiled.includes(module), mayUse, what);
          assertEquals(compiled.filter(isOfNode), [], what);
        }
      });
    }
  });
});

/** AWS, and a service that exchanges tokens. */
function withServers(
  test: (aws: string, service: string) => Promise<void>,
): Promise<void> {
  const answer = () => Response.json({ token: "t" });
  return withAwsServer(
    {},
    (aws) => withService(answer, (service) => test(aws.url, service.url)),
  );
}

function isOfNode(script: string): boolean {
  return /^(?:node:|ext:deno_node\/)/.test(script);
}

function configOf(
  { rule, isCached, isReported }: Way,
  url: string,
  folder: string,
): string {
  const { ecr, ...rest } = rule as { readonly ecr?: Section };
  const whole = { name: "r", ...rest, ...ecr && { ecr: at(url, ecr) } };
  const cache = isCached ? `${folder}/cache` : "off";
  const text = config(`- ${JSON.stringify(whole)}\n`);
  const reports = isReported
    ? `audit: { directory: ${folder}/audit }
metrics: { file: ${folder}/metrics/m.prom }
`
    : "";
  const sections = `cache: { directory: ${cache} }\n${reports}`;
  return text.replaceAll("FOLDER", folder) + sections;
}
