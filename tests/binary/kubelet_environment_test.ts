/**
 * `validate` and `doctor` know the variables that the kubelet's file sets.
 * @module
 */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { program, staticConfig, withFiles } from "../kit/program.ts";

const CONFIG = staticConfig("{ username: u, password: { env: TOKEN } }");

const kubelet = (env: string, name = "registry-credential-provider") =>
  `apiVersion: kubelet.config.k8s.io/v1
kind: CredentialProviderConfig
providers:
  - name: ${name}
    apiVersion: credentialprovider.kubelet.k8s.io/v1
    matchImages: [r.example.com]
    defaultCacheDuration: 10m
    args: [--config=FOLDER/registries.yaml]
    env: ${env}
`;

async function validate(
  file: string,
  env: Record<string, string> = {},
): Promise<string> {
  let said = "";
  await withFiles({ "registries.yaml": CONFIG }, async (folder) => {
    const path = `${folder}/kubelet.yaml`;
    await Deno.writeTextFile(path, file.replace("FOLDER", folder));
    const { stdout } = await program([
      "validate",
      `--config=${folder}/registries.yaml`,
      `--kubelet-config=${path}`,
    ], { env });
    said = stdout;
  });
  return said;
}

Deno.test("validate misses no variable that our entry of the kubelet's file sets", async () => {
  const said = await validate(kubelet("[{ name: TOKEN, value: secret }]"));
  assert(!said.includes("TOKEN"), said);
  assertStringIncludes(said, "is valid: 1 registry");
  assert(!said.includes("secret"), said);
});

Deno.test("validate misses a variable that only another entry sets", async () => {
  const said = await validate(
    kubelet("[]") + kubelet("[{ name: TOKEN, value: x }]", "other")
      .split("\n").slice(3).join("\n"),
  );
  assertStringIncludes(said, "the environment variable TOKEN is not set here");
});

Deno.test("validate looks at the value that the kubelet gives, and not at its own", async () => {
  const said = await validate(
    kubelet('[{ name: TOKEN, value: "" }]'),
    { TOKEN: "x" },
  );
  assertStringIncludes(said, "the environment variable TOKEN is empty");
});

Deno.test("doctor misses no variable that our entry of the kubelet's file sets", async () => {
  await withFiles({ "registries.yaml": CONFIG }, async (folder) => {
    const text = kubelet("[{ name: TOKEN, value: secret }]");
    const path = `${folder}/kubelet.yaml`;
    await Deno.writeTextFile(path, text.replace("FOLDER", folder));
    const words = [
      "kubelet",
      `--image-credential-provider-config=${path}`,
      `--image-credential-provider-bin-dir=${folder}`,
    ];
    await Deno.writeTextFile(`${folder}/process`, `${words.join("\0")}\0`);
    const { stdout } = await program([
      "doctor",
      `--kubelet-process=${folder}/process`,
    ]);
    assertStringIncludes(stdout, `${folder}/registries.yaml is valid`);
    assertEquals(/TOKEN|secret\b/.exec(stdout)?.[0], undefined, stdout);
  });
});
