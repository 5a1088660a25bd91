/**
 * Measures the program beside others that do the same: `make bench-peers`.
 * @module
 */
import { withBackend } from "../tests/kit/ecr_backend.ts";
import { ENVIRONMENT } from "./asking.ts";
import { compare } from "./comparison.ts";
import { machine } from "./machine.ts";
import { OWN, preparePeers } from "./peer_cases.ts";
import { buildPeer, hasGo, PEER_PROGRAMS } from "./peer_programs.ts";
import { peerReport } from "./peer_report.ts";
import { EMPTY, type PeerFigure } from "./peer_summary.ts";
import { buildPrograms, FLOOR, PROGRAM, STATE } from "./programs.ts";
import { measure } from "./runs.ts";
import { roundsGiven } from "./rounds.ts";
import { keep } from "./kept.ts";

/** What the endpoint waits before each answer, in milliseconds. */
const DELAYS = [0, 20, 100] as const;

const rounds = roundsGiven();
if (!await hasGo()) {
  console.error("bench-peers: SKIPPED: Go is not installed");
  Deno.exit(0);
}
const paths = new Map<string, string>();
const skipped: string[] = [];
for (const peer of PEER_PROGRAMS) {
  const built = await buildPeer(peer);
  if ("path" in built) {
    paths.set(peer.name, built.path);
  } else {
    const { name, main, version } = peer;
    skipped.push(`${name} (${main}@${version}): ${built.skipped}`);
  }
}
for (const line of skipped) console.error(`bench-peers: SKIPPED ${line}`);
await buildPrograms();
const folder = await Deno.makeTempDir({ dir: STATE });
try {
  await withBackend(async (backend) => {
    const cases = await preparePeers(folder, backend, paths);
    const floor = { name: "floor", command: [FLOOR], stdin: "/dev/null" };
    const figures: PeerFigure[] = [];
    for (const delayMs of DELAYS) {
      backend.behaviour.delayMs = delayMs;
      const jobs = [floor, ...cases];
      const runs = await measure(jobs, { rounds, env: ENVIRONMENT });
      for (const { name, task, program } of cases) {
        const own = `${task}: ${OWN}`;
        figures.push({ task, program, delayMs, ...compare(runs, name, own) });
      }
      figures.push({ ...EMPTY, delayMs, ...compare(runs, "floor", "floor") });
    }
    const sizes: Record<string, number> = {};
    for (
      const [name, path] of [
        ...paths,
        [OWN, PROGRAM],
        [EMPTY.program, FLOOR],
      ] as const
    ) {
      sizes[name] = (await Deno.stat(path)).size;
    }
    const results = {
      machine: await machine(),
      rounds,
      delays: DELAYS,
      versions: PEER_PROGRAMS.filter(({ name }) => paths.has(name)),
      sizes,
      skipped,
      figures,
    };
    await keep("peers", peerReport(results), results);
  });
} finally {
  await Deno.remove(folder, { recursive: true });
}
