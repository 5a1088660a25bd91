/**
 * `docker-helper`, and the program under the name of a credential helper.
 * @module
 */
import { assertEquals, assertMatch } from "@std/assert";
import {
  config,
  execute,
  PROGRAM,
  program,
  withFiles,
} from "../kit/program.ts";

const CONFIG = config(`- name: team
  match: ["paths.example.com/team/"]
  static: { username: team, password: p-team }
- name: one
  match: [harbor.example.com, "localhost:5000", "*.example.org"]
  static: { username: robot, password: p-robot }
- name: hub
  match: [docker.io]
  static: { username: hub, password: p-hub }
- name: missing
  match: [missing.example.com]
  static: { username: { file: /nowhere/user }, password: x }
`);

const NOT_FOUND = "credentials not found in native keychain\n";

function helper(word: string, stdin = "") {
  return inFolder(({ env }) =>
    program(["docker-helper", word], { env, stdin })
  );
}

async function inFolder<T>(
  use: (world: { folder: string; env: Record<string, string> }) => Promise<T>,
): Promise<T> {
  const results: T[] = [];
  await withFiles({ "registries.yaml": CONFIG }, async (folder) => {
    const path = `${folder}/registries.yaml`;
    const env = { REGISTRY_CREDENTIAL_PROVIDER_CONFIG: path };
    results.push(await use({ folder, env }));
  });
  return results[0] as T;
}

const ANSWERED: readonly (readonly [string, string])[] = [
  ["harbor.example.com", "robot"],
  ["https://harbor.example.com", "robot"],
  ["https://harbor.example.com/v1/", "robot"],
  ["https://harbor.example.com/v2/", "robot"],
  ["harbor.example.com/team/app", "robot"],
  ["localhost:5000", "robot"],
  ["any.example.org", "robot"],
  ["paths.example.com/team/app", "team"],
  ["docker.io", "hub"],
  ["https://index.docker.io/v1/", "hub"],
  ["registry-1.docker.io", "hub"],
];
for (const [server, Username] of ANSWERED) {
  Deno.test(`docker-helper get: ${server}`, async () => {
    const { code, stdout, stderr } = await helper("get", `${server}\n`);
    assertEquals([code, stderr], [0, ""]);
    const Secret = `p-${Username}`;
    assertEquals(JSON.parse(stdout), { ServerURL: server, Username, Secret });
  });
}

const UNKNOWN = [
  "other.example.com",
  "paths.example.com",
  "harbor.example.com:5000",
  "no url at all",
  "https://user@harbor.example.com",
  // What Docker keeps there is a token, and no password.
  "https://index.docker.io/v1/access-token",
  "https://index.docker.io/v1/refresh-token",
  "https://harbor.example.com/v1/access-token",
  "https://harbor.example.com/v1/refresh-token",
];
for (const server of UNKNOWN) {
  Deno.test(`docker-helper get: nothing for ${server}`, async () => {
    const result = await helper("get", server);
    assertEquals(result, { code: 1, stdout: NOT_FOUND, stderr: "" });
  });
}

const USAGE =
  "Usage: docker-credential-registry <store|get|erase|list|version>\n";

Deno.test("docker-helper answers version, and a call without an action, as Docker's helpers do", () =>
  inFolder(async ({ folder }) => {
    const link = `${folder}/docker-credential-registry`;
    await Deno.symlink(PROGRAM, link);
    const calls = [
      [PROGRAM, ["docker-helper"]],
      [link, []],
    ] as const;
    for (const [command, args] of calls) {
      const usage = await execute(command, args);
      assertEquals(usage, { code: 1, stdout: USAGE, stderr: "" });
      const version = await execute(command, [...args, "version"]);
      assertEquals([version.code, version.stderr], [0, ""]);
      assertMatch(
        version.stdout,
        /^docker-credential-registry \(registry-credential-provider\) \d+\.\d+\.\d+\S*\n$/,
      );
    }
  }));

