/**
 * `kubelet-config`: what it writes is what the kubelet accepts and what
 * `validate` finds no fault with.
 * @module
 */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { parse } from "@std/yaml/parse";
import { decodeKubeletConfig } from "../../src/kubelet/config.ts";
import { findDrift } from "../../src/kubelet/drift.ts";
import { openRulesOf } from "../kit/open_rules.ts";
import {
  config,
  execute,
  linkProgram,
  program,
  withFiles,
} from "../kit/program.ts";

const RULES = {
  harbor: ["harbor.example.com", "*.harbor.example.com/team/"],
  // Text that YAML would take for something else without quotes.
  odd: ["*", "on", "1.10", "registry.internal:5000", "[::1]:5000"],
  again: ["harbor.example.com"],
};
const MATCH_IMAGES = [...RULES.harbor, ...RULES.odd];

const CONFIG = config(
  Object.entries(RULES).map(([name, match]) =>
    `- name: ${name}
  match: ${JSON.stringify(match)}
  static: { username: u, password: p }
`
  ).join(""),
).replace("registries:", "defaults: { cacheDuration: 90s }\nregistries:");

for (const version of ["v1", "v1beta1", "v1alpha1"]) {
  for (const format of ["yaml", "json"]) {
    Deno.test(`kubelet-config writes ${format} of ${version} that the kubelet accepts`, async () => {
      await withFiles({ "registries.yaml": CONFIG }, async (folder) => {
        const path = `${folder}/registries.yaml`;
        const { code, stdout, stderr } = await program([
          "kubelet-config",
          `--config=${path}`,
          `--api-version=${version}`,
          `--format=${format}`,
        ]);
        assertEquals([code, stderr], [0, ""]);
        const document = format === "json" ? JSON.parse(stdout) : parse(stdout);
        assertEquals(document, {
          apiVersion: `kubelet.config.k8s.io/${version}`,
          kind: "CredentialProviderConfig",
          providers: [{
            name: "registry-credential-provider",
            apiVersion: `credentialprovider.kubelet.k8s.io/${version}`,
            matchImages: MATCH_IMAGES,
            defaultCacheDuration: "1m30s",
            args: [`--config=${path}`],
          }],
        });
        const { providers, problems } = decodeKubeletConfig(document);
        assertEquals(problems, []);
        assertEquals(findDrift(openRulesOf(RULES), path, providers), {
          errors: [],
          warnings: [],
        });
      });
    });
  }
}

Deno.test("kubelet-config writes YAML of v1 where nothing else is asked for", async () => {
  await withFiles({ "registries.yaml": CONFIG }, async (folder) => {
    const path = `${folder}/registries.yaml`;
    const { stdout } = await program(["kubelet-config", "--config", path]);
    assertStringIncludes(stdout, "apiVersion: kubelet.config.k8s.io/v1\n");
  });
});

Deno.test("kubelet-config names the config where it will be on the node", async () => {
  await withFiles({ "registries.yaml": CONFIG }, async (folder) => {
    const { stdout } = await program([
      "kubelet-config",
      `--config=${folder}/registries.yaml`,
      "--config-on-node=/etc/a folder/r.yaml",
      "--format=json",
    ]);
    assertEquals(JSON.parse(stdout).providers[0].args, [
      "--config=/etc/a folder/r.yaml",
    ]);
  });
});

Deno.test("kubelet-config gives no arguments where the config is beside the executable", async () => {
  await withFiles({ "registries.yaml": CONFIG }, async (folder) => {
    const copy = `${folder}/registry-credential-provider`;
    await linkProgram(copy);
    const args = ["kubelet-config", "--format=json"];
    const { stdout } = await execute(copy, args);
    const [provider] = JSON.parse(stdout).providers;
    assertEquals("args" in provider, false);
  });
});

Deno.test("validate finds no fault with what kubelet-config writes", async () => {
  await withFiles({ "registries.yaml": CONFIG }, async (folder) => {
    const own = `--config=${folder}/registries.yaml`;
    const { stdout } = await program(["kubelet-config", own]);
    const kubelet = `${folder}/kubelet.yaml`;
    await Deno.writeTextFile(kubelet, stdout);
    const args = ["--format=json", `--kubelet-config=${kubelet}`];
    const result = await program(["validate", own, ...args]);
    const files = JSON.parse(result.stdout).findings
      .map(({ file }: { file: string }) => file);
    assertEquals(files.filter((file: string) => file === kubelet), []);
    assertEquals(result.code, 0, result.stdout);
  });
});
