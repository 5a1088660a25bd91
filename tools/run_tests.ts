/**
 * Runs all tests, says loudly what was skipped, and ends with one plain line.
 * @module
 */
import { FUZZ_COUNTS, PROJECT } from "./paths.ts";

// The product, and one more folder that it may write to; see tests/writable_program.ts.
const testFolder = `${PROJECT}/.build/test`;
const { success: isBuilt } = await new Deno.Command("sh", {
  args: [
    `${PROJECT}/tools/build.sh`,
    Deno.build.arch === "aarch64" ? "arm64" : "amd64",
    `${testFolder}/program`,
    `${PROJECT}/src/main.ts`,
    `${testFolder}/state`,
  ],
  stderr: "inherit",
}).output();
if (!isBuilt) Deno.exit(1);

const report = `${PROJECT}/.build/tests.xml`;
await Deno.remove(report).catch(() => {});
await Deno.remove(FUZZ_COUNTS, { recursive: true }).catch(() => {});
const { code } = await new Deno.Command(Deno.execPath(), {
  args: [
    "test",
    "--allow-all",
    "--parallel",
    "--quiet",
    "--reporter=dot",
    `--junit-path=${report}`,
    ...(Deno.args.length > 0 ? Deno.args : ["tests"]),
  ],
  cwd: PROJECT,
  stdout: "inherit",
  stderr: "inherit",
}).output();

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
