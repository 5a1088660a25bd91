/**
 * The file with the metrics: who can read it, and what happens to one that is
 * damaged, another's, or held by somebody.
 * @module
 */
import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { request, shell } from "../kit/program.ts";
import { makePipe, namesIn } from "../kit/temporary_folder.ts";
import { WRITABLE_PROGRAM } from "../kit/writable_program.ts";
import { SECRET_IMAGE } from "../kit/auditing.ts";
import { CANARY } from "../kit/canary.ts";
import { assertCounted, type Counting, withCounting } from "../kit/counting.ts";

const modeOf = async (path: string) =>
  ((await Deno.lstat(path)).mode ?? 0) & 0o7777;

for (const umask of ["0", "022", "077"]) {
  for (const first of ["the audit", "the metrics", "an older version"]) {
    Deno.test(`metrics: everybody can read them, and nobody the audit, with umask ${umask} where ${first} made the folder`, async () => {
      await withCounting(async ({ configPath, file, folder }) => {
        const data = `${folder}/data`;
        const audit = `${data}/audit`;
        const text = (await Deno.readTextFile(configPath))
          .replace(`${folder}/audit`, audit);
        const run = (lines: string) =>
          Deno.writeTextFile(configPath, lines).then(() =>
            shell(`umask ${umask}; exec "$@"`, [
              WRITABLE_PROGRAM,
              "get",
              SECRET_IMAGE,
              `--config=${configPath}`,
            ])
          );
        if (first === "an older version") {
          await Deno.mkdir(data, { mode: 0o700 });
        } else {
          const other = first === "the audit" ? "metrics" : "audit";
          await run(text.replace(RegExp(`^${other}:.*\n`, "m"), ""));
        }
        await run(text);
        assertEquals(await modeOf(file), 0o644);
        assertEquals(await modeOf(`${data}/metrics`) & 0o777, 0o755);
        assertEquals(await modeOf(data) & 0o011, 0o011);
        assertEquals(await modeOf(data) & 0o022, 0);
        assertEquals(await modeOf(audit), 0o700);
        for (const name of await namesIn(audit)) {
          assertEquals(await modeOf(`${audit}/${name}`), 0o600, name);
        }
      }, { inFile: "data/metrics/rcp.prom" });
    });
  }
}

Deno.test("metrics: a folder that is missing right below the root, where nothing may be made, stops no run", async () => {
  await withCounting(async ({ configPath, file }) => {
    const elsewhere = "/no-folder-of-metrics/rcp.prom";
    const text = (await Deno.readTextFile(configPath)).replace(file, elsewhere);
    await Deno.writeTextFile(configPath, text);
    // 124 is the code of a run that does not end.
    const { code, stdout, stderr } = await shell('exec timeout 50 "$@"', [
      WRITABLE_PROGRAM,
      `--config=${configPath}`,
    ], { stdin: request(SECRET_IMAGE) });
    assertEquals([code, stderr], [0, ""]);
    assertEquals(JSON.parse(stdout).kind, "CredentialProviderResponse");
    await assertRejects(() => Deno.lstat(elsewhere), Deno.errors.NotFound);
  });
});

/** The line that all files of the program begin with. */
const HEAD = "# registry-credential-provider counts here, format 1\n";

const DAMAGED: Record<string, (path: string) => Promise<void>> = {
  "is cut off": (path) => Deno.truncate(path, 700),
  "is empty": (path) => Deno.truncate(path, 0),
  "is another program's": (path) => Deno.writeTextFile(path, "up 1\n"),
  "has bytes that are no text": (path) =>
    Deno.writeFile(path, new Uint8Array([0xff, 0xfe, 0x0a])),
  "has a value that is none": (path) =>
    Deno.writeTextFile(path, `${HEAD}registry_credential_provider_a NaN\n`),
  "has a value below zero": (path) =>
    Deno.writeTextFile(path, `${HEAD}registry_credential_provider_a -1\n`),
  "has a series that is not closed": (path) =>
    Deno.writeTextFile(path, `${HEAD}a{b="c" 1\n`),
  "others may write to": (path) => Deno.chmod(path, 0o666),
  "is too large": (path) =>
    Deno.writeTextFile(path, `${HEAD}#${"x".repeat(5_000_000)}\n`),
  "is a pipe": async (path) => {
    await Deno.remove(path);
    await makePipe(path);
  },
};
for (const [what, damage] of Object.entries(DAMAGED)) {
  Deno.test(`metrics: a file that ${what} is replaced, and counting begins anew`, async () => {
    await withCounting(async (counting) => {
      const { file } = counting;
      await assertCounted(counting, 1);
      await damage(file);
      await assertCounted(counting, 1);
      assertEquals(await modeOf(file), 0o644);
      await assertCounted(counting, 2);
    });
  });
}

