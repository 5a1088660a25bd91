/**
 * A node with a real kubelet and Debian's containerd, in a container with
 * systemd, without an API server and without a network.
 * @module
 */
import { PROJECT } from "../../tools/paths.ts";
import { execute, PROGRAM, type Result } from "../kit/program.ts";

/** The name of the image of a node, as long as the test runs. */
export const IMAGE = "registry-credential-provider-e2e-kubelet";

/** How a node's containers are started. */
export interface Host {
  /** A Docker daemon; empty for the one that answers by itself. */
  readonly dockerHost: string;
  /** Layout of an image that waits, as an archive of tar. */
  readonly pause: Uint8Array;
}

/** What the kubelet says of the only container of a pod. */
export interface State {
  readonly running?: unknown;
  readonly waiting?: { readonly reason: string; readonly message?: string };
}

/** A node that runs. */
export interface Node {
  /** Runs a shell line on it, as root. */
  run(line: string, stdin?: string | Uint8Array): Promise<Result>;
  /** As `run`. @throws Where it fails, with what it said. */
  must(line: string, stdin?: string | Uint8Array): Promise<string>;
  /** Lets a static pod of this name pull this image. */
  addPod(name: string, image: string): Promise<void>;
  removePods(): Promise<void>;
  /** The state of a pod, as soon as it is as wanted. @throws After a minute. */
  waitFor(name: string, is: (state: State) => boolean): Promise<State>;
  /** Everything that the kubelet has said. */
  log(): Promise<string>;
  /** The identifier of its first process. */
  pid(): Promise<number>;
}

// As systemd needs it. --privileged asks for capabilities that a virtual machine
// may not have.
const OPTIONS = [
  "--detach",
  "--hostname=node-1",
  "--cap-add=SYS_ADMIN",
  "--cap-add=NET_ADMIN",
  "--cap-add=SYS_PTRACE",
  "--cap-add=SYSLOG",
  "--security-opt=seccomp=unconfined",
  "--security-opt=apparmor=unconfined",
  "--security-opt=systempaths=unconfined",
  "--device=/dev/kmsg",
  "--tmpfs=/run",
  "--tmpfs=/tmp",
  "--volume=/var",
  "--volume=/sys/fs/cgroup:/sys/fs/cgroup:rw",
  "--cgroupns=host",
  "--network=none",
  "--stop-signal=SIGRTMIN+3",
  "--add-host=registry.internal:127.0.0.1",
  "--add-host=tokens.internal:127.0.0.1",
  `--volume=${PROGRAM}:/root/registry-credential-provider:ro`,
  `--volume=${PROJECT}/dist/node.sh:/root/node.sh:ro`,
];

/** Runs a test on a node with this kubelet, which is healthy. */
export async function withNode(
  kubelet: string,
  { dockerHost, pause }: Host,
  test: (node: Node) => Promise<void>,
): Promise<void> {
  const env: Record<string, string> = { PATH: Deno.env.get("PATH") ?? "" };
  if (dockerHost !== "") env["DOCKER_HOST"] = dockerHost;
  const docker = (args: readonly string[], stdin?: string | Uint8Array) =>
    execute("docker", args, stdin === undefined ? { env } : { env, stdin });
  const started = await docker([
    "run",
    ...OPTIONS,
    `--volume=${kubelet}:/usr/bin/kubelet:ro`,
    IMAGE,
  ]);
  if (started.code !== 0) throw new Error(started.stderr);
  const id = started.stdout.trim();
  const node = nodeOf(id, docker);
  try {
    await until(
      async () => {
        const health = await node.run("curl -fs 127.0.0.1:10248/healthz");
        return health.stdout === "ok" ? true : undefined;
      },
      async () =>
        `the kubelet is not healthy: ${(await node.log()).slice(-3000)}`,
    );
    await node.must(
      "ctr -n k8s.io images import --base-name localhost/pause -",
      pause,
    );
    await test(node);
  } finally {
    // Containers that do not end go with the node.
    await node.removePods().catch(() => {});
    // The host's control groups are the node's, too; those of others are not empty.
    await node.run("rmdir /sys/fs/cgroup/*/k8s.io /sys/fs/cgroup/k8s.io");
    await docker(["rm", "--force", "--volumes", id]);
  }
}

type Docker = (
  args: readonly string[],
  stdin?: string | Uint8Array,
) => Promise<Result>;

const MANIFESTS = "/etc/kubernetes/manifests";

function nodeOf(id: string, docker: Docker): Node {
  const run = (line: string, stdin?: string | Uint8Array) =>
    docker(["exec", "--interactive", id, "sh", "-c", line], stdin);
  const must = async (line: string, stdin?: string | Uint8Array) => {
    const { code, stdout, stderr } = await run(line, stdin);
    if (code !== 0) throw new Error(`${line}: ${stderr}${stdout}`);
    return stdout;
  };
  const stateOf = async (name: string): Promise<State | undefined> => {
    const { stdout } = await run("curl -fs 127.0.0.1:10255/pods");
    if (stdout === "") return undefined;
    const { items } = JSON.parse(stdout) as PodList;
    return items?.find(({ metadata }) => metadata.name === `${name}-node-1`)
      ?.status.containerStatuses?.[0]?.state;
  };
  return {
    run,
    must,
    async addPod(name, image) {
      const container = { name: "app", image, imagePullPolicy: "Always" };
      const pod = {
        apiVersion: "v1",
        kind: "Pod",
        metadata: { name, namespace: "default" },
        // There is no network plugin.
        spec: { hostNetwork: true, containers: [container] },
      };
      // The kubelet reads what does not begin with a dot.
      const file = `${MANIFESTS}/${name}.yaml`;
      const text = JSON.stringify(pod);
      await must(`cat >/tmp/pod && mv /tmp/pod ${file}`, text);
    },
    async removePods() {
      await run(`rm -f ${MANIFESTS}/*`);
      await until(
        async () => {
          const { stdout } = await run("ctr -n k8s.io tasks ls -q");
          return stdout === "" ? true : undefined;
        },
        () => Promise.resolve("the containers do not end"),
      );
    },
    async waitFor(name, is) {
      let last: State | undefined;
      return await until(async () => {
        last = await stateOf(name);
        return last !== undefined && is(last) ? last : undefined;
      }, () => Promise.resolve(`${name} is ${JSON.stringify(last)}`));
    },
    async log() {
      return (await run("journalctl --unit=kubelet --output=cat")).stdout;
    },
    async pid() {
      const format = "--format={{.State.Pid}}";
      return Number((await docker(["inspect", format, id])).stdout);
    },
  };
}

interface PodList {
  readonly items:
    | readonly {
      readonly metadata: { readonly name: string };
      readonly status: {
        readonly containerStatuses?: readonly { readonly state: State }[];
      };
    }[]
    | null;
}

/** Asks again until there is an answer; a minute and a half at most. */
async function until<Type>(
  ask: () => Promise<Type | undefined>,
  whyNot: () => Promise<string>,
): Promise<Type> {
  for (let tries = 0; tries < 180; tries++) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  throw new Error(await whyNot());
}
