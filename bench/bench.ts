/**
 * Measures the program: `make bench`. Not a test: no time fails anything.
 * @module
 */
import { type EcrBackend, withBackend } from "../tests/kit/ecr_backend.ts";
import { type Service, withService } from "../tests/kit/exchange_run.ts";
import { buildBaseline } from "./baseline.ts";
import { FLOOR_NAME, prepare } from "./cases.ts";
import { measureCrowds } from "./crowd.ts";
import { goals } from "./goals.ts";
import { keep } from "./kept.ts";
import { machine } from "./machine.ts";
import { measureSides } from "./measured.ts";
import { buildPrograms, type Programs, sizes, STATE } from "./programs.ts";
import { report } from "./report.ts";
import { roundsGiven } from "./rounds.ts";
import { prepareScale } from "./scale.ts";
import { exchanged, tokenCases } from "./token_cases.ts";

/** Of the crowds there are fewer: they take seconds each. */
const ROUNDS_PER_CROWD = 8;

const rounds = roundsGiven();
const programs = await buildPrograms();
const revision = Deno.env.get("BASELINE") ?? "";
const baseline = revision === "" ? undefined : await buildBaseline(revision);
const folder = await Deno.makeTempDir({ dir: STATE });
try {
  await withBackends(async (backend, service) => {
    /** The same jobs for both programs, each in a folder and with a cache of its own. */
    const forBoth = async <T>(
      name: string,
      jobsFor: (folder: string, programs: Programs) => Promise<readonly T[]>,
    ) => {
      const own = `${folder}/${name}`;
      const other = `${own}-baseline`;
      await Deno.mkdir(own);
      await Deno.mkdir(other);
      return {
        own: await jobsFor(own, programs),
        baseline: baseline ? await jobsFor(other, baseline) : [],
      };
    };
    const asked = await forBoth(
      "cases",
      (folder, programs) => prepare(folder, backend, programs),
    );
    const many = await forBoth(
      "scale",
      (folder, { program }) => prepareScale(folder, program),
    );
    const own = [
      ...asked.own,
      ...await tokenCases(folder, service, programs.program),
    ];
    const cases = await measureSides({ ...asked, own }, FLOOR_NAME, rounds);
    const scale = await measureSides(many, "1", rounds);
    const crowdRounds = Math.ceil(rounds / ROUNDS_PER_CROWD);
    const crowds = await measureCrowds(folder, backend, crowdRounds);
    const figures = {
      cases,
      scale,
      crowds,
      sizes: await sizes(programs),
      baseline: baseline &&
        { commit: baseline.commit, version: baseline.version },
    };
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

/** ECR, and a service that exchanges tokens. */
function withBackends(
  work: (backend: EcrBackend, service: Service) => Promise<void>,
): Promise<void> {
  return withBackend((backend) =>
    withService(exchanged, (service) => work(backend, service))
  );
}
