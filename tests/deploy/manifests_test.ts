/**
 * The manifests of the DaemonSet are what Kubernetes accepts and what its
 * promises need, and fit the scripts.
 * @module
 */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { PROJECT } from "../../tools/paths.ts";
import {
  type Manifest,
  manifestErrors,
  manifestsOf,
  oneOfKind,
} from "./kubernetes.ts";

const BASE = "deploy/daemonset/base";
const NAME = "registry-credential-provider";
const daemonset = oneOfKind(
  await manifestsOf(`${BASE}/daemonset.yaml`),
  "DaemonSet",
);
const namespace = oneOfKind(
  await manifestsOf(`${BASE}/namespace.yaml`),
  "Namespace",
);
const pod = daemonset.spec.template.spec;
const [container] = pod.containers;
const entrypoint = await read("deploy/daemonset/entrypoint.sh");
const nodeSh = await read("deploy/node/settings.sh") +
  await read("deploy/node/command_line.sh");
const dockerfile = await read("deploy/Dockerfile");

for (const manifest of [daemonset, namespace]) {
  Deno.test(`deploy/daemonset: ${manifest.kind} is valid for Kubernetes`, () => {
    assertEquals(manifestErrors(manifest), []);
  });
}

Deno.test("deploy/daemonset: the check by schema finds what Kubernetes refuses", () => {
  const mistakes: ((copy: Manifest) => void)[] = [
    (copy) => copy.spec.template.spec.hostPid = true,
    (copy) => copy.spec.template.spec.hostPID = "yes",
    (copy) => delete copy.spec.selector,
    (copy) => copy.spec.updateStrategy.rollingUpdate.maxUnavailable = true,
    (copy) => copy.spec.template.spec.containers[0].env[0].value = 1,
    (copy) => delete copy.spec.template.spec.volumes[0].name,
    (copy) => copy.spec.template.spec.volumes[0].configMap.mode = 256,
  ];
  for (const mistake of mistakes) {
    const copy = structuredClone(daemonset);
    mistake(copy);
    assert(manifestErrors(copy).length > 0, mistake.toString());
  }
  assertEquals(manifestErrors({ ...daemonset, apiVersion: "apps/v1beta1" }), [
    "no schema for apps/v1beta1 DaemonSet",
  ]);
});

Deno.test("deploy/daemonset: the selector finds its pods", () => {
  const { labels } = daemonset.spec.template.metadata;
  for (
    const [key, value] of Object.entries(daemonset.spec.selector.matchLabels)
  ) assertEquals(labels[key], value);
});

Deno.test("deploy/daemonset: goes from one node to the next, and waits until it is ready for a while", () => {
  assertEquals(daemonset.spec.updateStrategy, {
    type: "RollingUpdate",
    rollingUpdate: { maxUnavailable: 1, maxSurge: 0 },
  });
  assertEquals(container.readinessProbe.exec.command.at(-1), "ready");
  // A kubelet that has restarted calls a container ready that it has not probed
  // yet (UpdatePodStatus of its prober), and first waits a part of the period.
  const { minReadySeconds } = daemonset.spec;
  assert(minReadySeconds > container.readinessProbe.periodSeconds);
  // The default of one second is less than node.sh status takes.
  assert(container.readinessProbe.timeoutSeconds >= 10);
});

Deno.test("deploy/daemonset: may enter the node, and nothing else", () => {
  assertEquals([pod.hostPID, pod.hostNetwork], [true, true]);
  assertEquals(pod.automountServiceAccountToken, false);
  assertEquals(pod.serviceAccountName, undefined);
  assertEquals(container.securityContext, {
    privileged: true,
    readOnlyRootFilesystem: true,
    runAsUser: 0,
    runAsGroup: 0,
  });
  for (const volume of pod.volumes) assertEquals(volume.hostPath, undefined);
  assertEquals(container.ports, undefined);
  // Only the label of the namespace lets such a pod in.
  assertEquals(
    namespace.metadata.labels?.["pod-security.kubernetes.io/enforce"],
    "privileged",
  );
  assertEquals(daemonset.metadata.namespace, namespace.metadata.name);
});

Deno.test("deploy/daemonset: there is neither a role nor a service account", async () => {
  const kinds = new Set<string>();
  for await (const { name } of Deno.readDir(`${PROJECT}/${BASE}`)) {
    for (const { kind } of await manifestsOf(`${BASE}/${name}`)) {
      kinds.add(kind);
    }
  }
  assertEquals([...kinds].sort(), ["DaemonSet", "Kustomization", "Namespace"]);
});

