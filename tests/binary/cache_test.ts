/**
 * What the program keeps, for whom, and until when.
 * @module
 */
import {
  assert,
  assertEquals,
  assertMatch,
  assertNotEquals,
  assertStringIncludes,
} from "@std/assert";
import { request, shell } from "../kit/program.ts";
import { WRITABLE_PROGRAM } from "../kit/writable_program.ts";
import { namesIn } from "../kit/temporary_folder.ts";
import {
  age,
  answerWith,
  assertNoOpenSecret,
  edit,
  fill,
  HOST,
  IMAGE,
  passwordOf,
  withCaching,
} from "../kit/caching.ts";

const HOUR_MS = 3_600_000;

async function mode(path: string): Promise<number> {
  return ((await Deno.lstat(path)).mode ?? 0) & 0o7777;
}

Deno.test("cache: a token is fetched once, and given to every image of the registry", async () => {
  await withCaching(async ({ ask, backend }) => {
    assertEquals(await ask(), answerWith(backend.last()));
    assertEquals(await ask(), answerWith(backend.last()));
    assertEquals(await ask(`${HOST}/other:1`), answerWith(backend.last()));
    assertEquals(backend.calls(), 1);
  });
});

Deno.test("cache: the folder has mode 0700 and files have 0600 and this user, whatever the umask", async () => {
  await withCaching(async ({ backend, cache, configPath, env }) => {
    const result = await shell(
      'umask 0; exec "$@"',
      [WRITABLE_PROGRAM, `--config=${configPath}`],
      { stdin: request(IMAGE), env },
    );
    assertEquals(result, answerWith(backend.last()));
    assertEquals(await mode(cache), 0o700);
    const names = await namesIn(cache);
    assertEquals(names.length, 2, names.join());
    for (const name of names) {
      assertEquals(await mode(`${cache}/${name}`), 0o600, name);
      assertEquals((await Deno.lstat(`${cache}/${name}`)).uid, Deno.uid());
    }
  });
});

Deno.test("cache: access keys, accounts, regions and rules share no entry", async () => {
  await withCaching(async (caching) => {
    const { ask, backend, configPath, folder } = caching;
    const profile = [
      "[other]",
      "aws_access_key_id = AKIAPROFILE",
      "aws_secret_access_key = CANARY.profile",
    ].join("\n");
    await Deno.mkdir(`${folder}/.aws`);
    await Deno.writeTextFile(`${folder}/.aws/credentials`, profile);
    const other = HOST.replace("123456789012", "210987654321");
    const north = HOST.replace("eu-west-1", "eu-north-1");
    const asks = [
      () => ask(),
      () => ask(IMAGE, [], { env: { AWS_ACCESS_KEY_ID: "AKIAOTHER" } }),
      () => ask(IMAGE, [], { env: { AWS_PROFILE: "other" } }),
      () => ask(`${other}/app`),
      () => ask(`${north}/app`),
      async () => {
        const text = await Deno.readTextFile(configPath);
        const changed = text.replace("ecr: {", "ecr: { region: eu-west-1,");
        await Deno.writeTextFile(configPath, changed);
        return await ask();
      },
      async () => {
        const text = await Deno.readTextFile(configPath);
        await Deno.writeTextFile(configPath, text.replace("e: ecr", "e: new"));
        return await ask();
      },
    ];
    for (const [at, one] of asks.entries()) {
      const password = passwordOf(await one());
      assertEquals(password, backend.last());
      assertEquals(backend.calls(), at + 1, "the entry of another was given");
    }
  });
});

Deno.test("cache: a static secret is not kept", async () => {
  await withCaching(async ({ ask, folder }) => {
    const result = await ask("static.example.com/app");
    assertEquals(passwordOf(result), "CANARY.static");
    assertEquals(await namesIn(folder), ["registries.yaml"]);
  });
});

Deno.test("cache: no expired token is given, up to the last moment", async () => {
  await withCaching(async (caching) => {
    const { path, token } = await fill(caching);
    await age(path, 12 * HOUR_MS);
    const password = passwordOf(await caching.ask());
    assertNotEquals(password, token);
    assertEquals(password, caching.backend.last());
  });
});

Deno.test("cache: an entry of a clock that was moved back since is not used", async () => {
  await withCaching(async (caching) => {
    const { path } = await fill(caching);
    for (const ms of [60_000, HOUR_MS, 365 * 24 * HOUR_MS]) {
      const calls = caching.backend.calls();
      await age(path, -ms);
      assertEquals(await caching.ask(), answerWith(caching.backend.last()));
      assertEquals(caching.backend.calls(), calls + 1);
    }
  });
});

Deno.test("cache: a token that has expired is not given because the clock was set back", async () => {
  await withCaching(async (caching) => {
    const { path, token } = await fill(caching);
    // The clock says that it was fetched just now; the node has been up 12 h more.
    await edit(path, (entry) => entry.uptimeMs -= 12 * HOUR_MS);
    const password = passwordOf(await caching.ask());
    assertNotEquals(password, token);
    assertEquals(password, caching.backend.last());
    const { stdout } = await caching.command("cache", "list");
    assertMatch(stdout, /^ecr .* fresh$/m);
  });
});

