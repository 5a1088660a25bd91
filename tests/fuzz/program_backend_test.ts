import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { gzip } from "../kit/aws/gzip.ts";
import { runEcr } from "../kit/aws/run.ts";
import { edit, fill, withCaching } from "../kit/caching.ts";
import { responseText, withRawServer } from "../kit/raw_server.ts";
import {
  type BackendAnswer,
  tokenAnswer,
} from "../kit/fuzz/backend_answers.ts";
import { damaged, fuzz } from "../kit/fuzz/fuzzing.ts";
import { assertAnswerOrRefusal } from "../kit/fuzz/program_run.ts";
import { SECRET } from "../kit/fuzz/refusal.ts";

const BOMB = await gzip(new Uint8Array(8 * 1024 * 1024));

/** What the server sends: an answer of the right form, or bytes of any. */
type Sent =
  | { readonly kind: "answer"; readonly answer: BackendAnswer }
  | { readonly kind: "damaged"; readonly text: string }
  | { readonly kind: "bytes"; readonly bytes: Uint8Array }
  | { readonly kind: "bomb" | "large" | "nothing" };

const sent: fc.Arbitrary<Sent> = fc.oneof(
  {
    weight: 4,
    arbitrary: tokenAnswer.map((
      answer,
    ) => ({ kind: "answer", answer } as const)),
  },
  {
    weight: 2,
    arbitrary: damaged(
      tokenAnswer.map(({ status, headers, body }) =>
        responseText(status, headers, body)
      ),
    ).map((text) => ({ kind: "damaged", text } as const)),
  },
  {
    weight: 1,
    arbitrary: fc.uint8Array({ maxLength: 200 })
      .map((bytes) => ({ kind: "bytes", bytes } as const)),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom<Sent>({ kind: "bomb" }, { kind: "large" }, {
      kind: "nothing",
    }),
  },
);

const TYPE = { "content-type": "application/x-amz-json-1.1" };

fuzz("program: backends", sent, async (what) => {
  // Nobody is ever sent there.
  await withRawServer(
    () => Promise.resolve(),
    (elsewhere) =>
      withRawServer(async ({ send }) => {
        if (what.kind === "answer") {
          const { status, headers, body } = what.answer;
          const location = `${elsewhere.url}/${SECRET.length}`;
          await send(responseText(status, { ...headers, location }, body));
        } else if (what.kind === "damaged") {
          await send(what.text);
        } else if (what.kind === "bytes") {
          await send(what.bytes);
        } else if (what.kind === "bomb") {
          await send(
            responseText(200, { ...TYPE, "content-encoding": "gzip" }),
          );
          await send(BOMB);
        } else if (what.kind === "large") {
          await send(responseText(200, TYPE, "x".repeat(4 * 1024 * 1024)));
        }
      }, async (server) => {
        const result = await runEcr({
          section: { endpoint: server.url },
          env: {
            AWS_ACCESS_KEY_ID: "AKIDEXAMPLE",
            AWS_SECRET_ACCESS_KEY: SECRET,
          },
          args: ["--timeout=10s"],
        });
        assertAnswerOrRefusal(result);
        assertEquals(elsewhere.heads, []);
      }),
  );
});

const change = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  bytes: fc.uint8Array({ maxLength: 8 }),
  isCut: fc.boolean(),
});

fuzz(
  "program: cache files",
  fc.array(change, { maxLength: 3 }),
  (changes) =>
    withCaching(async (caching) => {
      const { backend, ask, env } = caching;
      const { path } = await fill(caching);
      await edit(path, () => {});
      let bytes = await Deno.readFile(path);
      for (const { at, bytes: others, isCut } of changes) {
        const index = Math.floor(at * bytes.length);
        if (isCut) bytes = bytes.slice(0, index);
        else bytes.set(others.subarray(0, bytes.length - index), index);
      }
      await Deno.writeFile(path, bytes);
      const result = await ask();
      assertAnswerOrRefusal(result);
      // Always an answer, and only one that the backend has given out. A changed
      // password is one that nobody can tell: the folder is this user's alone.
      assertEquals([result.code, env["HOME"]], [0, caching.folder]);
      const [{ password }] = Object.values<{ password: string }>(
        JSON.parse(result.stdout).auth,
      ) as [{ password: string }];
      const before = JSON.stringify(password).slice(1, -1);
      const isKept = new TextDecoder().decode(bytes).includes(before);
      assertEquals(backend.given.has(password) || isKept, true, result.stdout);
    }),
);
