/**
 * `validate`, with and without the kubelet's config beside it.
 * @module
 */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { config, program, type Result, withFiles } from "../kit/program.ts";
import { assertFailureLine } from "../kit/failure.ts";

const SOUND = config(`- name: harbor
  match: [harbor.example.com, "*.harbor.example.com/team/"]
  static: { username: robot$ci, password: p4ss }
`);
const BROKEN = config(`- name: a
  match: ["%zz"]
- name: a
  match: [b.io]
  static: { username: u }
`);

/** A CredentialProviderConfig that asks for these patterns. */
function kubelet(
  matchImages: readonly string[],
  change: Record<string, unknown> = {},
  version = "v1",
): string {
  return JSON.stringify({
    apiVersion: `kubelet.config.k8s.io/${version}`,
    kind: "CredentialProviderConfig",
    providers: [{
      name: "registry-credential-provider",
      apiVersion: "credentialprovider.kubelet.k8s.io/v1",
      matchImages,
      defaultCacheDuration: "10m",
      ...change,
    }],
  });
}

const ALL = ["harbor.example.com", "*.harbor.example.com/team/"];

async function validate(
  files: { readonly [name: string]: string },
  args: readonly string[],
  test: (result: Result, folder: string) => void,
): Promise<void> {
  await withFiles(files, async (folder) => {
    const own = `--config=${folder}/registries.yaml`;
    const all = args.map((arg) => arg.replace("FOLDER", folder));
    test(await program(["validate", own, ...all]), folder);
  });
}

interface Finding {
  readonly severity: string;
  readonly path: string;
  readonly file: string;
  readonly message: string;
}

/** Severity, file and path of every finding. */
function places({ stdout }: Result, folder: string): readonly string[] {
  const { findings } = JSON.parse(stdout) as { findings: readonly Finding[] };
  return findings.map(({ severity, file, path }) =>
    `${severity} ${file.replace(`${folder}/`, "")} ${path}`.trimEnd()
  );
}

Deno.test("validate accepts a sound config with exit code 0", async () => {
  await validate({ "registries.yaml": SOUND }, [], (result, folder) => {
    const stdout =
      `${folder}/registries.yaml is valid: 1 registry, 2 patterns\n`;
    assertEquals(result, { code: 0, stdout, stderr: "" });
  });
});

Deno.test("validate --format=json of a sound config has no findings", async () => {
  const args = ["--format=json"];
  await validate({ "registries.yaml": SOUND }, args, (result, folder) => {
    const file = `${folder}/registries.yaml`;
    assertEquals(result, {
      code: 0,
      stdout: `${JSON.stringify({ file, valid: true, findings: [] })}\n`,
      stderr: "",
    });
  });
});

Deno.test("validate reports every error at once, with exit code 1", async () => {
  await validate({ "registries.yaml": BROKEN }, [], (result, folder) => {
    for (
      const path of [
        "registries[0].match[0]",
        "registries[0]",
        "registries[1].name",
        "registries[1].static",
      ]
    ) {
      const row = `error  ${folder}/registries.yaml: ${path} `;
      assertStringIncludes(result.stdout, row);
    }
    assertStringIncludes(result.stdout, "/registries.yaml is not valid\n");
    const says = `${folder}/registries.yaml has 4 errors`;
    assertFailureLine(result, { code: "CONFIG_INVALID", says });
  });
});

Deno.test("validate --format=json reports the same errors, as findings", async () => {
  const args = ["--format=json"];
  await validate({ "registries.yaml": BROKEN }, args, (result, folder) => {
    assertEquals(JSON.parse(result.stdout).valid, false);
    assertEquals([...places(result, folder)].sort(), [
      "error registries.yaml registries[0]",
      "error registries.yaml registries[0].match[0]",
      "error registries.yaml registries[1].name",
      "error registries.yaml registries[1].static",
    ]);
    assertEquals(result.code, 1);
  });
});

