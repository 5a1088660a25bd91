/**
 * Measures the program: `make bench`. Not a test: no time fails anything.
 * @module
 */
import { withBackend } from "../tests/binary/ecr_backend.ts";
import { prepare } from "./cases.ts";
import { measureCrowds } from "./crowd.ts";
import { goals } from "./goals.ts";
import { machine } from "./machine.ts";
import { measureCases, withInstructions } from "./measured.ts";
import { buildPrograms, sizes, STATE } from "./programs.ts";
import { report } from "./report.ts";
import { measureScale } from "./scale.ts";
import { keep } from "./kept.ts";

/** Of the crowds there are fewer: they take seconds each. */
const ROUNDS_PER_CROWD = 8;

const rounds = Number(Deno.env.get("ROUNDS") || 40);
if (!Number.isInteger(rounds) || rounds < 1) {
  console.error("bench: ROUNDS is a number from 1");
  Deno.exit(2);
}
await buildPrograms();
const folder = await Deno.makeTempDir({ dir: STATE });
try {
  await withBackend(async (backend) => {
    const prepared = await prepare(folder, backend);
    const timed = await measureCases(prepared, rounds);
    const scale = await measureScale(folder, rounds);
    const crowdRounds = Math.ceil(rounds / ROUNDS_PER_CROWD);
    const crowds = await measureCrowds(folder, backend, crowdRounds);
    console.error("bench: the times are taken; now instructions are counted");
    const cases = await withInstructions(timed, prepared);
    if (cases[0]?.instructions === undefined) {
      console.error("bench: SKIPPED instructions: valgrind is not installed");
    }
    const figures = { cases, scale, crowds, sizes: await sizes() };
    const results = {
      machine: await machine(),
      rounds,
      goals: goals(figures),
      ...figures,
    };
    await keep("results", report(results), results);
  });
} finally {
  await Deno.remove(folder, { recursive: true });
}
