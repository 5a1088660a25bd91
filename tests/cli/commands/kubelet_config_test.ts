import { assertEquals, assertRejects } from "@std/assert";
import { run } from "../../../src/cli/commands/kubelet_config.ts";
import { ProviderError } from "../../../src/runtime/errors.ts";
import { decodeKubeletConfig } from "../../../src/kubelet/config.ts";
import { newNotes } from "../../kit/notes.ts";
import { parseYaml } from "../../../src/format/yaml.ts";
import { PROVIDERS } from "../../../providers/table.ts";
import { config } from "../../kit/program.ts";
import { memoryRuntime } from "../../kit/memory_runtime.ts";

const REGISTRIES = `
- { name: a, match: [a.io, "*.b.io"], static: { username: u, password: p } }
- { name: c, match: [a.io, "c.io:5000/x/"], static: { username: u, password: p } }
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
      const { providers, problems } = decodeKubeletConfig(
        await parseYaml(stdout),
      );
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
  const { providers } = decodeKubeletConfig(await parseYaml(stdout));
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
    const { providers } = await parseYaml(stdout) as {
      providers: readonly { apiVersion: string }[];
    };
    assertEquals(
      providers.map(({ apiVersion }) => apiVersion),
      [`credentialprovider.kubelet.k8s.io/${asked ?? "v1beta1"}`],
    );
  }
});

const ACCOUNTS = config(`
- { name: plain, match: [a.io], static: { username: u, password: p } }
- name: ecr
  match: [e.io]
  ecr: { region: eu-west-1, registryId: "123456789012", serviceAccount: { roleAnnotation: x.io/role } }
- name: named
  match: [n.io]
  ecr: { region: eu-west-1, registryId: "123456789012", serviceAccount: { roleAnnotation: x.io/role, audience: n.io } }
`);
const WITH_ACCOUNTS = { "/etc/c.yaml": ACCOUNTS };
const NAME = "registry-credential-provider";

async function ownOf(
  options: { readonly [name: string]: string },
  files: { readonly [path: string]: string } = {},
) {
  const { stdout = "", notice } = await write(options, {
    ...WITH_ACCOUNTS,
    ...files,
  });
  const { providers, problems } = decodeKubeletConfig(await parseYaml(stdout));
  assertEquals(problems, [], stdout);
  return { names: providers.map(({ name }) => name), providers, notice };
}

Deno.test("kubelet-config writes an entry for each audience, which nobody has to tell", async () => {
  const { providers, notice } = await ownOf({});
  const tokens = (audience: string) => ({
    audience,
    cacheType: "ServiceAccount",
    isRequired: true,
    annotationKeys: ["x.io/role"],
  });
  assertEquals(providers, [
    {
      name: NAME,
      matchImages: ["a.io"],
      args: ["--config=/etc/c.yaml", "--no-audience"],
    },
    {
      name: `${NAME}-sts.amazonaws.com`,
      matchImages: ["e.io"],
      args: ["--config=/etc/c.yaml", "--audience=sts.amazonaws.com"],
      tokens: tokens("sts.amazonaws.com"),
    },
    {
      name: `${NAME}-n.io`,
      matchImages: ["n.io"],
      args: ["--config=/etc/c.yaml", "--audience=n.io"],
      tokens: tokens("n.io"),
    },
  ]);
  assertEquals(notice, undefined);
  const given = await ownOf({ "service-account-audience": "given" });
  assertEquals(given.names, [NAME, `${NAME}-given`, `${NAME}-n.io`]);
});

Deno.test("kubelet-config says which rule a kubelet without tokens cannot serve", async () => {
  const told =
    "\"ecr\" (registries[1]) uses the pod's service account, and v1beta1 of the kubelet's API sends none: that needs v1, and Kubernetes 1.34 or newer";
  const old = await ownOf({ "api-version": "v1beta1" });
  assertEquals([old.names, old.notice], [[NAME], told]);
  const file = `apiVersion: kubelet.config.k8s.io/v1beta1
kind: CredentialProviderConfig
`;
  const merged = await ownOf({ "merge-into": "/k.yaml" }, { "/k.yaml": file });
  assertEquals([merged.names, merged.notice], [[NAME], told]);
  for (const option of ["api-version", "service-account-audience"]) {
    const options = { "merge-into": "/k.yaml", [option]: "v1" };
    const error = await assertRejects(
      () => write(options, { ...WITH_ACCOUNTS, "/k.yaml": file }),
      ProviderError,
    );
    assertEquals(error.code, "KUBELET_CONFIG_INVALID");
    assertEquals(error.message.includes("raise its apiVersion"), true);
  }
});

Deno.test("kubelet-config merges every entry, and takes out those that a config no longer needs", async () => {
  const { stdout = "" } = await write({}, WITH_ACCOUNTS);
  const all = await ownOf({ "merge-into": "/k.yaml" }, { "/k.yaml": stdout });
  assertEquals(all.names.length, 3);
  const fewer = await write({ "merge-into": "/k.yaml" }, { "/k.yaml": stdout });
  const { providers } = decodeKubeletConfig(
    await parseYaml(fewer.stdout ?? ""),
  );
  assertEquals(providers.map(({ name }) => name), [NAME]);
});

Deno.test("kubelet-config --rbac prints the right for every audience once", async () => {
  for (const format of ["yaml", "json"]) {
    const { stdout = "" } = await write(
      { rbac: "true", format },
      WITH_ACCOUNTS,
    );
    const documents = format === "json"
      ? JSON.parse(stdout).items
      : await Promise.all(stdout.split("---\n").map(parseYaml));
    const [role, binding, ...more] = documents;
    assertEquals(more, []);
    assertEquals(role.rules[0].resources, ["sts.amazonaws.com", "n.io"]);
    assertEquals([role.kind, binding.kind], [
      "ClusterRole",
      "ClusterRoleBinding",
    ]);
  }
  const given = await write(
    { rbac: "true", "service-account-audience": "given" },
    WITH_ACCOUNTS,
  );
  assertEquals(/- "given"\n +- "n.io"\n/.test(given.stdout ?? ""), true);
});

Deno.test("kubelet-config --rbac prints nothing, and says so, where no right is needed", async () => {
  const { stdout, notice = "" } = await write({ rbac: "true" });
  assertEquals(stdout, "");
  assertEquals(notice.includes("no rule of /etc/c.yaml"), true, notice);
});

Deno.test("kubelet-config --any-host widens the entry without tokens alone", async () => {
  const { providers } = await ownOf({ "any-host": "true" });
  const [plain, ...others] = providers;
  assertEquals(plain?.matchImages.includes("*.*:5000"), true);
  assertEquals(others.map(({ matchImages }) => matchImages), [
    ["e.io"],
    ["n.io"],
  ]);
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
    { "remove-from": "/k", "any-host": "true" },
    { rbac: "true", "merge-into": "/k" },
    { rbac: "true", "any-host": "true" },
    { rbac: "true", "api-version": "v1" },
  ];
  for (const options of table) {
    const error = await assertRejects(() => write(options), ProviderError);
    assertEquals(error.code, "USAGE", JSON.stringify(options));
  }
});
