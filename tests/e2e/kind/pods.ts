/**
 * Pods of a cluster, and what becomes of them.
 * @module
 */
import { type Cluster, until } from "./cluster.ts";

/** A pod with one container, whose image is pulled each time. */
export interface Pod {
  readonly name: string;
  readonly image: string;
  /** The node on which it has to run. */
  readonly node: string;
  readonly namespace?: string;
  readonly serviceAccount?: string;
}

/** What the kubelet says of the only container of a pod. */
export interface State {
  readonly running?: unknown;
  readonly waiting?: { readonly reason: string; readonly message?: string };
}

/** The manifest of a pod. */
export function manifestOf(
  { name, image, node, namespace = "default", serviceAccount = "default" }: Pod,
): string {
  return JSON.stringify({
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name, namespace },
    spec: {
      nodeName: node,
      serviceAccountName: serviceAccount,
      automountServiceAccountToken: false,
      terminationGracePeriodSeconds: 0,
      containers: [{ name: "app", image, imagePullPolicy: "Always" }],
    },
  });
}

/** Creates a pod; one of this name that is there goes first. */
export async function addPod(cluster: Cluster, pod: Pod): Promise<void> {
  await removePod(cluster, pod);
  await cluster.kubectl(["create", "--filename=-"], manifestOf(pod));
}

/** Removes a pod, and waits until it is gone. */
export async function removePod(
  cluster: Cluster,
  { name, namespace = "default" }: Pick<Pod, "name" | "namespace">,
): Promise<void> {
  await cluster.kubectl([
    "delete",
    "pod",
    name,
    `--namespace=${namespace}`,
    "--ignore-not-found",
    "--timeout=2m",
  ]);
}

/** The state of a pod, as soon as it is as wanted. */
export async function waitFor(
  cluster: Cluster,
  { name, namespace = "default" }: Pick<Pod, "name" | "namespace">,
  is: (state: State) => boolean,
): Promise<State> {
  let last: State = {};
  return await until(async () => {
    const text = await cluster.kubectl([
      "get",
      "pod",
      name,
      `--namespace=${namespace}`,
      "--output=json",
    ]);
    last = JSON.parse(text).status.containerStatuses?.[0]?.state ?? {};
    return is(last) ? last : undefined;
  }, () => `the pod ${name} is ${JSON.stringify(last)}`);
}

/** Waits until a pod runs. */
export async function waitUntilRunning(
  cluster: Cluster,
  pod: Pick<Pod, "name" | "namespace">,
): Promise<void> {
  await waitFor(cluster, pod, ({ running }) => running !== undefined);
}

/** Waits until the image of a pod is refused, and gives what a person sees. */
export async function refusalOf(
  cluster: Cluster,
  pod: Pick<Pod, "name" | "namespace">,
): Promise<string> {
  // After the first failure the message alternates with "Back-off pulling image".
  const { waiting } = await waitFor(
    cluster,
    pod,
    ({ waiting }) => /rpc error|failed to/.test(waiting?.message ?? ""),
  );
  return waiting?.message ?? "";
}
