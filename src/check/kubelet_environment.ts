/**
 * The environment in which the kubelet runs this program.
 * @module
 */
import { readKubeletConfig } from "../kubelet/config_files.ts";
import { ownEntries } from "../kubelet/own_entry.ts";
import type { KubeletProvider } from "../kubelet/config.ts";
import { ProviderError } from "../runtime/errors.ts";
import type { Runtime } from "../runtime/runtime.ts";

/** This runtime with the variables that our entries set, which come before others. */
export function asKubeletRuns(
  own: readonly KubeletProvider[],
  runtime: Runtime,
): Runtime {
  const variables = new Map(own.flatMap(({ env = [] }) => [...env]));
  return {
    ...runtime,
    env: (name) => variables.get(name) ?? runtime.env(name),
  };
}

/** Our entries of a kubelet's config; none where it cannot be read, which is told elsewhere. */
export async function readOwnEntries(
  kubeletPath: string,
  runtime: Runtime,
): Promise<readonly KubeletProvider[]> {
  try {
    const { providers } = await readKubeletConfig(kubeletPath, runtime);
    return ownEntries(providers);
  } catch (error) {
    if (error instanceof ProviderError) return [];
    throw error;
  }
}