Deno.test("cache: the kubelet is told what is left of a token, although the clock was set back", async () => {
  await withCaching(async (caching) => {
    const { path, token } = await fill(caching);
    caching.backend.behaviour.error = "AccessDeniedException";
    await edit(path, (entry) => {
      entry.uptimeMs -= 12 * HOUR_MS - 70_000;
      entry.failure = { at: Date.now(), line: "it is refused [X]" };
    });
    const { stdout, code } = await caching.ask();
    assertEquals(code, 0);
    assertStringIncludes(stdout, token);
    // 70 s are left, and 30 of them are kept back; more where this is slow.
    const [, seconds] = /"cacheDuration":"(\d+)s"/.exec(stdout) ?? [];
    assert(Number(seconds) < 40, stdout);
  });
});

Deno.test("cache: a token from before the node was restarted is not used", async () => {
  await withCaching(async (caching) => {
    const { path, token } = await fill(caching);
    await edit(path, (entry) => entry.uptimeMs += HOUR_MS);
    assertNotEquals(passwordOf(await caching.ask()), token);
  });
});

Deno.test("cache: an answer is kept by the kubelet for less than the token lives", async () => {
  await withCaching(async ({ ask, backend }) => {
    backend.behaviour.lifeMs = 120_500;
    const duration = /"cacheDuration":"1m(\d+)s"/.exec((await ask()).stdout);
    // 30 s at least are kept back.
    assert(Number(duration?.[1]) <= 30, duration?.[0]);
  });
});

Deno.test("cache list: shows rule and times, and no secret", async () => {
  await withCaching(async (caching) => {
    const { path } = await fill(caching);
    const { fetchedAt, credentials } = JSON.parse(
      await Deno.readTextFile(path),
    );
    const text = await caching.command("cache", "list");
    assertEquals({ ...text, stdout: "" }, { code: 0, stdout: "", stderr: "" });
    const rows = text.stdout.split("\n");
    assertMatch(rows[1] ?? "", /^ecr {7}123456789012 eu-west-1 {2}/);
    for (const time of [fetchedAt, credentials.expiresAt]) {
      assertStringIncludes(rows[1] ?? "", new Date(time).toISOString());
    }
    const json = await caching.command("cache", "list", "--format=json");
    assertEquals(JSON.parse(json.stdout).length, 1);
    assertEquals(JSON.parse(json.stdout)[0].registry, "ecr");
    assertEquals(JSON.parse(json.stdout)[0].scope, "123456789012 eu-west-1");
    for (const { stdout } of [text, json]) {
      assert(!stdout.includes("CANARY"), stdout);
    }
  });
});

Deno.test("cache list: shows neither what has expired nor what is no entry", async () => {
  await withCaching(async (caching) => {
    const { path } = await fill(caching);
    await age(path, 12 * HOUR_MS);
    await Deno.writeTextFile(`${caching.cache}/foreign.json`, "CANARY", {
      mode: 0o600,
    });
    const { stdout, code } = await caching.command("cache", "list");
    assertEquals(stdout, `Nothing is cached in ${caching.cache}.\n`);
    assertEquals(code, 0);
  });
});

Deno.test("cache clear: removes every entry, and what is none; NAME only those of one rule", async () => {
  await withCaching(async (caching) => {
    const { backend, cache, command, ask } = caching;
    const { path } = await fill(caching);
    const missed = await command("cache", "clear", "static");
    assertEquals(missed.stdout, `Removed 0 entries from ${cache}.\n`);
    const one = await command("cache", "clear", "ecr");
    assertEquals(one.stdout, `Removed 1 entry from ${cache}.\n`);
    assertEquals(await ask(), answerWith(backend.last()));
    assertEquals(backend.calls(), 2);
    await Deno.writeTextFile(`${path}.new`, "CANARY", { mode: 0o600 });
    await Deno.mkdir(`${cache}/folder.json`);
    const all = await command("cache", "clear");
    assertEquals(all.code, 0, all.stderr);
    const rest = (await namesIn(cache)).filter((it) => !it.endsWith(".lock"));
    assertEquals(rest, []);
    const again = await command("cache", "clear");
    assertEquals(again.stdout, `Removed 0 entries from ${cache}.\n`);
  });
});

Deno.test("cache: a failure with a full cache tells no secret", async () => {
  await withCaching(async (caching) => {
    const { path } = await fill(caching);
    await edit(path, (entry) => entry.credentials.expiresAt = 1);
    caching.backend.behaviour.error = "AccessDeniedException";
    const { code, stdout, stderr } = await caching.ask();
    assertEquals({ code, stdout }, { code: 1, stdout: "" });
    assertMatch(stderr, /\[BACKEND_DENIED\]\n$/);
    assert(!stderr.includes("CANARY"), stderr);
    await assertNoOpenSecret(caching.cache);
  });
});
