/**
 * The examples for kubelets, clusters and pods work as they stand.
 * @module
 */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { parse } from "@std/yaml/parse";
import { decodeKubeletConfig } from "../../src/kubelet/config.ts";
import { parseYaml } from "../../src/format/yaml.ts";
import { PROJECT } from "../../tools/paths.ts";
import { program } from "../kit/program.ts";
import { manifestErrors, manifestsOf, oneOfKind } from "./kubernetes.ts";

const FOLDER = "/etc/kubernetes/credential-providers";
const EXAMPLES = `${PROJECT}/config.examples`;

/** Each example of the kubelet's config, with the config that it belongs to. */
const KUBELET_CONFIGS = {
  "kubelet-config.yaml": "registries.yaml",
  "kubelet-config-service-accounts.yaml": "jwt.yaml",
};

for (const [name, config] of Object.entries(KUBELET_CONFIGS)) {
  Deno.test(`config.examples/${name}: a kubelet accepts it`, async () => {
    const value = parse(await text(name), { schema: "core" });
    assertEquals(decodeKubeletConfig(value).problems, []);
  });

  Deno.test(`config.examples/${name}: belongs to ${config}`, async () => {
    const found = await findings(name, config);
    assertEquals(found.filter(({ severity }) => severity === "error"), []);
    // Of the kubelet's file only this is said: on the node the path is another.
    const aboutIt = found.filter(({ file }) => file.endsWith(name));
    assert(aboutIt.length > 0);
    for (const { message } of aboutIt) {
      assertMatch(
        message,
        /^--config is \/etc\/kubernetes\/credential-providers\/registries\.yaml, which is not the file checked here$/,
      );
    }
  });
}

Deno.test("config.examples/kubelet-config.yaml: has the entry that kubelet-config writes, and env for its secrets", async () => {
  const { code, stdout } = await program([
    "kubelet-config",
    `--config=${EXAMPLES}/registries.yaml`,
    `--config-on-node=${FOLDER}/registries.yaml`,
  ]);
  assertEquals(code, 0);
  const shown = await kubeletConfig("kubelet-config.yaml");
  const [entry, ...more] = shown.providers;
  const { env, ...rest } = entry ?? {};
  assertEquals(more, []);
  assertEquals({ ...shown, providers: [rest] }, parse(stdout));
  const used = [...(await text("registries.yaml")).matchAll(/env: (\w+)/g)]
    .map(([, variable]) => variable);
  assert(used.length > 0);
  assertEquals(env?.map((one) => one.name).toSorted(), used.toSorted());
});

Deno.test("config.examples/kubelet-config-service-accounts.yaml: sends tokens to the rule that needs them only", async () => {
  const { providers } = await kubeletConfig(
    "kubelet-config-service-accounts.yaml",
  );
  const rules = parse(await text("jwt.yaml")) as {
    registries: { match: string[]; jwt: { subject?: string } }[];
  };
  const needing = rules.registries
    .filter(({ jwt }) => jwt.subject?.includes("${serviceAccount."))
    .flatMap(({ match }) => match);
  const others = rules.registries.flatMap(({ match }) => match)
    .filter((pattern) => !needing.includes(pattern));
  assert(needing.length > 0 && others.length > 0);
  const [plain, tokens] = providers;
  assertEquals(plain?.matchImages, others);
  assertEquals(plain?.tokenAttributes, undefined);
  assertEquals(tokens?.matchImages, needing);
  // Kubernetes 1.34 requires all three.
  assertEquals(Object.keys(tokens?.tokenAttributes ?? {}).toSorted(), [
    "cacheType",
    "requireServiceAccount",
    "serviceAccountTokenAudience",
  ]);
  const written = await program([
    "kubelet-config",
    `--config=${EXAMPLES}/jwt.yaml`,
    `--config-on-node=${FOLDER}/registries.yaml`,
    "--service-account-audience=registry.example.com",
  ]);
  assertEquals(
    parse(await text("kubelet-config-service-accounts.yaml")),
    parse(written.stdout),
  );
  // The second name is a symbolic link, which the comment makes.
  assert(
    (await text("kubelet-config-service-accounts.yaml"))
      .includes(`\n#   ln -s ${plain?.name} ${tokens?.name}\n`),
  );
});

