/**
 * A cluster that `kind` made, and questions to it.
 * @module
 */
import { PROGRAM, type Result } from "../../kit/program.ts";
import { type Lab, must, run } from "./lab.ts";

/** The hosts of the registries, the token services and Keycloak, in the nodes. */
const HOSTS =
  "registry.internal tokens.internal open.internal accounts.internal keycloak.internal";

/** A cluster that runs. */
export interface Cluster {
  readonly name: string;
  /** The names of its nodes: the control plane first, then the workers. */
  readonly nodes: readonly string[];
  /** Runs a shell line on a node, as root. */
  run(node: string, line: string, stdin?: string): Promise<Result>;
  /** As `run`. @throws What it said, where it fails. */
  must(node: string, line: string, stdin?: string): Promise<string>;
  kubectl(args: readonly string[], stdin?: string): Promise<string>;
  /**
   * A target of the Makefile for this cluster, as a person calls it. The program is
   * built already, unless the variables say otherwise.
   */
  make(target: string, ...variables: readonly string[]): Promise<Result>;
}

/** The cluster file of a control plane and so many workers. */
function clusterFile({ image }: Lab, workers: number): string {
  const node = (role: string) => ({ role, image });
  return JSON.stringify({
    kind: "Cluster",
    apiVersion: "kind.x-k8s.io/v1alpha4",
    nodes: [
      node("control-plane"),
      ...Array.from({ length: workers }, () => node("worker")),
    ],
  });
}

/**
 * Creates a cluster of one control plane and two workers, all ready. On a busy
 * machine kubeadm's own timeouts are too short now and then, so it is tried twice.
 */
export async function createCluster(lab: Lab, name: string): Promise<Cluster> {
  const began = Date.now();
  const create = () =>
    must(
      lab,
      [
        "kind",
        "create",
        "cluster",
        `--name=${name}`,
        "--wait=10m",
        "--config=-",
      ],
      clusterFile(lab, 2),
    );
  await create().catch(async (error) => {
    console.log(`  kind did not create it: ${error}`);
    await deleteCluster(lab, name);
    await create();
  });
  const cluster = await clusterOf(lab, name);
  await cluster.kubectl([
    "wait",
    "--for=condition=Ready",
    "nodes",
    "--all",
    "--timeout=5m",
  ]);
  const seconds = Math.round((Date.now() - began) / 1000);
  console.log(`  kind created ${cluster.nodes.join(", ")} in ${seconds} s`);
  return cluster;
}

/** What a cluster consists of, with the versions. */
export async function versionsOf(
  lab: Lab,
  cluster: Cluster,
): Promise<readonly string[]> {
  const kind = await must(lab, ["kind", "version", "--quiet"]);
  const info = JSON.parse(
    await cluster.kubectl(["get", "nodes", "--output=json"]),
  ).items[0].status.nodeInfo as Readonly<Record<string, string>>;
  return [
    `kind ${kind.trim()}`,
    `Kubernetes ${info["kubeletVersion"]?.replace(/^v/, "")}`,
    `${info["containerRuntimeVersion"]?.replace(/:\/\/v?/, " ")}`,
    `${info["osImage"]}`,
  ];
}

/** Deletes a cluster, also one that is there in parts or not at all. */
export async function deleteCluster(lab: Lab, name: string): Promise<void> {
  await run(lab, ["kind", "delete", "cluster", "--name", name]);
}

/** A cluster that is there; its nodes find the registries of the suite. */
export async function clusterOf(lab: Lab, name: string): Promise<Cluster> {
  const listed = await must(lab, ["kind", "get", "nodes", "--name", name]);
  const run_ = (node: string, line: string, stdin = "") =>
    run(lab, ["docker", "exec", "--interactive", node, "sh", "-c", line], {
      stdin,
    });
  const cluster: Cluster = {
    name,
    nodes: listed.trim().split("\n").toSorted(),
    run: run_,
    async must(node, line, stdin = "") {
      const { code, stdout, stderr } = await run_(node, line, stdin);
      if (code !== 0) throw new Error(`${node}: ${line}: ${stderr}${stdout}`);
      return stdout;
    },
    kubectl: (args, stdin = "") =>
      must(lab, ["kubectl", "--context", `kind-${name}`, ...args], stdin),
    make: (target, ...variables) =>
      run(lab, [
        "make",
        "--no-print-directory",
        target,
        `CLUSTER=${name}`,
        "PROVIDER=docker",
        `KIND_PROGRAM=${PROGRAM}`,
        ...variables,
      ]),
  };
  for (const node of cluster.nodes) await introduce(lab, cluster, node);
  // Without it no pod can be created.
  await until(async () => {
    const names = await cluster.kubectl([
      "get",
      "serviceaccounts",
      "--output=name",
    ]);
    return names.includes("/default") ? true : undefined;
  }, () => "there is no default service account");
  return cluster;
}

/** Lets a node find the registries; again after its container was started again. */
export async function introduce(
  lab: Lab,
  cluster: Cluster,
  node: string,
): Promise<void> {
  const gateways = await must(lab, [
    "docker",
    "network",
    "inspect",
    "kind",
    "--format={{range .IPAM.Config}}{{.Gateway}} {{end}}",
  ]);
  const gateway = gateways.split(" ").find((it) => it.includes("."));
  const folders = Object.entries(SERVERS).map(([name, host]) => {
    const folder = `/etc/containerd/certs.d/${name}`;
    return `mkdir -p ${folder} && printf 'server = "http://${host}"\\ncapabilities = ["pull", "resolve"]\\n' >${folder}/hosts.toml`;
  });
  await cluster.must(
    node,
    [
      `grep -q registry.internal /etc/hosts || echo '${gateway} ${HOSTS}' >>/etc/hosts`,
      ...folders,
    ].join("\n"),
  );
}

/** Wants a password. */
export const BASIC = "registry.internal:5000";
/** Wants a bearer token of the token service. */
export const TOKENS = "tokens.internal:5001";
/** Wants a bearer token for a service account. */
export const ACCOUNTS = "accounts.internal:5004";
/** Wants nothing. */
export const OPEN = "open.internal:5002";
/** The same under the name that a Docker takes without TLS, as kind's own recipe has it. */
export const LOCAL = "localhost:5002";
/** Which server has the images of a name. */
const SERVERS: Readonly<Record<string, string>> = {
  [BASIC]: BASIC,
  [TOKENS]: TOKENS,
  [ACCOUNTS]: ACCOUNTS,
  [OPEN]: OPEN,
  [LOCAL]: OPEN,
};

/** Asks again until there is an answer; three minutes at most. */
export async function until<Type>(
  ask: () => Promise<Type | undefined>,
  whyNot: () => string | Promise<string>,
): Promise<Type> {
  for (let tries = 0; tries < 180; tries++) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
  throw new Error(await whyNot());
}
