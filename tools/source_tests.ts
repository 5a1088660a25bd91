/**
 * The tests of the sources: those that need no program that was built.
 * @module
 */
import { PROJECT } from "./paths.ts";

/** Where tests of what was built begin; the names of files too. */
const OF_WHAT_WAS_BUILT = [
  "tests/binary/",
  "tests/deploy/",
  "tests/docs/audit_test.ts",
  "tests/docs/blocks_test.ts",
  "tests/docs/config_examples_test.ts",
  "tests/docs/examples_test.ts",
  "tests/e2e/",
  "tests/fuzz/program_",
  "tests/stress/",
  "tests/tools/notices_test.ts",
  "tests/tools/release_test.ts",
  "tests/tools/reproducible_test.ts",
  "tests/tools/sbom_test.ts",
];

/** Paths of the tests of the sources in the project, in order. */
export async function sourceTests(folder = "tests"): Promise<string[]> {
  const found: string[] = [];
  for await (
    const { name, isDirectory } of Deno.readDir(`${PROJECT}/${folder}`)
  ) {
    const path = `${folder}/${name}`;
    if (OF_WHAT_WAS_BUILT.some((it) => `${path}/`.startsWith(it))) continue;
    if (isDirectory) found.push(...await sourceTests(path));
    else if (name.endsWith("_test.ts")) found.push(path);
  }
  return found.toSorted();
}
