/**
 * Past half of a token's life: who asks, and what happens when the backend fails.
 * @module
 */
import {
  assert,
  assertEquals,
  assertMatch,
  assertStringIncludes,
} from "@std/assert";
import {
  age,
  answerWith,
  assertNotice,
  type Caching,
  edit,
  fill,
  IMAGE,
  passwordOf,
  withCaching,
} from "../kit/caching.ts";

const HOUR_MS = 3_600_000;

/** Runs a test with an entry whose life is more than half over: 5 of 12 hours are left. */
async function withOldEntry(
  test: (old: Caching & { token: string; path: string }) => Promise<void>,
): Promise<void> {
  await withCaching(async (caching) => {
    const { path, token } = await fill(caching);
    await age(path, 7 * HOUR_MS);
    await test({ ...caching, path, token });
  });
}

Deno.test("cache: before half of its life a token is not asked for again", async () => {
  await withCaching(async (caching) => {
    const { path, token } = await fill(caching);
    await age(path, 5.9 * HOUR_MS);
    assertEquals(await caching.ask(), answerWith(token));
    assertEquals(caching.backend.calls(), 1);
  });
});

Deno.test("cache: past half of its life a token is refreshed by one run, and the others are given the old one", async () => {
  await withOldEntry(async ({ ask, backend, token }) => {
    let asked = () => {};
    const isAsked = new Promise<void>((resolve) => asked = resolve);
    let release = () => {};
    const isReleased = new Promise<void>((resolve) => release = resolve);
    backend.behaviour.beforeAnswer = () => {
      asked();
      return isReleased;
    };
    const first = ask(IMAGE, ["--timeout=55s"]);
    await isAsked;
    // The backend answers only after all of these have ended.
    const others = await Promise.all(
      Array.from({ length: 5 }, (_, at) => ask(`${IMAGE}-${at}`)),
    );
    for (const other of others) assertEquals(other, answerWith(token));
    release();
    assertEquals(await first, answerWith(backend.last()));
    assertEquals(await ask(), answerWith(backend.last()));
    // The one that filled the cache, and the one that refreshed it.
    assertEquals(backend.runs(), 2);
  });
});

Deno.test("cache: where the refresh is refused, the kubelet gets the valid token for a minute", async () => {
  await withOldEntry(async ({ ask, backend, token }) => {
    backend.behaviour.error = "AccessDeniedException";
    assertEquals(await ask(), answerWith(token, { duration: "1m" }));
    assertEquals(backend.calls(), 2);
  });
});

Deno.test("cache: where the backend is down, the kubelet gets the valid token for a minute", async () => {
  await withOldEntry(async ({ ask, backend, token }) => {
    await backend.stop();
    assertEquals(await ask(), answerWith(token, { duration: "1m" }));
  });
});

Deno.test("cache: where the backend hangs, the kubelet gets the valid token within the timeout", async () => {
  await withOldEntry(async ({ ask, backend, token }) => {
    let release = () => {};
    const isReleased = new Promise<void>((resolve) => release = resolve);
    backend.behaviour.beforeAnswer = () => isReleased;
    const result = await ask(IMAGE, ["--timeout=9s"]);
    release();
    assertEquals(result, answerWith(token, { duration: "1m" }));
  });
});

Deno.test("get: says in one line that a refresh failed, and answers", async () => {
  await withOldEntry(async ({ command, backend, token }) => {
    backend.behaviour.error = "AccessDeniedException";
    for (const _ of ["when it fails", "from the cache"]) {
      const result = await command("get", "--format=password", IMAGE);
      assertEquals(result.stdout, `${token}\n`);
      assertEquals(result.code, 0);
      assertNotice(result.stderr, "BACKEND_DENIED");
      assert(!result.stderr.includes("CANARY"), result.stderr);
    }
  });
});

Deno.test("cache list: shows that a refresh failed, and why", async () => {
  await withOldEntry(async ({ ask, command, backend }) => {
    const before = await command("cache", "list");
    assert(!before.stdout.includes("failed"), before.stdout);
    backend.behaviour.error = "AccessDeniedException";
    await ask();
    const text = await command("cache", "list");
    assertMatch(text.stdout, /^ecr .*failed.*\[BACKEND_DENIED\]/m);
    const json = await command("cache", "list", "--format=json");
    assertStringIncludes(JSON.parse(json.stdout)[0].failure, "BACKEND_DENIED");
    for (const { stdout } of [text, json]) assert(!stdout.includes("CANARY"));
  });
});

Deno.test("cache: a backend that failed is not asked again within a minute, and then it is", async () => {
  await withOldEntry(async ({ ask, backend, token, path }) => {
    backend.behaviour.error = "AccessDeniedException";
    await ask();
    for (let run = 0; run < 3; run++) {
      assertEquals(await ask(), answerWith(token, { duration: "1m" }));
    }
    assertEquals(backend.calls(), 2);
    await edit(path, ({ failure }) => {
      assert(failure !== undefined, "the failure was not kept");
      failure.at -= 60_000;
    });
    backend.behaviour.error = undefined;
    assertEquals(passwordOf(await ask()), backend.last());
    assertEquals(backend.calls(), 3);
  });
});

Deno.test("cache: where the token has expired and the backend fails, the run fails", async () => {
  await withOldEntry(async ({ ask, backend, path }) => {
    await age(path, 5 * HOUR_MS);
    backend.behaviour.error = "AccessDeniedException";
    const { code, stdout, stderr } = await ask();
    assertEquals({ code, stdout }, { code: 1, stdout: "" });
    assertMatch(stderr, /^[^\n]+\[BACKEND_DENIED\]\n$/);
  });
});
