/**
 * No secret in what people and logs get to see: one canary, put into every
 * place of `canary_rows.ts` and `canary_broken_rows.ts`.
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import {
  program,
  request,
  type Result,
  type Run,
  withFiles,
} from "../kit/program.ts";
import { CANARY, findCanary } from "../kit/canary.ts";
import { BROKEN } from "../kit/canary_broken_rows.ts";
import { CALLS, IMAGE, type Row, SOUND } from "../kit/canary_rows.ts";

/** What must never show a secret, whatever the config is. */
const SILENT: readonly (readonly string[])[] = [
  ["validate"],
  ["validate", "--format=json"],
  ["explain", IMAGE],
  ["explain", IMAGE, "--format=json"],
  ["explain", "quay.io/other"],
  ["kubelet-config"],
  ["kubelet-config", "--format=json"],
  ["get", IMAGE, "--format=table"],
  ["get", IMAGE, "--format=table", "--trace"],
  ["explain", IMAGE, "--trace"],
];

for (const [place, row] of Object.entries(SOUND)) {
  Deno.test(`a secret in ${place} is in no report, and in the answer`, async () => {
    await withRow(row, async (args, run) => {
      // Without it nothing here would prove anything: the detector finds what is there.
      const control = row.isUsername ? "json" : "password";
      const shown = await program(
        [...args, "get", IMAGE, `--format=${control}`],
        run,
      );
      assertEquals(shown.code, 0, shown.stderr);
      assert(findCanary(shown.stdout).includes(CANARY.slice(0, 8)));
      await assertReportsSilent(args, run, row.isUsername);
    });
  });
}

for (const [place, row] of Object.entries(BROKEN)) {
  Deno.test(`a secret in ${place} is in no failure and no report`, async () => {
    await withRow(row, async (args, run) => {
      const result = await program(args, run);
      assertEquals([result.code, result.stdout], [1, ""], result.stderr);
      // A row that failed earlier than it is meant to would prove nothing.
      const ofRequest = /\[(?:REQUEST|IMAGE)_INVALID\]/.test(result.stderr);
      assertEquals(ofRequest, row.stdin !== undefined, result.stderr);
      assertSilent(result, []);
      await assertReportsSilent(args, run);
    });
  });
}

for (const call of CALLS) {
  const name = call.join(" ").replaceAll(CANARY, "CANARY");
  Deno.test(`a secret in the command line "${name}" is not repeated`, async () => {
    const result = await program(call);
    assert(result.code > 0);
    assertSilent(result, call);
  });
}

for (
  const [form, text] of Object.entries({
    "as it is": CANARY,
    "in a URL": encodeURIComponent(CANARY),
    "in base64": btoa(CANARY),
    "in base64 behind a user name": btoa(`user:${CANARY}`),
    "in base64 behind a longer user name": btoa(`robot$ci:${CANARY}!`),
    "in lower case": CANARY.toLowerCase(),
    "in a piece": CANARY.slice(5, 14),
  })
) {
  Deno.test(`the detector finds a secret ${form}`, () => {
    assert(findCanary(`before ${text} after`).length > 0);
  });
}

function assertSilent(
  { stdout, stderr }: Result,
  call: readonly string[],
): void {
  const found = findCanary(stdout + stderr);
  assertEquals(found, [], `${call.join(" ")}: ${stdout}${stderr}`);
}

async function assertReportsSilent(
  args: readonly string[],
  run: Run,
  exceptGet = false,
): Promise<void> {
  const silent = SILENT.filter(([name]) => !(exceptGet && name === "get"));
  await Promise.all(silent.map(async (command) => {
    assertSilent(await program([...args, ...command], run), command);
  }));
}

async function withRow(
  { config, files = {}, env = {}, stdin = request(IMAGE) }: Row,
  test: (args: readonly string[], run: Run) => Promise<void>,
): Promise<void> {
  await withFiles(files, async (folder) => {
    const path = `${folder}/registries.yaml`;
    await Deno.writeTextFile(path, config.replaceAll("FOLDER", folder), {
      mode: 0o644, // so that validate has something to say of the secret
    });
    await test([`--config=${path}`], { env, stdin });
  });
}
