/**
 * The alert rules and the dashboard of deploy/monitoring with a real Prometheus,
 * which scrapes the metrics of real runs; a suite of `make e2e`.
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { PROJECT } from "../../tools/paths.ts";
import { SECRET_IMAGE } from "../kit/auditing.ts";
import { age, fill } from "../kit/caching.ts";
import { isThere } from "../kit/completing.ts";
import { withCounting } from "../kit/counting.ts";
import { execute, withFiles } from "../kit/program.ts";
import { STATE_FOLDER, WRITABLE_PROGRAM } from "../kit/writable_program.ts";
import { type Prometheus, until, withPrometheus } from "./prometheus.ts";
import { Checks, type Tally } from "./suite.ts";

/** See {@linkcode Suite}. */
export const name = "monitoring";
/** See {@linkcode Suite}. */
export const needs = "prometheus and promtool of Debian's package prometheus";
/** See {@linkcode Suite}. */
export const proves =
  "promtool accepts the alert rules, they fire and stay silent as they should, and Prometheus answers every query of the dashboard from metrics of real runs";
/** See {@linkcode Suite}. */
export const leaves =
  "Grafana itself; node_exporter, whose part a server plays";

const ALERTS = `${PROJECT}/deploy/monitoring/alerts.yaml`;
const DASHBOARD = `${PROJECT}/deploy/monitoring/dashboard.json`;
const NAMES = ["the rules", "their tests", "the dashboard"];

/** See {@linkcode Suite}. */
export async function run(): Promise<Tally> {
  const checks = new Checks();
  if (!await isThere("prometheus") || !await isThere("promtool")) {
    checks.skip(NAMES, "prometheus or promtool is not there");
    return checks.tally;
  }
  checks.meet(await version());
  await checks.check("promtool accepts the alert rules", async () => {
    await promtool(["check", "rules", ALERTS]);
  });
  await checks.check(
    "the alerts fire and stay silent as expected",
    async () => {
      const tests = await Deno.readTextFile(
        `${PROJECT}/tests/e2e/monitoring_rules.yaml`,
      );
      const files = { "tests.yaml": tests.replace("[ALERTS]", `[${ALERTS}]`) };
      await withFiles(files, async (folder) => {
        await promtool(["test", "rules", `${folder}/tests.yaml`]);
      });
    },
  );
  await buildWritable();
  await withMetrics(async (prometheus) => {
    for (const [title, expr] of await queries()) {
      await checks.check(`dashboard: ${title}`, async () => {
        const found = await prometheus.query(expr);
        assert(found.length > 0, `${expr} has no series`);
        const values = found.map(({ value: [, value] }) => Number(value));
        assert(values.some((value) => Number.isFinite(value)), `${values}`);
      });
    }
    await checks.check(
      "alerts: none has an error, and those fire that should",
      async () => {
        const rules = await prometheus.rules();
        assertEquals(rules.filter(({ health }) => health !== "ok"), []);
        const silent = rules.filter(({ state }) => state === "inactive");
        assertEquals(silent.map(({ name }) => name), [
          "RegistryCredentialsSlow",
        ]);
      },
    );
  });
  return checks.tally;
}

/** The queries of all panels, as Grafana sends them for all nodes and a range of six hours. */
async function queries(): Promise<readonly (readonly [string, string])[]> {
  const { panels } = JSON.parse(await Deno.readTextFile(DASHBOARD)) as {
    panels: { title: string; targets: { expr: string }[] }[];
  };
  return panels.flatMap(({ title, targets }) =>
    targets.map(({ expr }) =>
      [
        title,
        expr.replaceAll("$instance", ".*").replaceAll("$__rate_interval", "1m"),
      ] as const
    )
  );
}

/** Runs of all kinds, before the first scrape and between two. */
async function withMetrics(
  test: (prometheus: Prometheus) => Promise<void>,
): Promise<void> {
  await withCounting(async (counting) => {
    const { backend, configPath, file, folder, run, ask } = counting;
    // Nobody listens there, so that no record is delivered.
    const webhook =
      `webhook: { url: "http://127.0.0.1:1/", stateDirectory: ${folder}/webhook }`;
    const text = await Deno.readTextFile(configPath);
    await Deno.writeTextFile(
      configPath,
      text.replace(/^(audit: \{ .*) \}$/m, `$1, ${webhook} }`),
    );
    const { path } = await fill(counting);
    await age(path, 11 * 3_600_000);
    backend.behaviour.error = "ServerException";
    const all = async () => {
      await ask();
      await run(["get", SECRET_IMAGE]);
      await run(["get", "broken.example.com/app"]);
      await run(["get", "none.example.com/app"]);
    };
    await all();
    const server = Deno.serve(
      { hostname: "127.0.0.1", port: 0, onListen: () => {} },
      async () => new Response(await Deno.readTextFile(file)),
    );
    const target = `127.0.0.1:${server.addr.port}`;
    try {
      await withPrometheus(
        folder,
        { target, alerts: ALERTS },
        async (prometheus) => {
          const scrapes = async () =>
            Number(
              (await prometheus.query(
                "count_over_time(registry_credential_provider_build_info[5m])",
              ))[0]?.value[1] ?? 0,
            );
          await until(async () => await scrapes() >= 2);
          await all();
          const before = await scrapes();
          await until(async () => await scrapes() >= before + 3);
          await test(prometheus);
        },
      );
    } finally {
      await server.shutdown();
    }
  });
}

async function buildWritable(): Promise<void> {
  const { code, stderr } = await execute("/bin/sh", [
    `${PROJECT}/tools/build.sh`,
    Deno.build.arch === "aarch64" ? "arm64" : "amd64",
    WRITABLE_PROGRAM,
    `${PROJECT}/src/main.ts`,
    STATE_FOLDER,
  ], { env: Deno.env.toObject() });
  assertEquals(code, 0, stderr);
}

async function promtool(args: readonly string[]): Promise<void> {
  const env = { PATH: Deno.env.get("PATH") ?? "" };
  const { code, stdout, stderr } = await execute("promtool", args, { env });
  assertEquals(code, 0, stdout + stderr);
}

async function version(): Promise<string> {
  const env = { PATH: Deno.env.get("PATH") ?? "" };
  const { stdout } = await execute("prometheus", ["--version"], { env });
  return `Prometheus ${/version (\S+)/.exec(stdout)?.[1] ?? "?"}`;
}
