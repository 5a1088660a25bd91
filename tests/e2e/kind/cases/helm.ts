/**
 * The DaemonSet by the Helm chart, with the commands of docs/helm.md.
 * @module
 */
import { assertEquals, assertNotEquals } from "@std/assert";
import { goTool } from "../../go_tools.ts";
import { CHART } from "../../helm_chart.ts";
import { OPEN } from "../cluster.ts";
import { FOLDER } from "../configs.ts";
import { must } from "../lab.ts";
import {
  assertUnchanged,
  onEach,
  pullsOnEachNode,
  snapshots,
  type World,
} from "../world.ts";
import { publish, rollsOut } from "./daemonset.ts";

const RELEASE = "registry-credential-provider";

/** Dry run, installation, another config and back, removal. */
export async function helmChart(world: World): Promise<void> {
  const { lab, cluster, files } = world;
  const before = await snapshots(world);
  const digest = await publish(world);
  const program = await goTool("helm");
  const helm = async (...args: readonly string[]) => {
    await must(lab, [
      program,
      ...args,
      "--namespace=kube-system",
      `--kube-context=kind-${cluster.name}`,
    ]);
    if (args[0] !== "uninstall") await rollsOut(world);
  };
  const setMode = (mode: string) =>
    helm("upgrade", RELEASE, CHART, "--reuse-values", `--set=mode=${mode}`);
  const configs = () => onEach(cluster, `sha256sum <${FOLDER}/registries.yaml`);

  await helm(
    "install",
    RELEASE,
    CHART,
    "--set=mode=dry-run",
    `--set=image.repository=${OPEN}/installer`,
    `--set=image.digest=${digest}`,
    `--set-file=config.registries=${files.config}`,
    `--set-file=secrets.files.password=${files.secrets}/password`,
    `--set-file=secrets.files.node\\.pem=${files.secrets}/node.pem`,
  );
  assertUnchanged(
    await snapshots(world).then(withoutStage),
    withoutStage(before),
  );
  await setMode("install");
  await pullsOnEachNode(world);
  const first = await configs();

  const other = `${lab.folder}/other.yaml`;
  const text = await Deno.readTextFile(files.config);
  await Deno.writeTextFile(other, `${text}# another\n`);
  await helm(
    "upgrade",
    RELEASE,
    CHART,
    "--reuse-values",
    `--set-file=config.registries=${other}`,
  );
  for (const [at, config] of (await configs()).entries()) {
    assertNotEquals(config, first[at]);
  }
  await helm("rollback", RELEASE, "2");
  assertEquals(await configs(), first);
  await pullsOnEachNode(world);

  await setMode("uninstall");
  await helm("uninstall", RELEASE, "--wait", "--timeout=5m");
  assertUnchanged(await snapshots(world), before);
}

/** A dry run leaves a folder of its own, which an installation takes over. */
function withoutStage(texts: readonly string[]): readonly string[] {
  return texts.map((text) =>
    text.split("\n").filter((line) => !line.includes(`/var/lib/${RELEASE}`))
      .join("\n")
  );
}
