/**
 * What the audit says of every answer, and that it never gets in its way.
 * @module
 */
import {
  assert,
  assertEquals,
  assertMatch,
  assertNotEquals,
} from "@std/assert";
import { request, shell } from "../kit/program.ts";
import { makePipe, namesIn } from "../kit/temporary_folder.ts";
import { WRITABLE_PROGRAM } from "../kit/writable_program.ts";
import {
  linesOf,
  requestFor,
  SECRET_IMAGE,
  withAudit,
} from "../kit/auditing.ts";
import { age, fill, IMAGE } from "../kit/caching.ts";
import { CANARY, findCanary } from "../kit/canary.ts";

Deno.test("audit: an answer to the kubelet is a line with every field", async () => {
  await withAudit(async ({ run, lines }) => {
    const { code, stderr } = await run([], {
      stdin: requestFor(`${SECRET_IMAGE}:1.2`, "team-a", "builder"),
    });
    assertEquals([code, stderr], [0, ""]);
    const [line, ...more] = await lines();
    assertEquals(more, []);
    const { time, version, backendMs, totalMs, fingerprint, ...rest } = line ??
      {};
    assertMatch(String(time), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    assertMatch(String(version), /^\d+\.\d+\.\d+$/);
    assert(Number.isInteger(backendMs) && Number.isInteger(totalMs));
    assert(Number(totalMs) >= Number(backendMs));
    assertMatch(String(fingerprint), /^[0-9a-f]{12}$/);
    assertEquals(rest, {
      command: "kubelet",
      image: SECRET_IMAGE,
      rule: "secret",
      provider: "static",
      backend: null,
      outcome: "answered",
      code: null,
      cache: "none",
      cacheKeyType: "Registry",
      cacheDuration: "10m",
      serviceAccount: { namespace: "team-a", name: "builder" },
    });
  });
});

Deno.test("audit: get, no match and a failure are lines as well, and explain is none", async () => {
  await withAudit(async ({ run, lines }) => {
    await run(["get", SECRET_IMAGE]);
    await run(["get", "other.example.com/app"]);
    await run([], { stdin: request("other.example.com/app") });
    await run([], { stdin: request("broken.example.com/app") });
    await run(["explain", SECRET_IMAGE]);
    const shown = (await lines()).map(({ command, rule, outcome, code }) => [
      command,
      rule,
      outcome,
      code,
    ]);
    assertEquals(shown, [
      ["get", "secret", "answered", null],
      ["get", null, "no-match", null],
      ["kubelet", null, "no-match", null],
      ["kubelet", "broken", "failed", "SECRET_UNREADABLE"],
    ]);
  });
});

Deno.test("audit: tells what the cache did, and that credentials are the same as before", async () => {
  await withAudit(async (auditing) => {
    const { ask, backend, lines } = auditing;
    const { path } = await fill(auditing);
    await ask();
    await age(path, 11 * 3_600_000);
    backend.behaviour.error = "ServerException";
    await ask();
    const shown = await lines();
    assertEquals(shown.map(({ cache }) => cache), ["miss", "hit", "stale"]);
    assertEquals(shown.map(({ backendMs }) => backendMs === null), [
      false,
      true,
      false,
    ]);
    const prints = shown.map(({ fingerprint }) => fingerprint);
    assertEquals(prints, [prints[0], prints[0], prints[0]]);
    await ask("static.example.com/app");
    assertNotEquals((await lines())[3]?.["fingerprint"], prints[0]);
  });
});

Deno.test("audit: two folders give the same credentials different fingerprints", async () => {
  await withAudit(async ({ audit, run, lines }) => {
    await run(["get", SECRET_IMAGE]);
    await Deno.remove(`${audit}/fingerprint-key.json`);
    await run(["get", SECRET_IMAGE]);
    const [one, two] = await lines();
    assertNotEquals(one?.["fingerprint"], two?.["fingerprint"]);
  });
});

Deno.test("audit: no secret and no token is in any of its files, nor in what is no name", async () => {
  await withAudit(async ({ audit, run }) => {
    const stdins = [
      requestFor(SECRET_IMAGE, "team-a", "builder"),
      requestFor(SECRET_IMAGE, CANARY, CANARY),
      requestFor("broken.example.com/app", "a", "b"),
    ];
    for (const stdin of stdins) await run([], { stdin });
    await run(["get", SECRET_IMAGE, "--format=password"]);
    const names = await namesIn(audit);
    assert(names.includes("audit.jsonl"), names.join());
    for (const name of names) {
      const text = await Deno.readTextFile(`${audit}/${name}`);
      assertEquals(findCanary(text), [], name);
      assert(!text.includes("e30."), name);
    }
    const [, second] = await linesOf(`${audit}/audit.jsonl`);
    const nobody = { namespace: null, name: null };
    assertEquals(second?.["serviceAccount"], nobody);
  });
});

Deno.test("audit: the folder has mode 0700 and files have 0600, whatever the umask", async () => {
  await withAudit(async ({ audit, configPath }) => {
    await shell('umask 0; exec "$@"', [
      WRITABLE_PROGRAM,
      "get",
      SECRET_IMAGE,
      `--config=${configPath}`,
    ]);
    const modeOf = async (path: string) =>
      ((await Deno.lstat(path)).mode ?? 0) & 0o7777;
    assertEquals(await modeOf(audit), 0o700);
    const names = await namesIn(audit);
    assert(names.includes("audit.jsonl"), names.join());
    for (const name of names) {
      assertEquals(await modeOf(`${audit}/${name}`), 0o600, name);
    }
  });
});

Deno.test("audit: many at once write whole lines, and a full file makes room without losing one", async () => {
  await withAudit(async ({ audit, run }) => {
    for (let round = 0; round < 5; round++) {
      await Promise.all(Array.from({ length: 10 }, async (_, at) => {
        const image = `${SECRET_IMAGE}-${round}-${at}`;
        assertEquals((await run(["get", image])).stderr, "");
      }));
    }
    const files = (await namesIn(audit)).filter((it) => it.endsWith("l"));
    assert(files.includes("audit.1.jsonl"), files.join());
    const lines = await Promise.all(
      files.map((name) => linesOf(`${audit}/${name}`)),
    );
    const images = lines.flat().map(({ image }) => String(image)).sort();
    const expected = Array.from(
      { length: 50 },
      (_, at) => `${SECRET_IMAGE}-${Math.floor(at / 10)}-${at % 10}`,
    );
    assertEquals(images, expected);
  }, ", maxSize: 4096, keep: 20");
});

Deno.test("audit: keeps as many full files as the config says", async () => {
  await withAudit(async ({ audit, run }) => {
    await run(["get", SECRET_IMAGE]);
    const text = await Deno.readTextFile(`${audit}/audit.jsonl`);
    for (let round = 0; round < 3; round++) {
      await Deno.writeTextFile(`${audit}/audit.jsonl`, text.repeat(12));
      await run(["get", `${SECRET_IMAGE}-${round}`]);
    }
    const files = (await namesIn(audit)).filter((it) => it.endsWith("l"));
    assertEquals(files, ["audit.1.jsonl", "audit.2.jsonl", "audit.jsonl"]);
    const [only, ...more] = await linesOf(`${audit}/audit.jsonl`);
    assertEquals([only?.["image"], more], [`${SECRET_IMAGE}-2`, []]);
  }, ", maxSize: 4096, keep: 2");
});

const hostile: Record<string, (audit: string) => Promise<void>> = {
  "a symbolic link": async (audit) => {
    await Deno.mkdir(`${audit}-other`, { mode: 0o700 });
    await Deno.symlink(`${audit}-other`, audit);
  },
  "open to others": async (audit) => {
    await Deno.mkdir(audit);
    await Deno.chmod(audit, 0o755);
  },
  "a file": (audit) => Deno.writeTextFile(audit, ""),
};
for (const [what, make] of Object.entries(hostile)) {
  Deno.test(`audit: a folder that is ${what} costs no answer and gets no line`, async () => {
    await withAudit(async ({ audit, run }) => {
      await make(audit);
      const { code, stdout, stderr } = await run([], {
        stdin: request(SECRET_IMAGE),
      });
      assertEquals([code, stderr], [0, ""]);
      assert(stdout.includes(CANARY));
      for (const path of [audit, `${audit}-other`]) {
        const names = await namesIn(path).catch(() => []);
        assertEquals(names, [], path);
      }
    });
  });
}

Deno.test("audit: a link or a pipe in the place of the file is replaced, and nothing is written through it", async () => {
  await withAudit(async ({ audit, folder, run, lines }) => {
    await run(["get", SECRET_IMAGE]);
    const path = `${audit}/audit.jsonl`;
    await Deno.remove(path);
    await Deno.writeTextFile(`${folder}/victim`, "");
    await Deno.symlink(`${folder}/victim`, path);
    assertEquals((await run(["get", SECRET_IMAGE])).code, 0);
    assertEquals(await Deno.readTextFile(`${folder}/victim`), "");
    assertEquals((await lines()).length, 1);
    await Deno.remove(path);
    await makePipe(path);
    assertEquals((await run(["get", SECRET_IMAGE])).code, 0);
    assertEquals((await lines()).length, 1);
  });
});

Deno.test("audit: a folder that the program may not write to costs no answer, and validate tells", async () => {
  await withAudit(async ({ audit, configPath, run }) => {
    const text = await Deno.readTextFile(configPath);
    const elsewhere = "/opt/registry-credential-provider/audit";
    await Deno.writeTextFile(configPath, text.replaceAll(audit, elsewhere));
    const { code, stderr } = await run([], { stdin: request(IMAGE) });
    assertEquals([code, stderr], [0, ""]);
    const { stdout } = await run(["validate"]);
    assertMatch(stdout, /audit\.directory +nothing can be written there/);
  });
});

Deno.test("audit: without the section nothing is written", async () => {
  await withAudit(async ({ audit, configPath, run }) => {
    const text = await Deno.readTextFile(configPath);
    await Deno.writeTextFile(configPath, text.replace(/^audit:.*\n/m, ""));
    assertEquals((await run(["get", SECRET_IMAGE])).code, 0);
    assertEquals(await namesIn(audit).catch(() => "missing"), "missing");
  });
});