Deno.test("a warning does not make a config invalid", async () => {
  const text = config(`- name: a
  match: ["r.example.com/*"]
  static: { username: u, password: { env: NOT_SET } }
- name: b
  match: ["r.example.com/*"]
  static: { username: u, password: { file: /nowhere/at/all } }
`);
  const args = ["--format=json"];
  await validate({ "registries.yaml": text }, args, (result, folder) => {
    assertEquals([result.code, result.stderr], [0, ""]);
    assertEquals([...places(result, folder)].sort(), [
      "warning registries.yaml registries[0].match[0]",
      "warning registries.yaml registries[0].static",
      "warning registries.yaml registries[1]",
      "warning registries.yaml registries[1].match[0]",
      "warning registries.yaml registries[1].static",
    ]);
  });
});

interface Beside {
  readonly what: string;
  readonly files: { readonly [name: string]: string };
  readonly findings: readonly string[];
}

const outside = ["quay.io", ...ALL];
const BESIDE: readonly Beside[] = [
  {
    what: "covers all patterns",
    files: { "kubelet.json": kubelet(ALL) },
    findings: [],
  },
  {
    what: "does not ask for a pattern",
    files: { "kubelet.json": kubelet(ALL.slice(0, 1)) },
    findings: ["error registries.yaml registries[0].match[1]"],
  },
  {
    what: "asks for an image that no rule answers for",
    files: { "kubelet.json": kubelet(outside) },
    findings: [
      "warning kubelet.json provider registry-credential-provider, matchImages[0]",
    ],
  },
  {
    what: "has an argument that the program refuses",
    files: { "kubelet.json": kubelet(ALL, { args: ["--confg=/c.yaml"] }) },
    findings: [
      "warning kubelet.json provider registry-credential-provider, args",
    ],
  },
  {
    what: "names another config",
    files: { "kubelet.json": kubelet(ALL, { args: ["--config=/other.yaml"] }) },
    findings: [
      "warning kubelet.json provider registry-credential-provider, args",
    ],
  },
  {
    what: "has only another plugin",
    files: {
      "kubelet.json": kubelet(ALL, { name: "ecr-credential-provider" }),
    },
    findings: ["error registries.yaml"],
  },
  {
    what: "has an unknown field",
    files: { "kubelet.json": kubelet(ALL, { matchImage: [] }) },
    findings: ["error kubelet.json providers[0]"],
  },
  {
    what: "has no defaultCacheDuration",
    files: {
      "kubelet.json": kubelet(ALL, { defaultCacheDuration: undefined }),
    },
    findings: ["error kubelet.json providers[0]"],
  },
  {
    what: "has a duration in days",
    files: { "kubelet.json": kubelet(ALL, { defaultCacheDuration: "1d" }) },
    findings: ["error kubelet.json providers[0].defaultCacheDuration"],
  },
  {
    what: "has no pattern",
    files: { "kubelet.json": kubelet([]) },
    findings: ["error kubelet.json providers[0].matchImages"],
  },
  {
    what: "has a plugin with a slash in its name",
    files: { "kubelet.json": kubelet(ALL, { name: "bin/plugin" }) },
    findings: ["error kubelet.json providers[0].name"],
  },
  {
    what: "asks for tokens in v1beta1, which does not know them",
    files: {
      "kubelet.json": kubelet(ALL, { tokenAttributes: {} }, "v1beta1"),
    },
    findings: ["error kubelet.json providers[0]"],
  },
  {
    what: "is of a version to come",
    files: { "kubelet.json": kubelet(ALL, {}, "v2") },
    findings: ["error kubelet.json apiVersion"],
  },
  {
    what: "is no YAML",
    files: { "kubelet.json": "{\n  @" },
    findings: ["error kubelet.json line 2"],
  },
];

for (const { what, files, findings } of BESIDE) {
  Deno.test(`validate compares with a kubelet's config that ${what}`, async () => {
    const all = { "registries.yaml": SOUND, ...files };
    const args = ["--format=json", "--kubelet-config=FOLDER/kubelet.json"];
    await validate(all, args, (result, folder) => {
      assertEquals(places(result, folder), findings);
      const failed = findings.some((it) => it.startsWith("error"));
      assertEquals(result.code, failed ? 1 : 0);
      const code = findings.some((it) => it.startsWith("error registries"))
        ? "CONFIG_INVALID"
        : "KUBELET_CONFIG_INVALID";
      if (failed) assertFailureLine(result, { code, says: "has 1 error" });
      else assertEquals(result.stderr, "");
    });
  });
}
