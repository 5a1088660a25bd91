/**
 * Where `checkNode()` looks, and what it says where it cannot look.
 * @module
 */
import { assertEquals, assertStringIncludes } from "@std/assert";
import type { MemoryFile } from "../kit/memory_runtime.ts";
import {
  check,
  CONFIG,
  CONFIG_FLAG,
  entry,
  FOLDER,
  kubelet,
  NAME,
  program,
  RANCHER,
  running,
} from "../kit/checking.ts";

Deno.test("checkNode() notes which right nodes need, which it cannot look at", async () => {
  const text = `apiVersion: registry-credential-provider/v1
kind: RegistryConfig
registries:
- name: e
  match: [e.io]
  ecr: { region: eu-west-1, registryId: "123456789012", serviceAccount: { roleAnnotation: x.io/role } }
`;
  const tokens = entry({
    name: `${NAME}-sts.amazonaws.com`,
    matchImages: ["e.io"],
    args: ["--audience=sts.amazonaws.com"],
    tokenAttributes: {
      serviceAccountTokenAudience: "sts.amazonaws.com",
      cacheType: "ServiceAccount",
      requireServiceAccount: true,
      optionalServiceAccountAnnotationKeys: ["x.io/role"],
    },
  });
  const { wrong, text: said } = await check(running(), {
    [`${FOLDER}/registries.yaml`]: text,
    [`${FOLDER}/kubelet.yaml`]: kubelet(tokens),
    [`${FOLDER}/${NAME}-sts.amazonaws.com`]: {
      link: `${FOLDER}/${NAME}`,
    },
  });
  assertEquals(wrong, ["note audience"]);
  assertEquals(said.includes("gets tokens for sts.amazonaws.com only"), true);
  assertEquals(said.includes("the kubelet's log names the audience"), true);
});

Deno.test("checkNode() takes the config that the kubelet's entry names, or the one that is asked for", async () => {
  const files = {
    [`${FOLDER}/kubelet.yaml`]: kubelet(
      entry({ args: ["--config", "/b.yaml"] }),
    ),
    "/b.yaml": CONFIG,
    "/c.yaml": CONFIG.replace("docker.io", "c.io"),
  };
  assertEquals((await check(running(), files)).wrong, []);
  const { text } = await check(running(), files, "/c.yaml");
  assertStringIncludes(text, "/c.yaml: registries[0].match[0]");
});

Deno.test("checkNode() looks for the config as the program does that the kubelet runs", async () => {
  const words = [CONFIG_FLAG, "--image-credential-provider-bin-dir=/opt/bin"];
  const look = (change: { readonly [path: string]: MemoryFile }) =>
    check(running(words), { [`/opt/bin/${NAME}`]: program, ...change });
  // Behind the place beside the program comes that of a node.
  assertEquals((await look({})).wrong, []);
  const other = CONFIG.replace("docker.io", "c.io");
  const { text } = await look({ "/opt/bin/registries.yaml": other });
  assertStringIncludes(text, "/opt/bin/registries.yaml: registries[0].match");
  const linked = await look({
    [`/opt/bin/${NAME}`]: { link: `/usr/local/bin/${NAME}` },
    [`/usr/local/bin/${NAME}`]: program,
    "/usr/local/bin/registries.yaml": other,
  });
  assertStringIncludes(linked.text, "/usr/local/bin/registries.yaml: ");
  const value = "/b.yaml";
  const named = await look({
    [`${FOLDER}/kubelet.yaml`]: kubelet(
      entry({ env: [{ name: "REGISTRY_CREDENTIAL_PROVIDER_CONFIG", value }] }),
    ),
    [value]: other,
  });
  assertStringIncludes(named.text, "/b.yaml: registries[0].match");
});

Deno.test("checkNode() warns of an entry whose arguments the program refuses", async () => {
  const args = [`--config ${FOLDER}/registries.yaml`];
  const { text, wrong } = await check(running(), {
    [`${FOLDER}/kubelet.yaml`]: kubelet(entry({ args })),
  });
  assertEquals(wrong, ["warning kubelet config"]);
  assertStringIncludes(text, `provider ${NAME}, args no image gets an answer`);
  assertStringIncludes(text, "--config has a space after it");
});

Deno.test("checkNode() knows the places of k3s and RKE2 where both are there", async () => {
  for (const name of ["/usr/local/bin/k3s server", "/opt/rke2/bin/rke2"]) {
    const k3s = running([], {}, name);
    const sound = {
      [`${RANCHER}/config.yaml`]: kubelet(entry()),
      [`${RANCHER}/bin`]: { kind: "directory" },
      [`${RANCHER}/bin/${NAME}`]: program,
      [`${RANCHER}/bin/registries.yaml`]: CONFIG,
    } as const;
    const { wrong, checks, text } = await check(k3s, sound);
    assertEquals(wrong, [], text);
    assertStringIncludes(checks[0]?.message ?? "", `${RANCHER}/config.yaml`);
    const missing = await check(k3s, {
      ...sound,
      [`${RANCHER}/config.yaml`]: { kind: "directory" },
      "/opt/registries.yaml": CONFIG,
    });
    assertEquals(missing.wrong, ["error flags"]);
  }
});

Deno.test("checkNode() reads the flags of MicroK8s where kubelite does", async () => {
  const folder = "/var/snap/microk8s/8000";
  const args = `${folder}/args/kubelet`;
  const kubelite = running([`--kubelet-args-file=${args}`]);
  const files = {
    [`${folder}/credentials.yaml`]: kubelet(entry()),
    [`${folder}/bin/${NAME}`]: program,
  };
  const flags = `--kubeconfig=\${SNAP_DATA}/client.config
--image-credential-provider-config="\${SNAP_DATA}/credentials.yaml"
--image-credential-provider-bin-dir $SNAP_DATA/bin
`;
  const found = await check(kubelite, { ...files, [args]: flags });
  assertEquals(found.wrong, [], found.text);
  const { text, wrong } = await check(kubelite, { ...files, [args]: "--v=2" });
  assertEquals(wrong[0], "error flags");
  assertStringIncludes(text, `add both to ${args} and restart the kubelet`);
});

Deno.test("checkNode() says that no kubelet runs here, and still checks the config that is given", async () => {
  const path = `${FOLDER}/registries.yaml`;
  const { wrong, checks } = await check(undefined, {}, path);
  assertEquals(wrong, ["warning kubelet"]);
  const whats = checks.map(({ what }) => what);
  assertEquals(whats, ["kubelet", "config", "secrets", "access"]);
});

Deno.test("checkNode() does not call a node sound whose kubelet it could not look at", async () => {
  const { wrong, text } = await check(undefined, {
    "/var/lib/kubelet/config.yaml": "",
  }, `${FOLDER}/registries.yaml`);
  assertEquals(wrong, ["error kubelet"]);
  assertStringIncludes(text, "as root, run: for c in $(grep");
});
