/**
 * The Helm chart as the real Helm renders it.
 * @module
 */
import { PROJECT } from "../../tools/paths.ts";
import { type Manifest, manifestsIn } from "../deploy/kubernetes.ts";
import type { Result } from "../kit/program.ts";
import { goTool, must, run } from "./go_tools.ts";

/** The folder of the chart. */
export const CHART = `${PROJECT}/deploy/helm/registry-credential-provider`;

/** Values, as a values file has them. */
export type Values = Readonly<Record<string, unknown>>;

/** Runs Helm without the settings of whoever runs the suite. */
export async function helm(args: readonly string[]): Promise<Result> {
  return await run(await goTool("helm"), args, { KUBECONFIG: "/dev/null" });
}

/** Runs `helm template`; values go through a file, as they are. */
export async function render(
  values: Values = {},
  { chart = CHART, namespace = "kube-system", kubernetes = "1.35.0" } = {},
): Promise<Result> {
  const file = await Deno.makeTempFile({ suffix: ".json" });
  try {
    await Deno.writeTextFile(file, JSON.stringify(values));
    return await helm([
      "template",
      "test",
      chart,
      `--namespace=${namespace}`,
      `--kube-version=${kubernetes}`,
      `--values=${file}`,
    ]);
  } finally {
    await Deno.remove(file);
  }
}

/** The objects that it renders. @throws With Helm's last line where it refuses. */
export async function objectsOf(
  values: Values = {},
  chart: string = CHART,
): Promise<readonly Manifest[]> {
  const { code, stdout, stderr } = await render(values, { chart });
  if (code !== 0) throw new Error(stderr);
  return manifestsIn(stdout).filter((one) => one !== null);
}

/** The objects of a mode of the kustomize base. */
export async function kustomized(
  folder: string,
): Promise<readonly Manifest[]> {
  return manifestsIn(
    await must("kubectl", ["kustomize", `${PROJECT}/deploy/${folder}`]),
  );
}

/** The objects, each under its kind, in one order. */
export function byKind(
  manifests: readonly Manifest[],
): Readonly<Record<string, Manifest>> {
  return Object.fromEntries(
    manifests.map((one) => [one.kind, one] as const)
      .toSorted(([a], [b]) => a < b ? -1 : 1),
  );
}