Deno.test("metrics: a link in the place of a file is replaced, and nothing is written or read through it", async () => {
  await withCounting(async (counting) => {
    const { file, folder } = counting;
    await assertCounted(counting, 1);
    const victim = `${folder}/victim`;
    await Deno.rename(file, victim);
    const before = await Deno.readTextFile(victim);
    for (const path of [file, `${file}.new`, `${file}.lock`]) {
      await Deno.remove(path).catch(() => {});
      await Deno.symlink(victim, path);
    }
    await assertCounted(counting, 1);
    assertEquals(await Deno.readTextFile(victim), before);
    assert((await Deno.lstat(file)).isFile);
  });
});

const UNUSABLE: Record<string, (counting: Counting) => Promise<void>> = {
  "is a folder": ({ file }) => Deno.mkdir(file, { recursive: true }),
  "stands in a folder that others may write to": async ({ folder }) => {
    await Deno.mkdir(`${folder}/metrics`);
    await Deno.chmod(`${folder}/metrics`, 0o777);
  },
  "stands in a folder that is a link": async ({ folder }) => {
    await Deno.mkdir(`${folder}/other`);
    await Deno.symlink(`${folder}/other`, `${folder}/metrics`);
  },
  "stands in a folder that is a file": ({ folder }) =>
    Deno.writeTextFile(`${folder}/metrics`, ""),
};
for (const [what, make] of Object.entries(UNUSABLE)) {
  Deno.test(`metrics: a file that ${what} costs no answer, and is not written`, async () => {
    await withCounting(async (counting) => {
      await make(counting);
      const { file, folder, run } = counting;
      const { code, stdout, stderr } = await run([], {
        stdin: request(SECRET_IMAGE),
      });
      assertEquals([code, stderr], [0, ""]);
      assert(stdout.includes(CANARY));
      const isFile = await Deno.lstat(file).then(
        (it) => it.isFile,
        () => false,
      );
      assertEquals(isFile, false);
      const left = await namesIn(folder);
      assertEquals(left.filter((name) => name.endsWith(".new")), []);
    });
  });
}

for (const folder of ["/opt/metrics", "/absent-metrics"]) {
  Deno.test(`metrics: ${folder}, which the program may not make, costs no answer, and validate tells`, async () => {
    await withCounting(async ({ configPath, file, run }) => {
      const text = await Deno.readTextFile(configPath);
      await Deno.writeTextFile(
        configPath,
        text.replace(file, `${folder}/rcp.prom`),
      );
      const { code, stderr } = await run([], { stdin: request(SECRET_IMAGE) });
      assertEquals([code, stderr], [0, ""]);
      const { stdout } = await run(["validate"]);
      assertMatch(stdout, /metrics\.file +nothing can be written there/);
    });
  });
}

Deno.test("metrics: who holds the lock delays no answer for ever, and the run is not counted", async () => {
  await withCounting(async (counting) => {
    await assertCounted(counting, 1);
    const { file, run, values } = counting;
    {
      using lock = await Deno.open(`${file}.lock`, { write: true });
      await lock.lock(true);
      // It ends although nobody lets go.
      const { code, stdout } = await run([], { stdin: request(SECRET_IMAGE) });
      assertEquals(code, 0);
      assert(stdout.includes(CANARY));
      assertEquals(await values("requests_total"), {
        "secret,static,answered": 1,
      });
    }
    await assertCounted(counting, 2);
  });
});
