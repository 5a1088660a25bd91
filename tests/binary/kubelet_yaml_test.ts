/**
 * `validate --kubelet-config`: a file of the kubelet is read as the kubelet
 * reads it.
 * @module
 */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { config, program, withFiles } from "../program.ts";
import files from "../testdata/kubelet_files.json" with { type: "json" };
import scalars from "../testdata/kubelet_scalars.json" with { type: "json" };

const SOUND = config(`- name: harbor
  match: [harbor.example.com]
  static: { username: u, password: p }
`);

/**
 * What `validate` makes of each file of one folder. A name that two files share
 * is a finding about the folder, and of no interest here.
 */
async function verdicts(
  texts: readonly string[],
): Promise<readonly string[]> {
  const named = Object.fromEntries(
    texts.map((text, at) => [`${1000 + at}.yaml`, text]),
  );
  let refused = new Set<string>();
  await withFiles(named, async (folder) => {
    await withFiles({ "registries.yaml": SOUND }, async (own) => {
      const { stdout } = await program([
        "validate",
        `--config=${own}/registries.yaml`,
        `--kubelet-config=${folder}`,
        "--format=json",
      ]);
      const { findings } = JSON.parse(stdout) as {
        findings: readonly { file: string }[];
      };
      refused = new Set(
        findings.map(({ file }) => file.split("/").at(-1) ?? ""),
      );
    });
  });
  return Object.keys(named).map((name) =>
    refused.has(name) ? "refuses" : "accepts"
  );
}

Deno.test("validate and the kubelet agree on files", async () => {
  const judged = await verdicts(files.map(({ text }) => text));
  assertEquals(
    files.map(({ what }, at) => `${judged[at]} ${what}`),
    files.map(({ what, kubelet }) => `${kubelet} ${what}`),
  );
});

Deno.test("validate and the kubelet agree on every scalar", async () => {
  const judged = await verdicts(
    scalars.map(({ value }) =>
      `apiVersion: kubelet.config.k8s.io/v1
kind: CredentialProviderConfig
providers:
- name: registry-credential-provider
  apiVersion: credentialprovider.kubelet.k8s.io/v1
  matchImages: [harbor.example.com]
  defaultCacheDuration: 10m
  env:
  - name: X
    value: ${value}
`
    ),
  );
  assertEquals(
    scalars.map(({ value }, at) => `${judged[at]} ${value}`),
    scalars.map(({ value, kubelet }) => `${kubelet} ${value}`),
  );
});

Deno.test("validate passes over a folder in a folder, whatever its name", async () => {
  const kubelet = files.find(({ what }) => what === "a plain file")?.text ?? "";
  await withFiles({ "10-ok.yaml": kubelet }, async (folder) => {
    await Deno.mkdir(`${folder}/old.yaml`);
    await Deno.writeTextFile(`${folder}/old.yaml/a.yaml`, "[");
    await withFiles({ "registries.yaml": SOUND }, async (own) => {
      const { code, stdout } = await program([
        "validate",
        `--config=${own}/registries.yaml`,
        `--kubelet-config=${folder}`,
      ]);
      assertEquals(code, 0, stdout);
      assertStringIncludes(stdout, "is valid");
    });
  });
});
