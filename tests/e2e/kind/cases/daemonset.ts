/**
 * The DaemonSet, by the commands and files of docs/daemonset.md.
 * @module
 */
import {
  assert,
  assertEquals,
  assertMatch,
  assertStringIncludes,
} from "@std/assert";
import { PROJECT } from "../../../../tools/paths.ts";
import { cacheFolder } from "../../suite.ts";
import { OPEN } from "../cluster.ts";
import { KIND_IMAGE, must, run } from "../lab.ts";
import {
  assertUnchanged,
  failed,
  onEach,
  pullsOnEachNode,
  snapshots,
  succeeded,
  type World,
} from "../world.ts";

const IMAGE = "registry-credential-provider-installer:e2e";
const NAMESPACE = "registry-credential-provider";
const DAEMONSET = "daemonset/registry-credential-provider";

/** Dry run, roll-out, a node that joins, a broken config and its correction, removal. */
export async function daemonset(world: World): Promise<void> {
  const { cluster } = world;
  const before = await snapshots(world);
  const digest = await publish(world);
  const folder = await writeOverlay(world, digest);
  await apply(world, folder);
  await rollsOut(world);
  const logs = await cluster.kubectl([
    "logs",
    `--namespace=${NAMESPACE}`,
    "--selector=app.kubernetes.io/name=registry-credential-provider",
    "--tail=-1",
  ]);
  assertStringIncludes(logs, "--image-credential-provider-config=");

  // The last node is away while the others are done.
  const [late = ""] = cluster.nodes.slice(-1);
  await cluster.must(late, "systemctl stop kubelet");
  await cluster.kubectl(["delete", "node", late]);
  await edit(folder, /\/daemonset\/dry-run$/m, "/daemonset");
  await apply(world, folder);
  await rollsOut(world);
  await followEachOther(world);
  await cluster.must(late, "systemctl start kubelet");
  // Before the controller has seen the node, the roll-out reads as complete.
  await cluster.kubectl([
    "wait",
    DAEMONSET,
    `--namespace=${NAMESPACE}`,
    `--for=jsonpath={.status.desiredNumberScheduled}=${cluster.nodes.length}`,
    "--timeout=3m",
  ]);
  await rollsOut(world);
  await pullsOnEachNode(world);

  await brokenConfigStops(world, folder);
  await pullsOnEachNode(world);

  await uninstall(world, folder);
  assertUnchanged(await snapshots(world), before);
}

/** Takes it off the nodes, and away, with an overlay that has installed it. */
export async function uninstall(world: World, folder: string): Promise<void> {
  await edit(folder, /\/daemonset$/m, "/daemonset/uninstall");
  await apply(world, folder);
  await rollsOut(world);
  await world.cluster.kubectl(["delete", "-k", folder, "--timeout=5m"]);
}

/**
 * The variable of `make image` with a base that needs no registry of images; none
 * where the usual one is to be had.
 */
export async function baseImage(
  { lab }: World,
): Promise<Readonly<Record<string, string>>> {
  if (KIND_IMAGE !== "") return {};
  const base = "registry-credential-provider-e2e/base:latest";
  const script = `${PROJECT}/tests/e2e/kind/base_image.sh`;
  const env = { CACHE: cacheFolder() ?? "" };
  succeeded(await run(lab, ["sh", script, base], { env }));
  return { BASE: base };
}

/** Builds the image, puts it into the open registry, and gives its digest. */
export async function publish(world: World): Promise<string> {
  const { lab } = world;
  const words = ["make", "--no-print-directory", "image", `IMAGE=${IMAGE}`];
  succeeded(await run(lab, words, { env: await baseImage(world) }));
  const file = `${lab.folder}/digest`;
  const daemon = lab.env["DOCKER_HOST"];
  await must(lab, [
    "skopeo",
    "copy",
    "--insecure-policy",
    "--dest-tls-verify=false",
    `--digestfile=${file}`,
    ...daemon === undefined ? [] : [`--src-daemon-host=${daemon}`],
    `docker-daemon:${IMAGE}`,
    "docker://127.0.0.1:5002/installer:1",
  ]);
  return await Deno.readTextFile(file);
}

