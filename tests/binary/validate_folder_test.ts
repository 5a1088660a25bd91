/**
 * `validate --kubelet-config` with a folder, as kubelets since 1.34 read one.
 * @module
 */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { config, program, type Result, withFiles } from "../kit/program.ts";
import { assertFailure, assertFailureLine } from "../kit/failure.ts";

const SOUND = config(`- name: harbor
  match: [harbor.example.com]
  static: { username: u, password: p }
- name: hub
  match: [docker.io]
  static: { username: u, password: p }
`);

function kubelet(name: string, pattern: string): string {
  return `apiVersion: kubelet.config.k8s.io/v1
kind: CredentialProviderConfig
providers:
  - name: ${name}
    apiVersion: credentialprovider.kubelet.k8s.io/v1
    matchImages: ["${pattern}"]
    defaultCacheDuration: 0s
`;
}

const OWN = "registry-credential-provider";

async function validate(
  folder: { readonly [name: string]: string },
  test: (result: Result, path: string) => void,
): Promise<void> {
  await withFiles(folder, async (path) => {
    await withFiles({ "registries.yaml": SOUND }, async (own) => {
      const args = [`--config=${own}/registries.yaml`];
      test(
        await program(["validate", ...args, "--kubelet-config", path]),
        path,
      );
    });
  });
}

Deno.test("validate reads all .json, .yaml and .yml files of a folder, and no others", async () => {
  await validate({
    "10-harbor.yaml": kubelet(OWN, "harbor.example.com"),
    "20-hub.yml": kubelet(`${OWN}-hub`, "docker.io"),
    "30-ecr.json": JSON.stringify({
      apiVersion: "kubelet.config.k8s.io/v1beta1",
      kind: "CredentialProviderConfig",
      providers: [{
        name: "ecr-credential-provider",
        apiVersion: "credentialprovider.kubelet.k8s.io/v1beta1",
        matchImages: ["*.dkr.ecr.*.amazonaws.com"],
        defaultCacheDuration: "12h",
      }],
    }),
    "README.md": "no config",
  }, (result) => {
    assertEquals([result.code, result.stderr], [0, ""], result.stdout);
    assertStringIncludes(result.stdout, "is valid: 2 registries, 2 patterns");
  });
});

Deno.test("validate names the file of a folder that the kubelet would refuse", async () => {
  await validate({
    "10-harbor.yaml": kubelet(OWN, "harbor.example.com"),
    "20-broken.yaml": kubelet("a b", "docker.io"),
  }, (result, path) => {
    const file = `${path}/20-broken.yaml`;
    assertStringIncludes(result.stdout, `error  ${file}: providers[0].name`);
    const says = `${file} has 1 error`;
    assertFailureLine(result, { code: "KUBELET_CONFIG_INVALID", says });
  });
});

Deno.test("validate reports a name that two files of a folder share", async () => {
  await validate({
    "10.yaml": kubelet(OWN, "harbor.example.com"),
    "20.yaml": kubelet(OWN, "docker.io"),
  }, (result, path) => {
    const row = `error  ${path}: providers  "${OWN}" is there twice`;
    assertStringIncludes(result.stdout, row);
    const says = `${path} has 1 error`;
    assertFailureLine(result, { code: "KUBELET_CONFIG_INVALID", says });
  });
});

Deno.test("validate refuses a folder without a config, as the kubelet does", async () => {
  await validate({ "config.yaml.bak": "x" }, (result, path) => {
    const says = `the folder ${path} holds no .json, .yaml or .yml file`;
    assertFailure(result, { code: "KUBELET_CONFIG_INVALID", says });
  });
});

Deno.test("validate refuses a kubelet's config that does not exist", async () => {
  await withFiles({ "registries.yaml": SOUND }, async (folder) => {
    const result = await program([
      "validate",
      `--config=${folder}/registries.yaml`,
      `--kubelet-config=${folder}/none.yaml`,
    ]);
    const says = `the kubelet's config file ${folder}/none.yaml does not exist`;
    assertFailure(result, { code: "KUBELET_CONFIG_INVALID", says });
  });
});
