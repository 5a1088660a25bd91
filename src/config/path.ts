/**
 * Where the config is, without `--config`.
 * @module
 */
import type { Runtime } from "../runtime/runtime.ts";

/** The variable that names the config file. */
export const CONFIG_VARIABLE = "REGISTRY_CREDENTIAL_PROVIDER_CONFIG";

/** Where a node has its config: where `node.sh` puts it, and where on K3s and RKE2. */
export const NODE_CONFIGS = [
  "/etc/kubernetes/credential-providers/registries.yaml",
  "/var/lib/rancher/credentialprovider/bin/registries.yaml",
] as const;

/** The config that an executable finds before all others: beside itself. */
export function configBeside(executable: string): string {
  return `${executable.slice(0, executable.lastIndexOf("/"))}/registries.yaml`;
}

/** Where a config is looked for, in this order. One may be named twice. */
export function configPlaces(executable: string): readonly string[] {
  return [configBeside(executable), ...NODE_CONFIGS];
}

/**
 * The first place that has a config. One that may not be looked at counts, so
 * that another user is not given another config.
 *
 * @returns The file beside the executable where there is none.
 */
export async function findConfig(
  runtime: Pick<Runtime, "stat" | "executable">,
): Promise<string> {
  const executable = runtime.executable();
  for (const place of configPlaces(executable)) {
    if (await runtime.stat(place) !== "missing") return place;
  }
  return configBeside(executable);
}
