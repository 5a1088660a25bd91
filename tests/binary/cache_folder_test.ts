/**
 * Cache folders that nothing can or may be kept in: every answer is right, and
 * no secret is left where others can read it.
 * @module
 */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { assertFailure } from "../kit/failure.ts";
import { execute, request, type Result } from "../kit/program.ts";
import { WRITABLE_PROGRAM } from "../kit/writable_program.ts";
import { namesIn } from "../kit/temporary_folder.ts";
import {
  answerWith,
  assertNoOpenSecret,
  type Caching,
  fill,
  IMAGE,
  makeForeign,
  withCaching,
} from "../kit/caching.ts";
import {
  CAN_MOUNT,
  FILL,
  NEEDS_MOUNT,
  READ_ONLY,
  tmpfs,
  withMounts,
} from "../kit/own_mounts.ts";

const IS_ROOT = Deno.uid() === 0;

/** Asserts that every run is answered, and that nothing is kept. */
async function assertAnswersWithoutCache(
  { ask, backend, command, configPath }: Caching,
): Promise<void> {
  const calls = backend.calls();
  for (const run of [1, 2]) {
    assertEquals(await ask(), answerWith(backend.last()));
    assertEquals(backend.calls(), calls + run);
  }
  const text = await Deno.readTextFile(configPath);
  const folder = /^cache: \{ directory: (.*) \}$/m.exec(text)?.[1];
  const why = `Nothing that this user can read is cached in ${folder}.`;
  const list = await command("cache", "list");
  assertEquals([list.code, list.stdout], [0, `${why}\n`]);
  const json = await command("cache", "list", "--format=json");
  assertEquals([json.code, json.stdout], [0, "[]\n"]);
  assertStringIncludes(json.stderr, why);
  // It removes nothing, and must not be taken for done.
  assertFailure(await command("cache", "clear"), {
    code: "FILE_NOT_TRUSTED",
    says: `nothing was removed: ${folder} is`,
  });
}

const folders: { readonly [what: string]: (cache: string) => Promise<void> } = {
  "a folder that others can enter": async (cache) => {
    await Deno.mkdir(cache);
    await Deno.chmod(cache, 0o755);
  },
  "a folder that everybody can write to": async (cache) => {
    await Deno.mkdir(cache);
    await Deno.chmod(cache, 0o1777);
  },
  "a symbolic link to a folder": async (cache) => {
    await Deno.mkdir(`${cache}.real`, { mode: 0o700 });
    await Deno.symlink(`${cache}.real`, cache);
  },
  "a symbolic link to nowhere": (cache) =>
    Deno.symlink(`${cache}.nowhere`, cache),
  "a file": (cache) => Deno.writeTextFile(cache, "", { mode: 0o600 }),
};

for (const [what, make] of Object.entries(folders)) {
  Deno.test(`cache: with ${what} in place of the folder, answers without cache`, async () => {
    await withCaching(async (caching) => {
      await make(caching.cache);
      const before = await namesIn(caching.folder);
      await assertAnswersWithoutCache(caching);
      assertEquals(await namesIn(caching.folder), before);
      const real = await Deno.stat(caching.cache).catch(() => undefined);
      if (!real?.isDirectory) return;
      assertEquals(await namesIn(caching.cache), [], "something was kept");
    });
  });
}

Deno.test({
  name: `cache: with a folder of another user, answers without cache${
    IS_ROOT ? "" : " (needs root)"
  }`,
  ignore: !IS_ROOT,
  fn: async () => {
    await withCaching(async (caching) => {
      await makeForeign(caching);
      await assertAnswersWithoutCache(caching);
      assertEquals(await namesIn(caching.cache), []);
    });
  },
});

Deno.test("cache: with a folder that was opened to others later, uses no entry in it", async () => {
  await withCaching(async (caching) => {
    await fill(caching);
    await Deno.chmod(caching.cache, 0o711);
    await assertAnswersWithoutCache(caching);
  });
});