Deno.test("config.examples/rbac-service-account-tokens.yaml: gives the nodes the right to ask for that audience", async () => {
  const manifests = await manifestsOf(
    "config.examples/rbac-service-account-tokens.yaml",
  );
  for (const manifest of manifests) assertEquals(manifestErrors(manifest), []);
  const { providers } = await kubeletConfig(
    "kubelet-config-service-accounts.yaml",
  );
  const audiences = providers.flatMap(({ tokenAttributes }) =>
    tokenAttributes?.serviceAccountTokenAudience ?? []
  );
  const role = oneOfKind(manifests, "ClusterRole");
  // The node restriction of the API server asks for this verb, with the audience
  // as the resource of the core group.
  assertEquals(role["rules"], [{
    apiGroups: [""],
    resources: audiences,
    verbs: ["request-serviceaccounts-token-audience"],
  }]);
  const binding = oneOfKind(manifests, "ClusterRoleBinding");
  assertEquals(binding["roleRef"], {
    apiGroup: "rbac.authorization.k8s.io",
    kind: "ClusterRole",
    name: role.metadata.name,
  });
  assertEquals(binding["subjects"], [{
    kind: "Group",
    apiGroup: "rbac.authorization.k8s.io",
    name: "system:nodes",
  }]);
});

Deno.test("config.examples/pod.yaml: pulls an image that registries.yaml has credentials for, always and without a pull secret", async () => {
  const manifests = await manifestsOf("config.examples/pod.yaml");
  const pod = oneOfKind(manifests, "Pod");
  assertEquals(manifests.length, 1);
  assertEquals(manifestErrors(pod), []);
  assertEquals(pod.spec.imagePullSecrets, undefined);
  const [container, ...more] = pod.spec.containers;
  assertEquals(more, []);
  // An image that is on the node would prove nothing.
  assertEquals(container.imagePullPolicy, "Always");
  const { code } = await program([
    "explain",
    container.image,
    `--config=${EXAMPLES}/registries.yaml`,
  ]);
  assertEquals(code, 0);
});

Deno.test("config.examples/kind-cluster.yaml: gives every node the files, and both kinds of nodes the flags", async () => {
  const cluster = await parseYaml(await text("kind-cluster.yaml")) as {
    kind: string;
    apiVersion: string;
    nodes: { role: string; extraMounts: unknown[] }[];
    kubeadmConfigPatches: string[];
  };
  assertEquals(
    [cluster.kind, cluster.apiVersion],
    ["Cluster", "kind.x-k8s.io/v1alpha4"],
  );
  const roles = cluster.nodes.map(({ role }) => role);
  assertEquals([...new Set(roles)].sort(), ["control-plane", "worker"]);
  for (const { role, extraMounts } of cluster.nodes) {
    assertEquals(extraMounts, [{
      hostPath: "./credential-providers",
      containerPath: FOLDER,
      readOnly: true,
    }], role);
  }
  // A patch with an apiVersion is dropped where it is another than kubeadm's; a
  // list of flags fits v1beta4 only.
  const flags = {
    "image-credential-provider-config": `${FOLDER}/kubelet.yaml`,
    "image-credential-provider-bin-dir": FOLDER,
  };
  assertEquals(
    await Promise.all(cluster.kubeadmConfigPatches.map(parseYaml)),
    ["InitConfiguration", "JoinConfiguration"].map((kind) => ({
      kind,
      nodeRegistration: { kubeletExtraArgs: flags },
    })),
  );
});

Deno.test("config.examples: every file has a test", async () => {
  const checked = [
    ...Object.keys(KUBELET_CONFIGS),
    "rbac-service-account-tokens.yaml",
    "pod.yaml",
    "kind-cluster.yaml",
  ];
  for await (const { name } of Deno.readDir(EXAMPLES)) {
    // tests/docs/config_examples_test.ts checks these.
    if (/^kind: RegistryConfig$/m.test(await text(name))) continue;
    assert(checked.includes(name), name);
  }
});

interface KubeletConfig {
  readonly providers: readonly {
    readonly name?: string;
    readonly matchImages?: readonly string[];
    readonly env?: readonly { readonly name: string }[];
    readonly tokenAttributes?: { readonly serviceAccountTokenAudience: string };
  }[];
}

async function kubeletConfig(name: string): Promise<KubeletConfig> {
  return parse(await text(name)) as KubeletConfig;
}

function text(name: string): Promise<string> {
  return Deno.readTextFile(`${EXAMPLES}/${name}`);
}

async function findings(
  kubeletConfig: string,
  config: string,
): Promise<readonly { severity: string; file: string; message: string }[]> {
  const { code, stdout } = await program([
    "validate",
    `--config=${EXAMPLES}/${config}`,
    `--kubelet-config=${EXAMPLES}/${kubeletConfig}`,
    "--format=json",
  ]);
  assertEquals(code, 0, stdout);
  return JSON.parse(stdout).findings;
}
