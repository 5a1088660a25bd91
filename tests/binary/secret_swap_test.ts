/**
 * A secret that is rewritten in place is given as it was or as it is, never
 * half of each.
 * @module
 */
import { assert } from "@std/assert";
import { program, request, staticConfig, withFiles } from "../kit/program.ts";

const SIZE = 40_000;
const HALF = SIZE / 2;
const OLD = "a".repeat(HALF);
const NEW = "b".repeat(HALF);

/** The program takes a file for whole that rested for so long, in milliseconds. */
const REST_MS = 20;

/** Whether the writer was held up for longer than that, so that nobody could tell. */
let wasHeldUp = false;

/** Two pieces with a pause between them, in one go. */
function writeHalves(
  path: string,
  options: Deno.OpenOptions,
  half: string,
): void {
  const bytes = new TextEncoder().encode(half);
  const start = performance.now();
  using file = Deno.openSync(path, options);
  file.writeSync(bytes);
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2);
  file.writeSync(bytes);
  wasHeldUp ||= performance.now() - start > REST_MS / 2;
}

/** Ways to rewrite a file in place. */
const WRITERS: readonly (readonly [string, Deno.OpenOptions])[] = [
  ["over what was there", { write: true }],
  ["into a file that is emptied first", { write: true, truncate: true }],
];

for (const [how, options] of WRITERS) {
  Deno.test(`a password that is written ${how} is never half of each`, async () => {
    const files = { password: OLD + OLD };
    await withFiles(files, async (folder) => {
      const path = `${folder}/registries.yaml`;
      const secret = `${folder}/password`;
      await Deno.writeTextFile(
        path,
        staticConfig(`{ username: u, password: { file: ${secret} } }`),
      );
      let isDone = false;
      const writing = (async () => {
        for (let turn = 0; !isDone; turn++) {
          writeHalves(secret, options, turn % 2 === 0 ? NEW : OLD);
          // Sometimes time enough for a reader.
          const ms = turn % 20 === 0 ? 3 * REST_MS : 1;
          await new Promise((resolve) => setTimeout(resolve, ms));
        }
      })();
      const seen = new Set<string>();
      for (let run = 0; run < 30; run++) {
        wasHeldUp = false;
        const { stdout, stderr } = await program([`--config=${path}`], {
          stdin: request("r.example.com/a"),
        });
        const what: string = stderr === ""
          ? JSON.parse(stdout).auth["r.example.com"].password
          : stderr;
        if (!wasHeldUp) seen.add(what);
      }
      isDone = true;
      await writing;
      for (const what of seen) {
        const isWhole = what === OLD + OLD || what === NEW + NEW ||
          what.endsWith("[SECRET_UNREADABLE]\n");
        assert(isWhole, `${what.length} characters, ${what.slice(0, 200)}`);
      }
    });
  });
}
