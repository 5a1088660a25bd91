/**
 * `validate` warns of every pattern that covers no image there can be.
 * @module
 */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { config, program, withFiles } from "../kit/program.ts";

interface Finding {
  readonly severity: string;
  readonly path: string;
  readonly message: string;
}

async function findings(patterns: readonly string[]): Promise<Finding[]> {
  let found: Finding[] = [];
  const text = config(
    `- { name: r, match: ${
      JSON.stringify(patterns)
    }, static: { username: u, password: { env: P } } }\n`,
  );
  await withFiles({ "registries.yaml": text }, async (folder) => {
    const result = await program([
      "validate",
      "--format=json",
      `--config=${folder}/registries.yaml`,
    ], { env: { P: "p" } });
    assertEquals(result.code, 0, result.stdout);
    found = JSON.parse(result.stdout).findings;
  });
  return found;
}

Deno.test("validate warns of patterns that can never match", async () => {
  const patterns = [
    ["nginx", "names no registry"],
    ["team/app", "names no registry"],
    ["$HOST/team/", 'holds a "$"'],
    ["régistry.io", "outside ASCII"],
    ["r.io/é/", "outside ASCII"],
    ["a..io", "an empty part between dots"],
    ["a.io.", "an empty part between dots"],
    ["a.io//team/", "an empty part between slashes"],
    ["//a.io", "an empty part between slashes"],
    ["[::1]", "an IPv6 address without a port"],
    ["[2001:db8::1]/team/", "an IPv6 address without a port"],
    ["-a.io", "never matches"],
    ["a.io/_team/", "never matches"],
    ["*", "covers no registry but localhost"],
  ] as const;
  const found = await findings(patterns.map(([pattern]) => pattern));
  assertEquals(
    found.map(({ severity, path }) => [severity, path]),
    patterns.map((_, at) => ["warning", `registries[0].match[${at}]`]),
  );
  for (const [at, [pattern, says]] of patterns.entries()) {
    assertStringIncludes(found[at]?.message ?? "", says, pattern);
  }
});

Deno.test("validate says nothing of patterns that match", async () => {
  const patterns = [
    "r.example.com",
    "*.example.com:5000",
    "localhost",
    "host:5000/team/",
    "[::1]:5000",
    "10.0.0.1",
    "docker.io/library/",
  ];
  assertEquals(await findings(patterns), []);
});
