/**
 * The quick starts of the README for Kind and for a cluster, typed as they stand in
 * a clone of the project. Only what the reader alone knows is replaced: the
 * registries, the name of the cluster, and the digest.
 * @module
 */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { yamlOfKind } from "../../../kit/markdown.ts";
import { pageOf } from "../../../kit/pages.ts";
import { quickStart } from "../../../kit/quick_start.ts";
import { USER } from "../../debian_registry.ts";
import { BASIC, LOCAL } from "../cluster.ts";
import { withClone } from "../clone.ts";
import { typed, withOwn } from "../typed.ts";
import {
  assertLetIn,
  assertUnchanged,
  pullsOnEachNode,
  snapshots,
  succeeded,
  type World,
} from "../world.ts";
import { baseImage, uninstall } from "./daemonset.ts";

/** The registry of the documents, which is one of ours; name and password are the same. */
const REGISTRY = { "harbor.example.com": BASIC };

/** With the config of the quick start above it, on the cluster of the suite. */
export async function quickStartForKind(world: World): Promise<void> {
  const { lab, cluster, registries } = world;
  const before = await snapshots(world);
  const node = await quickStart("Quick start: a node");
  const [, config = ""] = /registries\.yaml <<'EOF'\n([\s\S]*?)\nEOF\n/.exec(
    node.anywhere.join(""),
  ) ?? [];
  const { inSuite } = await quickStart("Quick start: Kind");
  await registries.push("team/app", "1.4");
  await withClone(lab, async (clone) => {
    await Deno.writeTextFile(
      `${clone}/registries.yaml`,
      withOwn(config, REGISTRY),
    );
    const said = await typed(
      lab,
      // The cluster of a person may have any name.
      withOwn(inSuite.join(""), {
        ...REGISTRY,
        "CLUSTER=kind": `CLUSTER=${cluster.name}`,
      }),
      clone,
    );
    for (const name of cluster.nodes) {
      assertStringIncludes(
        said,
        `${name}: the image was pulled through the plugin`,
      );
    }
  });
  assertLetIn(registries.basic(), "team/app", cluster.nodes.length);
  await pullsOnEachNode(world);
  succeeded(await cluster.make("kind-uninstall"));
  assertUnchanged(await snapshots(world), before);
}

/** With the overlay of docs/daemonset.md, on the cluster of the suite. */
export async function quickStartForACluster(world: World): Promise<void> {
  const { lab } = world;
  const before = await snapshots(world);
  const { inSuite } = await quickStart("Quick start: all nodes of a cluster");
  assertEquals(inSuite.length, 2);
  const [image = "", rollOut = ""] = inSuite;
  await withClone(lab, async (clone) => {
    const pushed = await typed(
      lab,
      // A registry that Docker takes without TLS, because there is no certificate.
      withOwn(image, { "registry.example.com": LOCAL }),
      clone,
      await baseImage(world),
    );
    const [, digest = ""] = /digest: (sha256:[0-9a-f]{64})/.exec(pushed) ?? [];
    const folder = `${clone}/../my-cluster`;
    await writeOverlay(folder, digest);
    await typed(lab, rollOut, clone);
    await pullsOnEachNode(world);
    await uninstall(world, folder);
  });
  assertUnchanged(await snapshots(world), before);
}

/** Both files of docs/daemonset.md, and the secret that they name. */
async function writeOverlay(folder: string, digest: string): Promise<void> {
  const { text } = await pageOf("docs/daemonset.md");
  const [overlay = ""] = (await yamlOfKind(text, "Kustomization"))
    .map((block) => block.text);
  const [config = ""] = (await yamlOfKind(text, "RegistryConfig"))
    .map((block) => block.text);
  const [was = ""] = /sha256:[0-9a-f]{64}/.exec(overlay) ?? [];
  await Deno.mkdir(folder);
  await Deno.writeTextFile(
    `${folder}/kustomization.yaml`,
    withOwn(overlay, { "registry.example.com": LOCAL, [was]: digest }),
  );
  await Deno.writeTextFile(
    `${folder}/registries.yaml`,
    withOwn(config, REGISTRY),
  );
  await Deno.writeTextFile(
    `${folder}/harbor-password`,
    `${USER.password}\n`,
  );
}
