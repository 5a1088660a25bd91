/**
 * What every answer loads before it reads its request: one module.
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { readGraph } from "../kit/chunk_graph.ts";

/** Rooms and modules that an answer loads only where it needs them. */
const LATER = [
  "src/audit/",
  "src/cache/credential_cache.ts",
  "src/check/",
  "src/cli/",
  "src/docker/",
  "src/http/",
  "src/lookup/strict_files.ts",
  "src/lookup/trace.ts",
  "src/runtime/deno/cache_store.ts",
  "src/runtime/deno/connection.ts",
  "src/runtime/deno/log_folder.ts",
  "src/runtime/deno/open_file.ts",
  "src/runtime/errors.ts",
];

const start = (await readGraph())["main.js"];

Deno.test("the start is one chunk, without providers, commands and error messages", () => {
  assert(start !== undefined);
  assertEquals(start.imports, []);
  const inputs = Object.keys(start.inputs);
  assert(inputs.includes("src/main.ts"));
  assert(inputs.includes("providers/table.ts"));
  const early = inputs.filter((path) =>
    LATER.some((later) => path.startsWith(later)) ||
    /_fault\.ts$|\/fault\.ts$|\/invalid\.ts$/.test(path) ||
    /^providers\/\w+\//.test(path)
  );
  assertEquals(early, []);
});

Deno.test("of packages the start holds the parser of YAML alone", () => {
  const foreign = Object.keys(start?.inputs ?? {}).filter((path) =>
    !/^(?:src|providers|vendor\/jsr\.io\/@std\/yaml)\//.test(path)
  );
  assertEquals(foreign, []);
});

// V8 parses all of it for every answer; half of it is the parser of YAML.
Deno.test("the start has less than 57,000 bytes", () => {
  assert(start !== undefined && start.bytes < 57_000, `${start?.bytes} bytes`);
});
