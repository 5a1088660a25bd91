/**
 * Runs tests, says loudly what was skipped, and ends with one plain line:
 * `run_tests.ts` all of them, `run_tests.ts PATH…` those, `run_tests.ts --source`
 * those that need no program.
 * @module
 */
import { FUZZ_COUNTS, PROJECT } from "./paths.ts";
import { sourceTests } from "./source_tests.ts";
import { withoutDots } from "./test_output.ts";

/** The longest begin first: one that began last would run alone at the end. */
const LONGEST = [
  "tests/tools/release_test.ts",
  "tests/deploy/node_interrupted_test.ts",
  "tests/binary/cache_failing_crowd_test.ts",
  "tests/stress/cache_kill_test.ts",
  "tests/binary/cache_crowd_test.ts",
  "tests/deploy/node_flag_merge_test.ts",
  "tests/deploy/node_kill_test.ts",
  "tests/binary/canary_test.ts",
  "tests/binary/cloud_failure_test.ts",
  "tests/binary/ecr_failure_test.ts",
  "tests/binary/arm64_test.ts",
];

/** One more than there are processors: some tests wait for a limit of time. */
const JOBS = Deno.env.get("DENO_JOBS") ??
  `${navigator.hardwareConcurrency + 1}`;

const isSource = Deno.args[0] === "--source";
if (!isSource) await buildForTests();
// `make check` checks the types of everything beside it.
const chosen = isSource
  ? ["--no-check", ...await sourceTests()]
  : Deno.args.length > 0
  ? Deno.args
  : [...LONGEST, "tests"];

const report = `${PROJECT}/.build/tests.xml`;
await Deno.mkdir(`${PROJECT}/.build`, { recursive: true });
await Deno.remove(report).catch(() => {});
await Deno.remove(FUZZ_COUNTS, { recursive: true }).catch(() => {});
const isTerminal = Deno.stdout.isTerminal();
const run = new Deno.Command(Deno.execPath(), {
  args: [
    "test",
    "--allow-all",
    "--parallel",
    "--quiet",
    "--reporter=dot",
    `--junit-path=${report}`,
    ...chosen,
  ],
  cwd: PROJECT,
  env: { DENO_JOBS: JOBS, ...isTerminal ? {} : { NO_COLOR: "1" } },
  stdout: isTerminal ? "inherit" : "piped",
  stderr: "inherit",
}).spawn();
if (!isTerminal) {
  await run.stdout.pipeThrough(withoutDots())
    .pipeTo(Deno.stdout.writable, { preventClose: true });
}
const { code } = await run.status;

// Without a report nothing ran: a module has a wrong type or does not load.
const xml = await Deno.readTextFile(report).catch(() => "");
const cases = [
  ...xml.matchAll(
    /<testcase name="([^"]*)"[^>]*?(?:\/>|>(.*?)<\/testcase>)/gs,
  ),
];
const skipped = cases.filter(([, , inside]) => inside?.includes("<skipped"));
const failed = cases.filter(([, , inside]) => inside?.includes("<failure"));
const passed = cases.length - skipped.length - failed.length;
for (const [, name] of skipped) console.log(`SKIPPED: ${name}`);
const generated = await generatedCases();
if (generated > 0) console.log(`${generated} generated cases`);
console.log(
  `${passed} passed, ${failed.length} failed, ${skipped.length} skipped`,
);
// A module that does not load has no test case, but fails the run.
Deno.exit(code === 0 && passed === 0 ? 1 : code);

/**
 * Builds what only tests run, and joins `node.sh` from its parts as they are. The
 * program may write to one more folder; see tests/kit/writable_program.ts.
 */
async function buildForTests(): Promise<void> {
  const folder = `${PROJECT}/.build/test`;
  await sh("join_node.sh", `${PROJECT}/dist/node.sh`);
  await sh(
    "build.sh",
    Deno.build.arch === "aarch64" ? "arm64" : "amd64",
    `${folder}/program`,
    `${PROJECT}/src/main.ts`,
    `${folder}/state`,
  );
}

async function sh(tool: string, ...args: readonly string[]): Promise<void> {
  const { success } = await new Deno.Command("sh", {
    args: [`${PROJECT}/tools/${tool}`, ...args],
    stderr: "inherit",
  }).output();
  if (!success) Deno.exit(1);
}

/** How many cases the tests below tests/fuzz have generated and passed. */
async function generatedCases(): Promise<number> {
  let sum = 0;
  try {
    for await (const { name } of Deno.readDir(FUZZ_COUNTS)) {
      sum += Number(await Deno.readTextFile(`${FUZZ_COUNTS}/${name}`));
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  return sum;
}