const FAILED: readonly (readonly [string, string, string, string])[] = [
  [
    "without a server URL says what the protocol says",
    "\n",
    "no credentials server URL\n",
    "REQUEST_INVALID",
  ],
  [
    "a failure is one line, and not the one for no match",
    "missing.example.com",
    "",
    "SECRET_UNREADABLE",
  ],
];
for (const [what, given, said, error] of FAILED) {
  Deno.test(`docker-helper get: ${what}`, async () => {
    const { code, stdout, stderr } = await helper("get", given);
    assertEquals([code, stdout], [1, said]);
    const line = `^registry-credential-provider: .*\\[${error}\\]\\n$`;
    assertMatch(stderr, new RegExp(line));
  });
}

Deno.test("docker-helper get: a token for one repository is not made for a whole registry", async () => {
  for (const variable of ["repository", "image"]) {
    const text = config(`- name: one
  match: [r.example.com]
  jwt:
    username: node
    key: { file: /nowhere/key.pem }
    algorithm: ES256
    issuer: https://nodes.example.com
    audience: registry
    claims: { name: "\${${variable}}" }
`);
    await withFiles({ "registries.yaml": text }, async (folder) => {
      const path = `--config=${folder}/registries.yaml`;
      const { code, stdout, stderr } = await program(
        ["docker-helper", "get", path],
        { stdin: "r.example.com" },
      );
      assertEquals([code, stdout], [1, ""]);
      assertMatch(stderr, /whole registry .*\[VARIABLE_UNAVAILABLE\]\n$/);
    });
  }
});

Deno.test("docker-helper list: hosts without wildcards that have a rule of their own", async () => {
  const { code, stdout, stderr } = await helper("list");
  assertEquals([code, stderr], [0, ""]);
  assertEquals(JSON.parse(stdout), {
    "harbor.example.com": "robot",
    "localhost:5000": "robot",
    "https://index.docker.io/v1/": "hub",
    "missing.example.com": "",
  });
});

Deno.test("docker-helper store: refuses, and shows nothing of the secret", async () => {
  const given = JSON.stringify({
    ServerURL: "a",
    Username: "b",
    Secret: "canary",
  });
  const { code, stdout, stderr } = await helper("store", given);
  assertEquals([code, stdout], [1, ""]);
  assertMatch(stderr, /^[^\n]*nothing was stored[^\n]*\[READ_ONLY\]\n$/);
  assertEquals(stderr.includes("canary"), false);
});

Deno.test("docker-helper erase: says that nothing was erased, and succeeds", async () => {
  const { code, stdout, stderr } = await helper("erase", "harbor.example.com");
  assertEquals([code, stdout], [0, ""]);
  assertMatch(stderr, /^[^\n]*nothing was erased[^\n]*\n$/);
});

Deno.test("docker-credential-registry: a link of this name is the helper, by path and by PATH", () =>
  inFolder(async ({ folder, env }) => {
    const link = `${folder}/docker-credential-registry`;
    await Deno.symlink(PROGRAM, link);
    const stdin = "harbor.example.com";
    const byPath = await execute(link, ["get"], { env, stdin });
    const PATH = `${folder}:/usr/bin:/bin`;
    const line = ["-c", "exec docker-credential-registry get"];
    const byName = await execute("/bin/sh", line, {
      env: { ...env, PATH },
      stdin,
    });
    for (const { code, stdout, stderr } of [byPath, byName]) {
      assertEquals([code, stderr], [0, ""]);
      assertEquals(JSON.parse(stdout).Username, "robot");
    }
  }));

Deno.test("docker-credential-registry: under its own name the program is not the helper", () =>
  inFolder(async ({ env }) => {
    const stdin = "harbor.example.com";
    const { code, stdout } = await program(["get"], { env, stdin });
    assertEquals([code, stdout], [2, ""]);
  }));
