/**
 * Debian's Prometheus, which scrapes one target every second.
 * @module
 */

/** One series of an answer. */
export interface Series {
  readonly metric: { readonly [label: string]: string };
  /** The time, and the value as text. */
  readonly value: readonly [number, string];
}

/** An alert rule, as the API shows it. */
export interface Rule {
  readonly name: string;
  readonly health: string;
  readonly state: string;
}

/** What a test does with it. */
export interface Prometheus {
  /** The series that a query has now. */
  query(expr: string): Promise<readonly Series[]>;
  rules(): Promise<readonly Rule[]>;
}

/**
 * Runs a test with a Prometheus that keeps its data below `folder`.
 *
 * @param target Host and port of what it scrapes.
 * @param alerts The file with the alert rules.
 */
export async function withPrometheus(
  folder: string,
  { target, alerts }: { readonly target: string; readonly alerts: string },
  test: (prometheus: Prometheus) => Promise<void>,
): Promise<void> {
  const address = `127.0.0.1:${freePort()}`;
  const config = {
    global: { "scrape_interval": "1s", "evaluation_interval": "1s" },
    "rule_files": [alerts],
    "scrape_configs": [{
      "job_name": "node",
      "static_configs": [{ targets: [target], labels: { instance: "node-1" } }],
    }],
  };
  const file = `${folder}/prometheus.yml`;
  await Deno.writeTextFile(file, JSON.stringify(config));
  const child = new Deno.Command("prometheus", {
    args: [
      `--config.file=${file}`,
      `--storage.tsdb.path=${folder}/data`,
      `--web.listen-address=${address}`,
      "--log.level=warn",
    ],
    stdin: "null",
    stdout: "null",
    stderr: "inherit",
  }).spawn();
  const get = async (path: string) => {
    const response = await fetch(`http://${address}${path}`);
    if (response.ok) return (await response.json()).data;
    throw new Error(`${response.status}: ${await response.text()}`);
  };
  try {
    await until(async () =>
      await get("/api/v1/status/buildinfo").then(() => true, () => false)
    );
    await test({
      query: async (expr) =>
        (await get(`/api/v1/query?query=${encodeURIComponent(expr)}`)).result,
      rules: async () =>
        (await get("/api/v1/rules")).groups
          .flatMap(({ rules }: { rules: readonly Rule[] }) => rules),
    });
  } finally {
    child.kill();
    await child.status;
  }
}

/** Waits until something is so; a minute at most. */
export async function until(test: () => Promise<boolean>): Promise<void> {
  for (let left = 240; left > 0; left--) {
    if (await test()) return;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  throw new Error("it did not come within a minute");
}

function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}
