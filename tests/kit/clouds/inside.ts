/**
 * The inside of a network of its own: the servers of the scenarios, and the runs
 * of the program. Prints what came of them as JSON.
 * @module
 */
import { config, execute, request } from "../program.ts";
import type { Call, CloudRun, Outcome, Plan, Scenario } from "./scenario.ts";

const [path = ""] = Deno.args;
const plan: Plan = JSON.parse(await Deno.readTextFile(path));

/** What the servers have now. */
const now: {
  replies: Scenario["replies"];
  /** Those of the run. */
  calls: Call[];
  /** How often each was asked in the scenario. */
  asked: Map<string, number>;
} = { replies: {}, calls: [], asked: new Map() };
const stop = new AbortController();

async function respond(asked: Request): Promise<Response> {
  const { protocol, host, pathname, search } = new URL(asked.url);
  const what = `${asked.method} ${protocol}//${host}${pathname}`;
  const before = now.asked.get(what) ?? 0;
  now.asked.set(what, before + 1);
  now.calls.push({
    what,
    query: search,
    headers: Object.fromEntries(asked.headers),
    body: await asked.text(),
  });
  const replies = now.replies[what] ?? [];
  const reply = replies[before] ?? replies.at(-1);
  if (reply === undefined) return new Response("nobody", { status: 404 });
  const { status = 200, headers = {}, body = "", hangs = false } = reply;
  if (hangs) {
    await new Promise((resolve) =>
      stop.signal.addEventListener("abort", resolve)
    );
  }
  return typeof body === "string"
    ? new Response(body, { status, headers })
    : Response.json(body, { status, headers });
}

const quiet = { onListen: () => {}, onError: () => new Response(null) };
const servers = [
  Deno.serve({ hostname: "0.0.0.0", port: 80, ...quiet }, respond),
  Deno.serve({
    hostname: "0.0.0.0",
    port: 443,
    cert: plan.cert,
    key: plan.key,
    ...quiet,
  }, respond),
  Deno.serve({
    hostname: "0.0.0.0",
    port: 8200,
    cert: plan.cert,
    key: plan.key,
    ...quiet,
  }, respond),
];

async function runOne(
  { rule, image, fields, args = [], env, isUntrusted }: CloudRun,
  folder: string,
  cache: string,
): Promise<Outcome> {
  const whole = {
    name: "r",
    match: [image.slice(0, image.indexOf("/"))],
    ...rule,
  };
  const text = config(`- ${JSON.stringify(whole)}\n`)
    .replaceAll("FOLDER", folder);
  const file = `${folder}/registries.yaml`;
  await Deno.writeTextFile(file, `${text}cache: { directory: ${cache} }\n`, {
    mode: 0o600,
  });
  now.calls = [];
  const stdin = JSON.stringify({ ...JSON.parse(request(image)), ...fields });
  const result = await execute(plan.program, [`--config=${file}`, ...args], {
    stdin,
    env: { ...isUntrusted ? {} : { DENO_CERT: plan.caFile }, ...env },
  });
  return { ...result, calls: now.calls };
}

const outcomes: Outcome[][] = [];
for (const [at, scenario] of plan.scenarios.entries()) {
  const folder = `${plan.folder}/${at}`;
  await Deno.mkdir(folder);
  for (const [name, text] of Object.entries(scenario.files ?? {})) {
    await Deno.writeTextFile(`${folder}/${name}`, text, { mode: 0o600 });
  }
  now.replies = scenario.replies;
  now.asked = new Map();
  const cache = scenario.isCached ? `${folder}/cache` : "off";
  const runs: Outcome[] = [];
  for (const run of scenario.runs) runs.push(await runOne(run, folder, cache));
  outcomes.push(runs);
}
await new Response(JSON.stringify(outcomes)).body?.pipeTo(
  Deno.stdout.writable,
  { preventClose: true },
);
stop.abort();
await Promise.all(servers.map((server) => server.shutdown()));
Deno.exit(0);
