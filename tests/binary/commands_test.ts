/**
 * `get` and `explain`, as a person or a script sees them.
 * @module
 */
import { assertEquals, assertStringIncludes } from "@std/assert";
import {
  config,
  program,
  type Result,
  staticConfig,
  withFiles,
} from "../kit/program.ts";
import { assertFailure, assertFailureLine } from "../kit/failure.ts";

const CONFIG = config(`- name: harbor
  match: [harbor.example.com, "*.harbor.example.com/team/"]
  cacheDuration: 1h
  static: { username: robot$ci, password: p4ss }
- name: hub
  match: [docker.io]
  static: { username: hub, password: "pass:wörd" }
`);

async function run(
  args: readonly string[],
  test: (result: Result, path: string) => void,
): Promise<void> {
  await withFiles({ "registries.yaml": CONFIG }, async (folder) => {
    const path = `${folder}/registries.yaml`;
    test(await program([`--config=${path}`, ...args]), path);
  });
}

const HUB = {
  image: "docker.io/library/nginx",
  registry: "docker.io",
  rule: "hub",
  provider: "static",
};
const hubAuth = new TextEncoder().encode("hub:pass:wörd").toBase64();

const GETS: readonly (readonly [readonly string[], string])[] = [
  [
    ["get", "harbor.example.com/app:1.2"],
    `image     harbor.example.com/app
registry  harbor (static)
username  robot$ci
password  (hidden; --format password shows it)
kept for  1h per registry
`,
  ],
  [
    ["get", "eu.harbor.example.com/team/app", "--format=table"],
    `image     eu.harbor.example.com/team/app
registry  harbor (static)
username  robot$ci
password  (hidden; --format password shows it)
kept for  1h per image
`,
  ],
  [["get", "nginx", "--format=password"], "pass:wörd\n"],
  [["get", "--format", "password", "--", "nginx"], "pass:wörd\n"],
  [
    ["get", "nginx", "--format=json"],
    `${
      JSON.stringify({
        ...HUB,
        username: "hub",
        password: "pass:wörd",
        cacheKeyType: "Registry",
        cacheDuration: "10m",
      })
    }\n`,
  ],
  [
    ["get", "nginx", "--format=docker-config"],
    `{"auths":{"https://index.docker.io/v1/":{"auth":"${hubAuth}"}}}\n`,
  ],
  [
    ["get", "harbor.example.com/app", "--format=docker-config"],
    `{"auths":{"harbor.example.com":{"auth":"${btoa("robot$ci:p4ss")}"}}}\n`,
  ],
  [
    ["explain", "nginx:1.27"],
    `image      docker.io/library/nginx
answer     hub (static, registries[1])
cache key  Registry: "hub" answers for every path of docker.io
duration   10m
kubelet    entry registry-credential-provider, without a service-account token

[0] harbor  harbor.example.com          label count: the pattern's host has 3, the image's 2
[0] harbor  *.harbor.example.com/team/  label count: the pattern's host has 4, the image's 2
[1] hub     docker.io                   matches
`,
  ],
  [
    ["explain", "nginx", "--format=json"],
    `${
      JSON.stringify({
        ...HUB,
        backend: null,
        cacheKeyType: "Registry",
        cacheKeyReason: '"hub" answers for every path of docker.io',
        cacheDuration: "10m",
        entry: {
          name: "registry-credential-provider",
          audience: null,
          cacheType: null,
        },
        rules: [
          {
            index: 0,
            name: "harbor",
            answers: false,
            patterns: [
              {
                pattern: "harbor.example.com",
                mismatch:
                  "label count: the pattern's host has 3, the image's 2",
              },
              {
                pattern: "*.harbor.example.com/team/",
                mismatch:
                  "label count: the pattern's host has 4, the image's 2",
              },
            ],
          },
          {
            index: 1,
            name: "hub",
            answers: true,
            patterns: [{ pattern: "docker.io", mismatch: null }],
          },
        ],
      })
    }\n`,
  ],
];

for (const [args, expected] of GETS) {
  Deno.test(`"${args.join(" ")}" writes exactly what it should`, async () => {
    await run(args, (result) => {
      assertEquals(result, { code: 0, stdout: expected, stderr: "" });
    });
  });
}

Deno.test("get fails with exit code 3 and no output where no rule matches", async () => {
  await run(["get", "quay.io/app", "--format=password"], (result, path) => {
    const says = `no registry in ${path} matches quay.io/app: run "`;
    assertFailure(result, { code: "NO_MATCH", says });
  });
});

Deno.test("explain says why no rule matches, with exit code 3", async () => {
  await run(["explain", "harbor.example.com:8443/app"], (result, path) => {
    const none = "answer  none: the kubelet pulls without these credentials\n";
    assertStringIncludes(result.stdout, none);
    const why = "port: the pattern has none, the image 8443";
    assertStringIncludes(result.stdout, `harbor.example.com          ${why}\n`);
    const says = `no registry in ${path} matches harbor.example.com:8443/app`;
    assertFailureLine(result, { code: "NO_MATCH", says });
  });
});

Deno.test("explain --format=json says so too where no rule matches", async () => {
  await run(["explain", "quay.io/app", "--format=json"], (result) => {
    const { rule, cacheDuration, rules } = JSON.parse(result.stdout);
    const seen = [rule, cacheDuration, rules.length, result.code];
    assertEquals(seen, [null, null, 2, 3]);
  });
});

Deno.test("explain reads no secret", async () => {
  const text = staticConfig(
    "{ username: u, password: { file: /nowhere/at/all } }",
  );
  await withFiles({ "registries.yaml": text }, async (folder) => {
    const args = ["r.example.com/app", `--config=${folder}/registries.yaml`];
    assertEquals((await program(["explain", ...args])).code, 0);
    assertEquals((await program(["get", ...args])).code, 1);
  });
});
