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
import { at, NODE, REGISTRY, type Section } from "../kit/aws/run.ts";
import { withAwsServer } from "../kit/aws/server.ts";
import { withService } from "../kit/exchange_run.ts";
import { PEM } from "../kit/minting.ts";
import { config, request } from "../kit/program.ts";
import { compileLogging, isOfRuntime } from "../kit/v8_log.ts";
import { withStateFolder } from "../kit/writable_program.ts";
import {
  FETCH,
  NODE_TOO,
  PROFILE,
  type Way,
  WAYS,
} from "../kit/answer_ways.ts";

const BUNDLE = `${PROJECT}/.build/program`;

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
