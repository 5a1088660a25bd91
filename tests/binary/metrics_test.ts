/**
 * What the metrics count, and in which form.
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { request } from "../kit/program.ts";
import { requestFor, SECRET_IMAGE } from "../kit/auditing.ts";
import { age, fill, IMAGE } from "../kit/caching.ts";
import { CANARY, findCanary } from "../kit/canary.ts";
import { NOBODY } from "../kit/nobody.ts";
import { PREFIX, samplesOf, withCounting } from "../kit/counting.ts";

Deno.test("metrics: requests, failures and the cache by registry", async () => {
  await withCounting(async (counting) => {
    const { ask, backend, run, values } = counting;
    const { path } = await fill(counting);
    await ask();
    await ask();
    await age(path, 11 * 3_600_000);
    backend.behaviour.error = "ServerException";
    await ask();
    await run(["get", SECRET_IMAGE]);
    await run([], { stdin: request("broken.example.com/app") });
    await run([], { stdin: request("broken.example.com/other") });
    await run(["docker-helper", "get"], { stdin: "none.example.com" });
    assertEquals(await values("requests_total"), {
      "ecr,ecr,answered": 4,
      "secret,static,answered": 1,
      "broken,static,failed": 2,
      ",,no-match": 1,
    });
    assertEquals(await values("failures_total"), {
      "broken,static,SECRET_UNREADABLE": 2,
    });
    assertEquals(await values("cache_requests_total"), {
      "ecr,miss": 1,
      "ecr,hit": 2,
      "ecr,stale": 1,
    });
  });
});

Deno.test("metrics: histograms of the run and of the backend, by provider", async () => {
  await withCounting(async ({ run, values, lines }) => {
    for (let time = 0; time < 3; time++) await run(["get", SECRET_IMAGE]);
    await run(["get", "none.example.com/app"]);
    const counts = await values("run_duration_seconds_count");
    assertEquals(counts, { "static": 3, "": 1 });
    const times = (await lines()).filter(({ rule }) => rule === "secret")
      .map(({ totalMs }) => Number(totalMs) / 1_000);
    const buckets = await values("run_duration_seconds_bucket");
    for (
      const bound of [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]
    ) {
      const expected = times.filter((time) => time <= bound).length;
      assertEquals(buckets[`static,${bound}`], expected, String(bound));
    }
    assertEquals(buckets["static,+Inf"], 3);
    const sum = times.reduce((sum, time) => sum + time, 0);
    const { static: shown = 0 } = await values("run_duration_seconds_sum");
    assert(Math.abs(shown - sum) < 0.000_5, `${shown} and ${sum}`);
    assertEquals(await values("backend_duration_seconds_count"), {
      "static": 3,
    });
  });
});

Deno.test("metrics: the last success and the last failure of a registry, and the program", async () => {
  await withCounting(async ({ lines, run, values }) => {
    await run(["get", SECRET_IMAGE]);
    await run(["get", SECRET_IMAGE]);
    await run(["get", "broken.example.com/app"]);
    const [, secret = 0, broken = 0] = (await lines()).map(({ time }) =>
      Date.parse(String(time)) / 1_000
    );
    assertEquals(await values("last_success_timestamp_seconds"), { secret });
    assertEquals(await values("last_failure_timestamp_seconds"), { broken });
    const { stdout } = await run(["--version"]);
    const [, version, commit] = /^\S+ (\S+) \(commit (\S+),/.exec(stdout) ?? [];
    assertEquals(await values("build_info"), { [`${version},${commit}`]: 1 });
    assertEquals(await values("webhook_undelivered_total"), {});
  });
});

Deno.test("metrics: without an audit nothing but the file is written, and the answer is the same", async () => {
  await withCounting(async ({ audit, configPath, run, values }) => {
    const text = await Deno.readTextFile(configPath);
    const without = text.replace(/^audit:.*\n/m, "");
    const stdin = request(SECRET_IMAGE);
    await Deno.writeTextFile(configPath, without.replace(/^metrics:.*\n/m, ""));
    const expected = await run([], { stdin });
    await Deno.writeTextFile(configPath, without);
    assertEquals(await run([], { stdin }), expected);
    assertEquals(await values("requests_total"), {
      "secret,static,answered": 1,
    });
    assertEquals(await Deno.stat(audit).catch(() => "missing"), "missing");
  });
});

Deno.test("metrics: records that the webhook did not get", async () => {
  await withCounting(async ({ configPath, folder, run, values }) => {
    const text = await Deno.readTextFile(configPath);
    const webhook = `{ stateDirectory: ${folder}/webhook, url: "${NOBODY}/" }`;
    const audit = `audit: { directory: off, webhook: ${webhook} }`;
    await Deno.writeTextFile(configPath, text.replace(/^audit:.*$/m, audit));
    for (const expected of [1, 2]) {
      await run(["get", SECRET_IMAGE]);
      assertEquals(await values("webhook_undelivered_total"), {
        "": expected,
      });
    }
  });
});

Deno.test("metrics: no image, no secret and no token is in the file, and as many series as registries", async () => {
  await withCounting(async ({ file, run }) => {
    const ask = (name: string) =>
      run([], { stdin: requestFor(`${SECRET_IMAGE}-${name}`, "a", CANARY) });
    await ask("first");
    const before = (await samplesOf(file)).length;
    for (const name of ["b", "c", "d"]) await ask(name);
    assertEquals((await samplesOf(file)).length, before);
    const text = await Deno.readTextFile(file);
    assertEquals(findCanary(text), []);
    assert(!text.includes("example.com"), text);
  });
});

Deno.test("metrics: a registry that left the config leaves the file, and the others stay", async () => {
  await withCounting(async ({ configPath, run, values }) => {
    await run(["get", SECRET_IMAGE]);
    await run(["get", "broken.example.com/app"]);
    const text = await Deno.readTextFile(configPath);
    await Deno.writeTextFile(
      configPath,
      text.replace("name: broken", "name: mended"),
    );
    await run(["get", SECRET_IMAGE]);
    assertEquals(await values("requests_total"), {
      "secret,static,answered": 2,
    });
    assertEquals(await values("failures_total"), {});
    assertEquals(await values("last_failure_timestamp_seconds"), {});
  });
});

Deno.test("metrics: many at once are all counted", async () => {
  await withCounting(async ({ run, values }) => {
    const times = Array.from({ length: 12 });
    await Promise.all(times.map(() => run(["get", SECRET_IMAGE])));
    assertEquals(await values("requests_total"), {
      "secret,static,answered": 12,
    });
  });
});

Deno.test("metrics: the names and types are those of the documentation", async () => {
  await withCounting(async (counting) => {
    await fill(counting);
    await counting.run(["get", "broken.example.com/app"]);
    const text = await Deno.readTextFile(counting.file);
    const types = [...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)]
      .map(([, name = "", type]) => [name.slice(PREFIX.length), type]);
    assertEquals(types, [
      ["requests_total", "counter"],
      ["failures_total", "counter"],
      ["cache_requests_total", "counter"],
      ["run_duration_seconds", "histogram"],
      ["backend_duration_seconds", "histogram"],
      ["last_success_timestamp_seconds", "gauge"],
      ["last_failure_timestamp_seconds", "gauge"],
      ["build_info", "gauge"],
    ]);
    assert((await counting.ask(IMAGE)).code === 0);
  });
});
