/**
 * A limit for the size of files (`RLIMIT_FSIZE`): what cannot be written costs no
 * answer.
 * @module
 */
import { assertEquals } from "@std/assert";
import { request, shell } from "../kit/program.ts";
import { IMAGE, passwordOf } from "../kit/caching.ts";
import { CANARY } from "../kit/canary.ts";
import { withCounting } from "../kit/counting.ts";
import { SECRET_IMAGE } from "../kit/auditing.ts";
import { WRITABLE_PROGRAM } from "../kit/writable_program.ts";

// In blocks of 512 bytes.
for (const limit of [0, 1]) {
  for (const image of [SECRET_IMAGE, IMAGE]) {
    Deno.test(`a size limit of ${limit} for audit, metrics and cache costs no answer for ${image}`, async () => {
      await withCounting(async ({ backend, configPath, env }) => {
        for (let time = 0; time < 2; time++) {
          const result = await shell(`ulimit -f ${limit}; exec "$@"`, [
            WRITABLE_PROGRAM,
            `--config=${configPath}`,
          ], { stdin: request(image), env });
          const expected = image === IMAGE ? backend.last() : CANARY;
          assertEquals(passwordOf(result), expected);
        }
      });
    });
  }
}
