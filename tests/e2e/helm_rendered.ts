/**
 * What Helm renders from the chart, beside what kustomize and the program make.
 * @module
 */
import {
  assert,
  assertEquals,
  assertNotEquals,
  assertStringIncludes,
} from "@std/assert";
import { PROJECT } from "../../tools/paths.ts";
import { type Manifest, manifestsIn, oneOfKind } from "../deploy/kubernetes.ts";
import { PROGRAM, program } from "../kit/program.ts";
import {
  byKind,
  kustomized,
  objectsOf,
  render,
  type Values,
} from "./helm_chart.ts";
import type { Checks } from "./suite.ts";

const CONFIG = await Deno.readTextFile(
  `${PROJECT}/config.examples/registries.yaml`,
);

/** Values that change everything that can be changed. */
export const FULL: Values = {
  config: { registries: CONFIG },
  secrets: { files: { "docker-hub-token": "s3cret\n", ".hidden": "x" } },
  audiences: ["registry.example.com"],
  imagePullSecrets: ["pull"],
  maxUnavailable: "10%",
  spread: 60,
  nodeSelector: { pool: "a" },
  tolerations: [{ key: "a", operator: "Exists" }],
  affinity: {},
  resources: { limits: { memory: "1Gi" } },
};

/** The DaemonSet in each mode, against kustomize. */
export async function checkModes(checks: Checks): Promise<void> {
  await checks.check(
    "the defaults are the base, object by object",
    async () => {
      assertEquals(
        byKind(await objectsOf()),
        byKind(await kustomized("daemonset")),
      );
    },
  );
  for (const mode of ["dry-run", "uninstall"]) {
    await checks.check(`the mode ${mode} is that of the base`, async () => {
      assertEquals(
        byKind(await objectsOf({ mode })),
        byKind(await kustomized(`daemonset/${mode}`)),
      );
    });
  }
  await checks.check("an option follows the mode", async () => {
    const { containers: [container] } = podOf(
      await objectsOf({ option: "--files-only" }),
    );
    assertEquals(container.args, ["install", "--files-only"]);
  });
}

/** The config, the secrets and the right of nodes. */
export async function checkContent(checks: Checks): Promise<void> {
  await checks.check(
    "the config is immutable, and its name tells its content",
    async () => {
      const objects = await objectsOf(FULL);
      const config = oneOfKind(objects, "ConfigMap");
      assertEquals(config["data"], { "registries.yaml": CONFIG });
      assertEquals(config["immutable"], true);
      const [volume] = podOf(objects).volumes;
      assertEquals(volume.configMap.name, config.metadata.name);
      const other = await objectsOf({
        ...FULL,
        config: { registries: `${CONFIG}# changed\n` },
      });
      assertNotEquals(
        oneOfKind(other, "ConfigMap").metadata.name,
        config.metadata.name,
      );
      assertEquals(podOf(other).volumes[1], podOf(objects).volumes[1]);
    },
  );
  await checks.check("so are the secrets", async () => {
    const objects = await objectsOf(FULL);
    const secret = oneOfKind(objects, "Secret");
    assertEquals(secret["data"], {
      "docker-hub-token": btoa("s3cret\n"),
      ".hidden": btoa("x"),
    });
    assertEquals(secret["immutable"], true);
    const [, volume] = podOf(objects).volumes;
    assertEquals(volume.secret.secretName, secret.metadata.name);
    const other = await objectsOf({ ...FULL, secrets: { files: { a: "b" } } });
    assertNotEquals(
      oneOfKind(other, "Secret").metadata.name,
      secret.metadata.name,
    );
  });
  await checks.check(
    "existing ones are mounted, and none is made",
    async () => {
      const objects = await objectsOf({
        config: { existing: "mine" },
        secrets: { existing: "hers" },
      });
      assertEquals(Object.keys(byKind(objects)), ["DaemonSet", "Namespace"]);
      const [config, secrets] = podOf(objects).volumes;
      assertEquals(config.configMap.name, "mine");
      assertEquals(secrets.secret.secretName, "hers");
    },
  );
  await checks.check(
    "the right of nodes is that of kubelet-config --rbac",
    async () => {
      const config = `${PROJECT}/config.examples/token.yaml`;
      const { code, stdout, stderr } = await program(
        ["kubelet-config", "--rbac", "--config", config],
      );
      assertEquals(code, 0, `${PROGRAM}: ${stderr}`);
      const printed = manifestsIn(stdout);
      const audiences = oneOfKind(printed, "ClusterRole")["rules"][0].resources;
      assert(audiences.length > 0);
      const rendered = (await objectsOf({ audiences }))
        .filter(({ kind }) => kind.startsWith("ClusterRole"));
      assertEquals(byKind(rendered), byKind(printed));
    },
  );
}

