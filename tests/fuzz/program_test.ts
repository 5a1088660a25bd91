import { assert } from "@std/assert";
import { findCanary } from "../kit/canary.ts";
import {
  config,
  program,
  request,
  type Result,
  withFiles,
} from "../kit/program.ts";
import { argumentList } from "../kit/fuzz/arguments.ts";
import { fuzz } from "../kit/fuzz/fuzzing.ts";
import {
  configText,
  dockerConfigText,
  requestText,
} from "../kit/fuzz/inputs.ts";
import { keyText } from "../kit/fuzz/keys.ts";
import { assertAnswerOrRefusal, assertSound } from "../kit/fuzz/program_run.ts";
import { SECRET } from "../kit/fuzz/refusal.ts";

/** Runs the program beside a config and another file; `FOLDER` is where they are. */
async function runWith(
  text: string,
  other: string,
  args: readonly string[],
  stdin = request("r.example.com/app"),
): Promise<Result> {
  let result: Result | undefined;
  await withFiles({ other }, async (folder) => {
    const path = `${folder}/registries.yaml`;
    await Deno.writeTextFile(path, text.replaceAll("FOLDER", folder), {
      mode: 0o600,
    });
    const all = args.length === 0 ? [`--config=${path}`] : args;
    result = await program(all, {
      stdin,
      env: { REGISTRY_CREDENTIAL_PROVIDER_CONFIG: path },
    });
  });
  if (result === undefined) throw new Error("the program was not run");
  return result;
}

const STATIC = config(`- name: r
  match: ["*.example.com"]
  static: { username: u, password: "${SECRET}" }
`);

fuzz(
  "program: requests",
  requestText,
  async (text) => assertAnswerOrRefusal(await runWith(STATIC, "", [], text)),
);

fuzz("program: configs", configText, async (text) => {
  assertAnswerOrRefusal(await runWith(text, "", []));
  // Every problem of it, of which none repeats what stands in the file.
  const report = await runWith(text, "", ["validate"]);
  assertSound(report);
  assert(findCanary(report.stdout).length === 0, report.stdout);
});

fuzz(
  "program: docker config files",
  dockerConfigText,
  async (text) =>
    assertAnswerOrRefusal(
      await runWith(
        config(`- name: r
  match: [r.example.com]
  static: { dockerConfigFile: FOLDER/other }
`),
        text,
        [],
      ),
    ),
);

fuzz("program: signing keys", keyText, async (text) =>
  assertAnswerOrRefusal(
    await runWith(
      config(`- name: r
  match: [r.example.com]
  jwt: { username: u, key: { file: FOLDER/other }, algorithm: ES256, issuer: i, audience: a }
`),
      text,
      [],
    ),
  ));

fuzz(
  "program: command lines",
  argumentList,
  async (args) => assertSound(await runWith(STATIC, "", args)),
);
