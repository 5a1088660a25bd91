/**
 * One node of a Kind cluster, which deploy/kind.sh verifies.
 * @module
 */
import {
  type Command,
  placeFiles,
  withKubelet,
  withWorld,
  type World,
} from "./kind_world.ts";

/** What a node has; what is not given is in order. */
export interface Node {
  readonly commands?: readonly Command[];
  readonly flags?: (folder: string) => readonly string[];
  /** What the stand-in for the program does. */
  readonly behaviour?: string;
  readonly kubelet?: string;
  readonly env?: Record<string, string>;
  readonly change?: (folder: string, world: World) => Promise<void>;
}

/** Both flags of a kubelet. */
export const BOTH = (folder: string): readonly string[] => [
  `--image-credential-provider-config=${folder}/kubelet.yaml`,
  `--image-credential-provider-bin-dir=${folder}`,
];
/** The entry of the kubelet's config. */
export const ENTRY = "providers:\n  - name: registry-credential-provider\n";
/** A manifest, up to the image. */
export const POD =
  "kind: Pod\nspec:\n  containers:\n    - name: a\n      image: ";

/** Verifies a node like this one. */
export async function verify(
  node: Node,
  check: (
    result: { code: number; stdout: string; stderr: string },
    world: World,
  ) => Promise<void> | void,
): Promise<void> {
  await withWorld(
    node.commands ?? ["docker"],
    { "kind-a": {} },
    async (world) => {
      const path = world.node("kind-a");
      const folder = await placeFiles(world, path, {
        registries: node.behaviour ?? "answers",
        kubelet: node.kubelet ?? ENTRY,
      });
      await withKubelet(path, (node.flags ?? BOTH)(folder), async () => {
        await node.change?.(folder, world);
        await check(await world.kind("verify", node.env), world);
      });
    },
  );
}
