/**
 * The program with an audit that is sent to a receiver.
 * @module
 */
import { assertEquals } from "@std/assert";
import { responseText } from "./raw_server.ts";
import { namesIn } from "./temporary_folder.ts";
import { type Auditing, type Line, withAudit } from "./auditing.ts";
import { CANARY, findCanary } from "./canary.ts";

/** An image whose answer holds no canary. */
export const IMAGE = "static.example.com/app";

/** What a receiver that behaves answers. */
export const DONE = responseText(204, {});

/** A record that reached a receiver. */
export interface Delivery {
  readonly method: string;
  readonly headers: Headers;
  readonly record: Line;
}

/** A receiver that behaves. */
export interface Collector {
  readonly url: string;
  readonly deliveries: Delivery[];
}

/** What a test works with. */
export interface Collecting extends Auditing {
  /** Where what is known of the receiver is kept; the program makes it. */
  readonly state: string;
  /** A file with the secret of a header, which holds the canary. */
  readonly token: string;
  /**
   * Writes `audit.webhook`, whose keys are in YAML on one line. A run waits as long
   * as it may for a receiver, however busy the machine is, unless they say less.
   */
  configure(webhook: string, directory?: string): Promise<void>;
}

/** Runs a test with an audit that has a webhook as soon as it is configured. */
export async function withCollecting(
  test: (collecting: Collecting) => Promise<void>,
): Promise<void> {
  await withAudit(async (auditing) => {
    const { audit, configPath, folder } = auditing;
    const state = `${folder}/webhook`;
    const token = `${folder}/token`;
    await Deno.writeTextFile(token, `Bearer ${CANARY}\n`, { mode: 0o600 });
    await test({
      ...auditing,
      state,
      token,
      configure: async (webhook, directory = audit) => {
        const patience = webhook.includes("timeout:") ? "" : ", timeout: 5s";
        const section = `{ stateDirectory: ${state}, ${webhook}${patience} }`;
        const line = `audit: { directory: ${directory}, webhook: ${section} }`;
        const text = await Deno.readTextFile(configPath);
        const changed = text.replace(/^audit:.*$/m, () => line);
        await Deno.writeTextFile(configPath, changed);
      },
    });
  });
}

/** Runs a test with a receiver, which is gone afterwards. */
export async function withCollector(
  test: (collector: Collector) => Promise<void>,
  tls?: { readonly cert: string; readonly key: string },
): Promise<void> {
  const deliveries: Delivery[] = [];
  // On every address of the loopback, 127.0.0.2 among them.
  const options = { hostname: "0.0.0.0", port: 0, onListen: () => {} };
  const server = Deno.serve({ ...options, ...tls }, async (request) => {
    const { method, headers } = request;
    deliveries.push({ method, headers, record: await request.json() });
    return new Response(null, { status: 204 });
  });
  const { port } = server.addr;
  const url = tls ? `https://localhost:${port}` : `http://127.0.0.1:${port}`;
  try {
    await test({ url: `${url}/audit`, deliveries });
  } finally {
    await server.shutdown();
  }
}

/** What the program knows of the receiver. */
export async function stateOf({ state }: Pick<Collecting, "state">): Promise<
  Record<string, number>
> {
  return JSON.parse(await Deno.readTextFile(`${state}/webhook.json`));
}

/** Lets the pause after a failure be over. */
export async function endPause(
  collecting: Pick<Collecting, "state">,
): Promise<void> {
  const path = `${collecting.state}/webhook.json`;
  const state = { ...await stateOf(collecting), pausedUntil: 0 };
  await Deno.writeTextFile(path, JSON.stringify(state));
}

/** Asserts that no file of the program holds the canary. */
export async function assertNoCanary(
  ...folders: readonly string[]
): Promise<void> {
  for (const folder of folders) {
    for (const name of await namesIn(folder)) {
      const text = await Deno.readTextFile(`${folder}/${name}`);
      assertEquals(findCanary(text), [], `${folder}/${name}`);
    }
  }
}