Deno.test("deploy/daemonset: runs on every Linux node that there is a program for, whatever its taints", () => {
  assertEquals(pod.tolerations, [{ operator: "Exists" }]);
  assertEquals(pod.nodeSelector, { "kubernetes.io/os": "linux" });
  assertEquals(pod.priorityClassName, "system-node-critical");
  const terms = pod.affinity.nodeAffinity
    .requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms;
  assertEquals(terms, [{
    matchExpressions: [{
      key: "kubernetes.io/arch",
      operator: "In",
      values: ["amd64", "arm64"],
    }],
  }]);
});

Deno.test("deploy/daemonset: ends no sooner than node.sh, which may wait for the kubelet twice", () => {
  const [, seconds] = /timeout=\$\{NODE_TIMEOUT:-(\d+)\}/.exec(nodeSh) ?? [];
  assert(Number(seconds) > 0, "the default of NODE_TIMEOUT was not found");
  assert(pod.terminationGracePeriodSeconds >= 2 * Number(seconds));
});

Deno.test("deploy/daemonset: has limits of memory, and room for the program", () => {
  const { requests, limits } = container.resources;
  assert(requests.cpu !== undefined && requests.memory !== undefined);
  assertMatch(limits.memory, /^(?:512|1024)Mi$/);
  // A limit would slow down the check while the kubelet is restarting.
  assertEquals(limits.cpu, undefined);
});

Deno.test("deploy/daemonset: the image is a place holder with a digest, which nobody can pull", () => {
  assertMatch(container.image, /^[a-z-]+@sha256:0{64}$/);
  // A name without a registry is one of Docker's own images, which nobody else publishes.
  assert(!container.image.includes("/"));
});

Deno.test("deploy/daemonset: the volumes are where entrypoint.sh looks for them, and only root reads them", () => {
  const paths = Object.fromEntries(
    container.volumeMounts.map((
      { name, mountPath }: { name: string; mountPath: string },
    ) => [name, mountPath]),
  );
  for (const name of ["config", "secrets", "state"]) {
    const pattern = new RegExp(
      `^${name}=\\$\\{${name.toUpperCase()}:-(.*)\\}$`,
      "m",
    );
    assertEquals(pattern.exec(entrypoint)?.[1], paths[name], name);
  }
  const [config, secrets, state, ...more] = pod.volumes;
  assertEquals(more, []);
  assertEquals(config.configMap.defaultMode, 0o400);
  assertEquals(secrets.secret.defaultMode, 0o400);
  assertEquals(state.emptyDir.medium, "Memory");
  // The messages name what a person has to change.
  for (const name of [config.configMap.name, secrets.secret.secretName]) {
    assert(entrypoint.includes(name), name);
  }
});

Deno.test("deploy/daemonset: the probe and the image have the entrypoint at the same path", () => {
  const [shell, path] = container.readinessProbe.exec.command;
  assert(dockerfile.includes(`ENTRYPOINT ["${shell}", "${path}"]`));
  assert(dockerfile.includes(` ${path.replace(/\/[^/]+$/, "")}/\n`));
  assertEquals(container.command, undefined);
  assertEquals(container.args, ["install"]);
});

Deno.test("deploy/daemonset: the names of the installation are those of node.sh and the README", async () => {
  const [, folder = ""] = /^readonly OWN_FOLDER=(.*)$/m.exec(nodeSh) ?? [];
  assertEquals(folder, "/etc/kubernetes/credential-providers");
  assert((await read("README.md")).includes(`${folder}/registries.yaml`));
  assert((await read("docs/daemonset.md")).includes(`${folder}/`));
  assertMatch(nodeSh, new RegExp(`^readonly NAME=${NAME}$`, "m"));
  assertMatch(entrypoint, new RegExp(`^program=${NAME}$`, "m"));
  // Both keep what they have on a node below one folder.
  assertMatch(nodeSh, /^state=\$root\/var\/lib\/\$NAME\/install$/m);
  assertMatch(entrypoint, /^stage=\$root\/var\/lib\/\$program\/daemonset$/m);
});

function read(path: string): Promise<string> {
  return Deno.readTextFile(`${PROJECT}/${path}`);
}