/** The overlay of the document, with this image and these files. */
async function writeOverlay(
  { lab, files }: World,
  digest: string,
): Promise<string> {
  const text = await Deno.readTextFile(`${PROJECT}/docs/daemonset.md`);
  const [, overlay = ""] =
    /```yaml\n# my-cluster\/kustomization\.yaml\n(apiVersion: [\s\S]*?)```/
      .exec(text) ?? [];
  const folder = `${lab.folder}/my-cluster`;
  await Deno.mkdir(folder);
  // kustomize takes a base by a relative path only.
  await Deno.symlink(PROJECT, `${lab.folder}/registry-credential-provider`);
  const own = overlay
    .replace(/newName: .*/, `newName: ${OPEN}/installer`)
    .replace(/digest: .*/, `digest: ${digest}`)
    .replace("files: [harbor-password]", "files: [password, node.pem]");
  await Deno.writeTextFile(`${folder}/kustomization.yaml`, own);
  await Deno.copyFile(files.config, `${folder}/registries.yaml`);
  for (const name of ["password", "node.pem"]) {
    await Deno.copyFile(`${files.secrets}/${name}`, `${folder}/${name}`);
  }
  return folder;
}

async function edit(folder: string, what: RegExp, to: string): Promise<void> {
  const file = `${folder}/kustomization.yaml`;
  const text = await Deno.readTextFile(file);
  assertMatch(text, what);
  await Deno.writeTextFile(file, text.replace(what, to));
}

async function apply({ cluster }: World, folder: string): Promise<void> {
  await cluster.kubectl(["apply", "-k", folder]);
}

const status = (timeout: string) => [
  `--namespace=${NAMESPACE}`,
  "rollout",
  "status",
  DAEMONSET,
  `--timeout=${timeout}`,
];

/** Waits until every node has what the DaemonSet is to give it. */
export async function rollsOut({ cluster }: World): Promise<void> {
  await cluster.kubectl(status("15m"));
}

/** The manifest's minReadySeconds lie between the first two kubelets. */
async function followEachOther({ cluster }: World): Promise<void> {
  const times = await onEach(
    cluster,
    "systemctl show kubelet --property=ExecMainStartTimestampMonotonic --value",
  );
  const [first = 0, second = 0] = times.map(Number);
  assert(Math.abs(second - first) >= 25_000_000, `${times}`);
}

/** One node has the pod of the broken config, no node has the config, and why is said. */
async function brokenConfigStops(
  world: World,
  folder: string,
): Promise<void> {
  const { lab, cluster } = world;
  const before = await snapshots(world);
  const good = await Deno.readTextFile(`${folder}/registries.yaml`);
  await Deno.writeTextFile(
    `${folder}/registries.yaml`,
    good.replace("match:", "matches:"),
  );
  await apply(world, folder);
  failed(
    await run(lab, [
      "kubectl",
      "--context",
      `kind-${cluster.name}`,
      ...status("90s"),
    ]),
  );
  const pods = JSON.parse(
    await cluster.kubectl([
      "get",
      "pods",
      `--namespace=${NAMESPACE}`,
      "--output=json",
    ]),
  ).items as readonly Installer[];
  const unready = pods.filter((pod) =>
    pod.status.containerStatuses.some(({ ready }) => !ready)
  );
  assertEquals(unready.length, 1, await described(world));
  const said = await cluster.kubectl([
    "logs",
    `--namespace=${NAMESPACE}`,
    unready[0]?.metadata.name ?? "",
  ]);
  assertStringIncludes(said, 'unknown key "matches"');
  assertStringIncludes(said, "the node is as it was before");
  assertUnchanged(await snapshots(world), before);
  await Deno.writeTextFile(`${folder}/registries.yaml`, good);
  await apply(world, folder);
  await rollsOut(world);
}

/** Which pods are on which node, with what has happened to them. */
async function described({ cluster }: World): Promise<string> {
  const questions = [
    ["get", "pods", "--output=wide"],
    ["describe", "pods"],
    ["get", "events", "--sort-by=.lastTimestamp"],
  ];
  const answers = await Promise.all(
    questions.map((it) => cluster.kubectl([...it, `--namespace=${NAMESPACE}`])),
  );
  return answers.join("\n");
}

interface Installer {
  readonly metadata: { readonly name: string };
  readonly status: {
    readonly containerStatuses: readonly { readonly ready: boolean }[];
  };
}
