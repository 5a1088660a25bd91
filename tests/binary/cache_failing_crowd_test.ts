/**
 * Many runs at once while the backend fails: one asks, and the others share what
 * it was told. The next pull asks again.
 * @module
 */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { request, type Result } from "../kit/program.ts";
import { type Asked, responseText, withRawServer } from "../kit/raw_server.ts";
import { namesIn } from "../kit/temporary_folder.ts";
import { WRITABLE_PROGRAM } from "../kit/writable_program.ts";
import { type Caching, HOST, withCaching } from "../kit/caching.ts";
import { IS_STRESS, note } from "../kit/stress.ts";

/** As many images as a node may pull at once in `make stress`. */
const CROWD = IS_STRESS ? 110 : 24;

/** A backend that takes 15 s to fail takes longer than a third of it. */
const TIMEOUT = "--timeout=44s";

/** The SDK asks three times where asking again may help. */
const ATTEMPTS = 3;

/** More than a pipe holds: whoever has taken it has begun to read. */
const PADDING = " ".repeat(256 * 1024);

interface Row {
  readonly what: string;
  readonly answer: (asked: Asked) => Promise<void>;
  readonly code: string;
  readonly calls: number;
}

const TYPE = { "content-type": "application/x-amz-json-1.1" };
const BROKEN = responseText(500, TYPE, '{"__type":"ServerException"}');
const DENIED = responseText(403, TYPE, '{"__type":"AccessDeniedException"}');

const ROWS: readonly Row[] = [
  {
    what: "answers 500",
    answer: ({ send }) => send(BROKEN),
    code: "BACKEND_UNAVAILABLE",
    calls: ATTEMPTS,
  },
  {
    what: "answers 500 after 4.5 s",
    answer: async ({ pause, send }) => {
      await pause(4_500);
      await send(BROKEN);
    },
    code: "BACKEND_UNAVAILABLE",
    calls: ATTEMPTS,
  },
  {
    what: "says nothing",
    answer: ({ pause }) => pause(60_000),
    code: "BACKEND_UNAVAILABLE",
    calls: ATTEMPTS,
  },
  {
    what: "closes the connection",
    answer: () => Promise.resolve(),
    code: "BACKEND_UNAVAILABLE",
    // Deno's fetch sends a request once more that was closed without an answer.
    calls: 2 * ATTEMPTS,
  },
  {
    what: "answers 403",
    answer: ({ send }) => send(DENIED),
    code: "BACKEND_DENIED",
    calls: 1,
  },
];

for (const { what, answer, code, calls } of ROWS) {
  Deno.test(`cache: ${CROWD} runs at once make ${calls} calls to a backend that ${what}, and share its failure`, async () => {
    await withRawServer(answer, (server) =>
      withCaching(async (caching) => {
        await useEndpoint(server.url, caching);
        const results = await crowd(caching);
        const line = assertOneFailure(results, code);
        assertEquals(server.heads.length, calls);
        await assertNoSecretKept(caching);
        assertEquals(await caching.ask(`${HOST}/app`, [TIMEOUT]), {
          code: 1,
          stdout: "",
          stderr: line,
        });
        assertEquals(server.heads.length, 2 * calls, "it was not asked again");
        await note(
          `${CROWD} runs at once, of a backend that ${what}: its failure is shared`,
          `${results.length} failures with the same line, ${calls} calls`,
        );
      }));
  });
}

Deno.test(`cache: of ${CROWD} runs at once one tries to reach a backend that is not there`, async () => {
  await withCaching(async (caching) => {
    await caching.backend.stop();
    const results = await crowd(caching, ["--trace"]);
    const asked = results.filter(({ stderr }) => stderr.includes(" is asked"));
    assertEquals(asked.length, 1);
    const last = results.map(({ stderr, ...rest }) => ({
      ...rest,
      stderr: stderr.replace(/^.* ms: .*\n/gm, ""),
    }));
    assertOneFailure(last, "BACKEND_UNAVAILABLE");
  });
});

Deno.test("cache: those who wait for a run that is killed while the backend fails ask again, once", async () => {
  const asked = Promise.withResolvers<void>();
  let isFirst = true;
  const answer = async ({ pause, send }: Asked) => {
    if (!isFirst) return await send(DENIED);
    isFirst = false;
    asked.resolve();
    await pause(60_000);
  };
  await withRawServer(answer, (server) =>
    withCaching(async (caching) => {
      await useEndpoint(server.url, caching);
      const [holder = fail(), ...others] = await begin(10, caching);
      await holder.finish();
      await asked.promise;
      const results = others.map(({ finish, output }) =>
        finish().then(() => output)
      );
      holder.kill();
      assertOneFailure(await Promise.all(results), "BACKEND_DENIED");
      assertEquals(server.heads.length, 2);
    }));
});

function fail(): never {
  throw new Error("no run was begun");
}

async function useEndpoint(
  url: string,
  { backend, configPath }: Caching,
): Promise<void> {
  const text = await Deno.readTextFile(configPath);
  assert(text.includes(backend.endpoint));
  await Deno.writeTextFile(configPath, text.replace(backend.endpoint, url));
}

/** A run that has begun to read its request. */
interface Begun {
  /** Lets it read the rest. */
  finish(): Promise<void>;
  kill(): void;
  readonly output: Promise<Result>;
}

/** Runs that have all begun before one of them knows what it is asked for. */
async function begin(
  count: number,
  { configPath, env }: Caching,
  args: readonly string[] = [],
): Promise<readonly Begun[]> {
  return await Promise.all(Array.from({ length: count }, async (_, at) => {
    const child = new Deno.Command(WRITABLE_PROGRAM, {
      args: [TIMEOUT, `--config=${configPath}`, ...args],
      env,
      clearEnv: true,
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    const output = child.output().then(({ code, stdout, stderr }) => ({
      code,
      stdout: new TextDecoder().decode(stdout),
      stderr: new TextDecoder().decode(stderr),
    }));
    const writer = child.stdin.getWriter();
    await writer.write(new TextEncoder().encode(PADDING));
    const rest = new TextEncoder().encode(request(`${HOST}/app-${at}`));
    return {
      output,
      kill: () => child.kill("SIGKILL"),
      finish: async () => {
        await writer.write(rest);
        await writer.close();
      },
    };
  }));
}

async function crowd(
  caching: Caching,
  args: readonly string[] = [],
): Promise<readonly Result[]> {
  const runs = await begin(CROWD, caching, args);
  await Promise.all(runs.map(({ finish }) => finish()));
  return await Promise.all(runs.map(({ output }) => output));
}

/** @returns The one line that all of them have written. */
function assertOneFailure(results: readonly Result[], code: string): string {
  const lines = new Set(results.map(({ stderr }) => stderr));
  const [line = ""] = lines;
  assertEquals(lines.size, 1, [...lines].join(""));
  assertMatch(line, /^registry-credential-provider: [^\n]+\n$/);
  assert(line.endsWith(`[${code}]\n`), line);
  for (const result of results) {
    assertEquals(result, { code: 1, stdout: "", stderr: line });
  }
  return line;
}

async function assertNoSecretKept({ cache }: Caching): Promise<void> {
  const names = await namesIn(cache);
  assert(names.some((name) => name.endsWith(".json")), "nothing was kept");
  for (const name of names) {
    const { mode } = await Deno.lstat(`${cache}/${name}`);
    assertEquals((mode ?? 0) & 0o7777, 0o600, name);
    const text = await Deno.readTextFile(`${cache}/${name}`);
    assert(!text.includes("CANARY"), text);
  }
}
