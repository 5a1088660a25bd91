/**
 * Folders that can be looked at and then hang: the answer is out, and the run
 * ends.
 * @module
 */
import { assertEquals } from "@std/assert";
import { request, shell } from "../kit/program.ts";
import { IMAGE as ECR_IMAGE, passwordOf, withCaching } from "../kit/caching.ts";
import { CANARY } from "../kit/canary.ts";
import { type Counting, withCounting } from "../kit/counting.ts";
import {
  CAN_HANG,
  NEEDS_FUSE,
  withHangingFolder,
} from "../kit/hanging_folder.ts";
import { SECRET_IMAGE } from "../kit/auditing.ts";
import { WRITABLE_PROGRAM } from "../kit/writable_program.ts";

/** Of a run that does not end while the folder hangs: `timeout` ends it. */
const ENDLESS = 137;

const FOLDERS: Readonly<
  Record<string, (counting: Counting) => Promise<string>>
> = {
  "the audit": ({ audit }) => Promise.resolve(audit),
  "the metrics": ({ folder }) => Promise.resolve(`${folder}/metrics`),
  "the webhook's state": async ({ audit, configPath, folder }) => {
    const state = `${folder}/state`;
    const webhook =
      `{ url: "http://127.0.0.1:9000/", timeout: 5s, stateDirectory: ${state} }`;
    const text = await Deno.readTextFile(configPath);
    await Deno.writeTextFile(
      configPath,
      text.replace(
        /^audit:.*$/m,
        `audit: { directory: ${audit}, webhook: ${webhook} }`,
      ),
    );
    return state;
  },
};

for (const [what, folderOf] of Object.entries(FOLDERS)) {
  Deno.test({
    name:
      `${what}: a folder that hangs costs no answer, and the run ends${NEEDS_FUSE}`,
    ignore: !CAN_HANG,
    fn: () =>
      withCounting(async (counting) => {
        const folder = await folderOf(counting);
        await withHangingFolder(folder, async () => {
          const result = await ask(counting.configPath, SECRET_IMAGE);
          assertEquals(passwordOf(result), CANARY);
        });
      }),
  });
}

Deno.test({
  name:
    `the cache: a folder that hangs is as none, and the run ends${NEEDS_FUSE}`,
  ignore: !CAN_HANG,
  fn: () =>
    withCaching(async ({ backend, cache, configPath, env }) => {
      await withHangingFolder(cache, async () => {
        const result = await ask(configPath, ECR_IMAGE, env);
        assertEquals(passwordOf(result), backend.last());
        assertEquals(backend.calls(), 1);
      });
    }),
});

async function ask(
  configPath: string,
  image: string,
  env: Readonly<Record<string, string>> = {},
) {
  // Less than the run may take for an answer, and more than any machine needs.
  const result = await shell('exec timeout -s KILL 25 "$@"', [
    WRITABLE_PROGRAM,
    `--config=${configPath}`,
  ], { stdin: request(image), env });
  assertEquals(result.code === ENDLESS, false, "it did not end");
  return result;
}
