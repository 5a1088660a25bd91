import { assertEquals, assertRejects } from "@std/assert";
import { run } from "../../../src/cli/commands/kubelet_config.ts";
import { ProviderError } from "../../../src/runtime/errors.ts";
import { decodeKubeletConfig } from "../../../src/kubelet/config.ts";
import { newNotes } from "../../../src/lookup/notes.ts";
import { parseYaml } from "../../../src/format/yaml.ts";
import { PROVIDERS } from "../../../providers/table.ts";
import { config } from "../../kit/program.ts";
import { memoryRuntime } from "../../kit/memory_runtime.ts";

const REGISTRIES = `
- { name: a, match: [a.io, "*.b.io"], static: {} }
- { name: c, match: [a.io, "c.io:5000/x/"], static: {} }
`;

function write(
  options: { readonly [name: string]: string } = {},
  files: { readonly [path: string]: string } = {},
) {
  return run({ positionals: [], options }, {
    providers: PROVIDERS,
    runtime: memoryRuntime({
      files: { "/etc/c.yaml": config(REGISTRIES), ...files },
    }),
    configPath: "/etc/c.yaml",
    defaultConfigPath: "/bin/registries.yaml",
    filesWithin: undefined,
    notes: newNotes(),
    readInput: () => Promise.reject(new Error("nothing is read")),
  });
}

Deno.test("kubelet-config writes what the kubelet accepts, in every version and format", async () => {
  for (const version of ["v1", "v1beta1", "v1alpha1"]) {
    for (const format of ["yaml", "json"]) {
      const { stdout = "" } = await write({ format, "api-version": version });
      const { providers, problems } = decodeKubeletConfig(parseYaml(stdout));
      assertEquals(problems, [], stdout);
      assertEquals(providers, [{
        name: "registry-credential-provider",
        matchImages: ["a.io", "*.b.io", "c.io:5000/x/"],
        args: ["--config=/etc/c.yaml"],
      }], stdout);
    }
  }
});

Deno.test("kubelet-config leaves out the path that the program finds by itself", async () => {
  const { stdout = "" } = await write({
    "config-on-node": "/bin/registries.yaml",
  });
  const { providers } = decodeKubeletConfig(parseYaml(stdout));
  assertEquals(providers[0]?.args, []);
});

Deno.test("kubelet-config refuses a relative path on the node", async () => {
  const error = await assertRejects(
    () => write({ "config-on-node": "registries.yaml" }),
    ProviderError,
  );
  assertEquals(error.code, "USAGE");
});

Deno.test("kubelet-config takes the version of the file that it merges into", async () => {
  const text = `apiVersion: kubelet.config.k8s.io/v1beta1
kind: CredentialProviderConfig
`;
  for (const asked of [undefined, "v1"]) {
    const { stdout = "" } = await write({
      "merge-into": "/k.yaml",
      ...asked === undefined ? {} : { "api-version": asked },
    }, { "/k.yaml": text });
    const { providers } = parseYaml(stdout) as {
      providers: readonly { apiVersion: string }[];
    };
    assertEquals(
      providers.map(({ apiVersion }) => apiVersion),
      [`credentialprovider.kubelet.k8s.io/${asked ?? "v1beta1"}`],
    );
  }
});

Deno.test("kubelet-config refuses an annotation that Kubernetes does not allow", async () => {
  const error = await assertRejects(
    () =>
      write({ "service-account-audience": "aud" }, {
        "/etc/c.yaml": config(`- name: e
  match: [e.io]
  ecr: { serviceAccount: { roleAnnotation: "not a key" } }
`),
      }),
    ProviderError,
  );
  assertEquals(error.code, "CONFIG_INVALID");
  assertEquals(error.message.includes("not a key"), false);
});

Deno.test("kubelet-config refuses options that mean nothing together", async () => {
  const table: readonly { readonly [name: string]: string }[] = [
    { "merge-into": "/k", format: "json" },
    { "remove-from": "/k", "merge-into": "/k" },
    { "remove-from": "/k", format: "json" },
    { "remove-from": "/k", "config-on-node": "/c" },
    { "remove-from": "/k", "api-version": "v1" },
    { "remove-from": "/k", "service-account-audience": "aud" },
    { "service-account-audience": "aud", "api-version": "v1beta1" },
  ];
  for (const options of table) {
    const error = await assertRejects(() => write(options), ProviderError);
    assertEquals(error.code, "USAGE", JSON.stringify(options));
  }
});
