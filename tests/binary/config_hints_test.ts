/**
 * What is said of a config that people write by mistake: it leads to the mend.
 * @module
 */
import { assert, assertStringIncludes } from "@std/assert";
import { assertConfigRefused, assertFailureLine } from "../kit/failure.ts";
import { config, program, staticConfig, withFiles } from "../kit/program.ts";

const SECRET = "hunter2";

/** A rule for the image that is asked for, with these lines in its section. */
const section = (lines: string) =>
  config(`- name: r
  match: [a.io]
  static:
    username: u
    ${lines}
`);

for (const mark of ["@", "`", "%", "*", "!", "|", ">", ",", "]", "}"]) {
  Deno.test(`a password that begins with ${mark} is to be put in quotes`, () =>
    assertConfigRefused(
      section(`password: ${mark}${SECRET}`),
      {
        code: "CONFIG_INVALID",
        says: "line 8: is not valid YAML: put a value in quotes",
      },
    ));
}

Deno.test("a value of the kubelet's file that begins with @ is to be put in quotes", async () => {
  const kubelet = `apiVersion: kubelet.config.k8s.io/v1
kind: CredentialProviderConfig
providers:
  - name: ecr
    apiVersion: credentialprovider.kubelet.k8s.io/v1
    matchImages: [r.example.com]
    defaultCacheDuration: 10m
    args: [@${SECRET}]
`;
  const files = { "registries.yaml": staticConfig(), "kubelet.yaml": kubelet };
  await withFiles(files, async (folder) => {
    const { stdout } = await program([
      "validate",
      `--config=${folder}/registries.yaml`,
      `--kubelet-config=${folder}/kubelet.yaml`,
    ]);
    assertStringIncludes(stdout, "line 8  is not valid YAML: put a value in");
    assert(!stdout.includes(SECRET), stdout);
  });
});

/** Unknown keys below a rule with a sound section: their line, and what was meant. */
const MEANT: readonly (readonly [key: string, meant: string])[] = [
  ["user", "username"],
  ["login", "username"],
  ["pass", "password"],
  ["passwd", "password"],
  ["token", "password"],
  ["auths", "dockerConfigFile"],
  [".dockerconfigjson", "dockerConfigFile"],
];

for (const [key, meant] of MEANT) {
  Deno.test(`${key} is told to be ${meant}, with its line`, () =>
    assertConfigRefused(
      section(`password: p\n    ${key}: ${SECRET}`),
      {
        code: "CONFIG_INVALID",
        says:
          `registries[0].static: unknown key "${key}": did you mean "${meant}"? (line 9)`,
      },
    ));
}

Deno.test("the words of the kubelet's file are told what they are here", async () => {
  await assertConfigRefused(
    config("- name: r\n  matchImages: [r.example.com]\n"),
    {
      code: "CONFIG_INVALID",
      says: 'unknown key "matchImages": did you mean "match"? (line 5)',
    },
  );
  await assertConfigRefused("providers: []\n", {
    code: "CONFIG_INVALID",
    says: 'unknown key "providers": did you mean "registries"? (line 1)',
  });
  await assertConfigRefused('{"auths": {}}\n', {
    code: "CONFIG_INVALID",
    says: 'unknown key "auths": did you mean "registries"? (line 1)',
  });
});

Deno.test("a key that is near to none has its line, and is not shown", () =>
  assertConfigRefused(
    section(
      `password: p\n    # a secret in the wrong place\n    ${SECRET}: x`,
    ),
    {
      code: "CONFIG_INVALID",
      says:
        "key number 3 is unknown: known are username, password, dockerConfigFile (line 10)",
    },
  ));

Deno.test("an unknown key of the kubelet's file has its line", async () => {
  const kubelet = `apiVersion: kubelet.config.k8s.io/v1
kind: CredentialProviderConfig
providers:
  - name: ecr
    apiVersion: credentialprovider.kubelet.k8s.io/v1
    match: [r.example.com]
    matchImages: [r.example.com]
    defaultCacheDuration: 10m
`;
  const files = { "registries.yaml": staticConfig(), "kubelet.yaml": kubelet };
  await withFiles(files, async (folder) => {
    const result = await program([
      "validate",
      `--config=${folder}/registries.yaml`,
      `--kubelet-config=${folder}/kubelet.yaml`,
    ]);
    assertFailureLine(result, {
      code: "KUBELET_CONFIG_INVALID",
      says: "has 1 error",
    });
    assertStringIncludes(result.stdout, "(line 6)");
  });
});
