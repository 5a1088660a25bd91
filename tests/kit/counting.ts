/**
 * The program with metrics, an audit, a cache and a backend.
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { request } from "./program.ts";
import { readMetrics, type Sample } from "./prometheus_text.ts";
import { type Auditing, SECRET_IMAGE, withAudit } from "./auditing.ts";

/** What a test works with. */
export interface Counting extends Auditing {
  /** The file for node_exporter; the program makes it. */
  readonly file: string;
  /** The values of a metric by their labels, such as `a,b`; of its whole name. */
  values(name: string): Promise<{ readonly [labels: string]: number }>;
}

/** The names of all metrics begin so. */
export const PREFIX = "registry_credential_provider_";

/**
 * Runs a test with metrics.
 *
 * @param where Where the file is below the folder of the config, and what follows
 * `directory` in the section of the audit.
 */
export async function withCounting(
  test: (counting: Counting) => Promise<void>,
  { inFile = "metrics/rcp.prom", audit = "" } = {},
): Promise<void> {
  await withAudit(async (auditing) => {
    const { configPath, folder } = auditing;
    const file = `${folder}/${inFile}`;
    const text = await Deno.readTextFile(configPath);
    await Deno.writeTextFile(configPath, `${text}metrics: { file: ${file} }\n`);
    await test({
      ...auditing,
      file,
      values: async (name) => {
        const samples = await samplesOf(file);
        return Object.fromEntries(
          samples.filter((one) => one.name === PREFIX + name)
            .map(({ labels, value }) => [Object.values(labels).join(), value]),
        );
      },
    });
  }, audit);
}

/** Every value of a file that is in the text format, with HELP and TYPE. */
export async function samplesOf(file: string): Promise<readonly Sample[]> {
  const families = readMetrics(await Deno.readTextFile(file));
  for (const [name, { help, type }] of families) {
    assert(name.startsWith(PREFIX), name);
    assert(help !== "" && type !== "", name);
  }
  return [...families.values()].flatMap(({ samples }) => samples);
}

/** Asks once more, and asserts that this and as many before it were counted. */
export async function assertCounted(
  { run, values }: Counting,
  expected: number,
): Promise<void> {
  const { code, stderr } = await run([], { stdin: request(SECRET_IMAGE) });
  assertEquals([code, stderr], [0, ""]);
  assertEquals(await values("requests_total"), {
    "secret,static,answered": expected,
  });
}