/** What values change, and those that are refused. */
export async function checkValues(checks: Checks): Promise<void> {
  await checks.check(
    "values change the DaemonSet where they say, and nothing else",
    async () => {
      const base = oneOfKind(await objectsOf(), "DaemonSet");
      const full = oneOfKind(await objectsOf(FULL), "DaemonSet");
      const pod = base.spec.template.spec;
      base.spec.updateStrategy.rollingUpdate.maxUnavailable = "10%";
      pod.imagePullSecrets = [{ name: "pull" }];
      pod.nodeSelector["pool"] = "a";
      pod.tolerations = [{ key: "a", operator: "Exists" }];
      pod.containers[0].resources = { limits: { memory: "1Gi" } };
      pod.containers[0].env.push({ name: "SPREAD", value: "60" });
      pod.volumes = full.spec.template.spec.volumes;
      assertEquals(full, base);
    },
  );
  await checks.check("an image is named by its digest", async () => {
    const image = {
      repository: "registry.example.com/installer",
      digest: `sha256:${"a1".repeat(32)}`,
    };
    const { containers: [container] } = podOf(await objectsOf({ image }));
    assertEquals(container.image, `${image.repository}@${image.digest}`);
  });
  await checks.check("a wrong value is refused", async () => {
    const wrong: readonly Values[] = [
      { modes: "install" },
      { mode: "remove" },
      { mode: "uninstall", option: "--any-host" },
      { image: { digest: "1.2.3" } },
      { image: { tag: "1.2.3" } },
      { audiences: "registry.example.com" },
      { config: { registries: { kind: "RegistryConfig" } } },
      { secrets: { files: { "a/b": "x" } } },
      { maxUnavailable: 0 },
    ];
    for (const values of wrong) {
      const { code, stderr } = await render(values);
      assertNotEquals(code, 0, JSON.stringify(values));
      assertStringIncludes(stderr, "schema");
    }
  });
  await checks.check("a Kubernetes that is too old is refused", async () => {
    const codes = await Promise.all(
      ["1.25.9", "1.26.0", "1.34.1-eks-abc"].map(async (kubernetes) =>
        (await render({}, { kubernetes })).code
      ),
    );
    assertEquals(codes, [1, 0, 0]);
  });
  await checks.check(
    "the namespace of the release is not created a second time",
    async () => {
      const namespace = "registry-credential-provider";
      const { code, stderr } = await render({}, { namespace });
      assertNotEquals(code, 0);
      assertStringIncludes(stderr, "--set namespace.create=false");
      const values = { namespace: { create: false } };
      const { stdout } = await render(values, { namespace });
      const objects = manifestsIn(stdout);
      assertEquals(Object.keys(byKind(objects)), ["DaemonSet"]);
      assertEquals(objects[0]?.metadata.namespace, namespace);
    },
  );
}

// deno-lint-ignore no-explicit-any -- what a pod has depends on its manifest
function podOf(manifests: readonly Manifest[]): any {
  return oneOfKind(manifests, "DaemonSet").spec.template.spec;
}