Deno.test("cache: with a folder that the build does not allow, answers without cache", async () => {
  await withCaching(async (caching) => {
    const text = await Deno.readTextFile(caching.configPath);
    const elsewhere = await Deno.makeTempDir({ prefix: "rcp-test-" });
    try {
      const changed = text.replace(caching.cache, `${elsewhere}/cache`);
      await Deno.writeTextFile(caching.configPath, changed);
      await assertAnswersWithoutCache(caching);
      assertEquals(await namesIn(elsewhere), []);
    } finally {
      await Deno.remove(elsewhere, { recursive: true });
    }
  });
});

/** Asks several times in one world of mounts, and tells what the folder holds then. */
async function askMounted(
  { cache, configPath, env }: Caching,
  line: string,
): Promise<{ answers: readonly string[]; files: string; result: Result }> {
  const [command, ...args] = withMounts(line, cache, [
    "sh",
    "-c",
    // Three answers, then the names and sizes of what is there.
    'for run in 1 2 3; do printf %s "$REQUEST" | "$0" "$1" || exit; done; ls -s1A "$2"',
    WRITABLE_PROGRAM,
    `--config=${configPath}`,
    cache,
  ]);
  const result = await execute(command, args, {
    env: {
      ...env,
      PATH: "/usr/sbin:/usr/bin:/sbin:/bin",
      REQUEST: request(IMAGE),
    },
  });
  const lines = result.stdout.split("\n");
  return {
    answers: lines.slice(0, 3),
    files: lines.slice(3).join("\n"),
    result,
  };
}

const PAGE = 4_096;
const full: readonly [string, number, string][] = [
  ["a full file system", 0, `${tmpfs(8 * PAGE)} && ${FILL}`],
  // An entry of several pages begins to be written, and is not finished.
  [
    "a file system with room for a part of an entry",
    3 * PAGE,
    tmpfs(2 * PAGE),
  ],
  [
    "a file system without room for another file",
    0,
    tmpfs(8 * PAGE).replace("mode=700", "mode=700,nr_inodes=1"),
  ],
];
for (const [what, padding, line] of full) {
  Deno.test({
    name:
      `cache: on ${what}, answers without cache and leaves no torn entry${NEEDS_MOUNT}`,
    ignore: !CAN_MOUNT,
    fn: async () => {
      await withCaching(async (caching) => {
        const { backend, cache } = caching;
        await Deno.mkdir(cache, { mode: 0o700 });
        backend.behaviour.padding = padding;
        const { answers, files, result } = await askMounted(caching, line);
        assertEquals(result.code, 0, result.stderr);
        assertEquals(result.stderr, "");
        const expected = [...backend.given.keys()].map((token) =>
          answerWith(token).stdout.trimEnd()
        );
        assertEquals(expected.length, 3, "something was kept");
        assertEquals(answers, expected);
        assert(!files.includes(".json"), files);
      });
    },
  });
}

Deno.test({
  name: `cache: on a small file system with room, keeps a token${NEEDS_MOUNT}`,
  ignore: !CAN_MOUNT,
  fn: async () => {
    await withCaching(async (caching) => {
      await Deno.mkdir(caching.cache, { mode: 0o700 });
      const { answers, files } = await askMounted(caching, tmpfs(8 * PAGE));
      const answer = answerWith(caching.backend.last()).stdout.trimEnd();
      assertEquals(answers, [answer, answer, answer]);
      assertEquals(caching.backend.calls(), 1);
      assert(files.includes(".json"), files);
    });
  },
});

Deno.test({
  name:
    `cache: in a read-only folder, uses what is there and answers without cache${NEEDS_MOUNT}`,
  ignore: !CAN_MOUNT,
  fn: async () => {
    await withCaching(async (caching) => {
      const { backend, cache } = caching;
      const { path, token } = await fill(caching);
      const kept = await askMounted(caching, READ_ONLY);
      const line = answerWith(token).stdout.trimEnd();
      assertEquals(kept.answers, [line, line, line]);
      await Deno.remove(path);
      backend.given.clear();
      const { answers, result } = await askMounted(caching, READ_ONLY);
      assertEquals(result.code, 0, result.stderr);
      const given = [...backend.given.keys()];
      assertEquals(given.length, 3);
      assertEquals(
        answers,
        given.map((it) => answerWith(it).stdout.trimEnd()),
      );
      await assertNoOpenSecret(cache);
    });
  },
});
