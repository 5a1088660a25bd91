/**
 * A node whose files a test chooses, and what `checkNode()` finds there.
 * @module
 */
import type { KubeletProcess } from "../../src/check/kubelet_process.ts";
import type { Check } from "../../src/check/node_check.ts";
import { checkNode } from "../../src/check/node_checks.ts";
import { PROVIDERS } from "../../providers/table.ts";
import { COMMANDS } from "../../src/cli/commands.ts";
import { refusalOf } from "../../src/cli/entry_arguments.ts";
import { elfOf } from "./elf.ts";
import { type MemoryFile, memoryRuntime } from "./memory_runtime.ts";
import { config } from "./program.ts";

/** Where everything is on a node. */
export const FOLDER = "/etc/kubernetes/credential-providers";
export const RANCHER = "/var/lib/rancher/credentialprovider";
export const NAME = "registry-credential-provider";
export const CONFIG_FLAG =
  `--image-credential-provider-config=${FOLDER}/kubelet.yaml`;
export const FOLDER_FLAG = `--image-credential-provider-bin-dir=${FOLDER}`;

/** A config with a secret in a file. */
export const CONFIG = config(`- name: hub
  match: [docker.io]
  static: { username: u, password: { file: ${FOLDER}/token } }
`);
/** The entry of the kubelet's config, with these changes. */
export const entry = (
  change: Record<string, unknown> = {},
): Record<string, unknown> => ({
  name: NAME,
  apiVersion: "credentialprovider.kubelet.k8s.io/v1",
  matchImages: ["docker.io"],
  defaultCacheDuration: "10m",
  ...change,
});
/** The kubelet's config with these entries. */
export const kubelet = (...providers: readonly unknown[]): MemoryFile => ({
  content: JSON.stringify({
    apiVersion: "kubelet.config.k8s.io/v1",
    kind: "CredentialProviderConfig",
    providers,
  }),
  mode: 0o644,
  modifiedAt: 1_000_000,
});
/** The program, as far as it is looked at. */
export const program = { content: elfOf(62), mode: 0o755 };
const FILES: { readonly [path: string]: MemoryFile } = {
  [`${FOLDER}/registries.yaml`]: CONFIG,
  [`${FOLDER}/token`]: "hunter2\n",
  [`${FOLDER}/kubelet.yaml`]: kubelet(entry()),
  [`${FOLDER}/${NAME}`]: program,
};

/** A kubelet that runs with these words. */
export function running(
  words: readonly string[] = [CONFIG_FLAG, FOLDER_FLAG],
  change: Partial<KubeletProcess> = {},
  executable = "/usr/bin/kubelet",
): KubeletProcess {
  return {
    words: [executable, ...words],
    mounts: undefined,
    startedAt: 2_000_000,
    ...change,
  };
}

/** What `checkNode()` found. */
export interface Checked {
  readonly checks: readonly Check[];
  /** Status and subject of what is not in order. */
  readonly wrong: readonly string[];
  /** The messages of it, one a line. */
  readonly text: string;
}

/** What is found with these changes of the files. */
export async function check(
  process: KubeletProcess | undefined,
  change: { readonly [path: string]: MemoryFile } = {},
  configPath?: string,
): Promise<Checked> {
  const runtime = memoryRuntime({ files: { ...FILES, ...change } });
  const node = {
    process,
    configPath,
    defaultConfigPath: "/opt/registries.yaml",
    refusalOf: refusalOf(COMMANDS),
  };
  const checks = await checkNode(node, PROVIDERS, runtime);
  const wrong = checks.filter(({ status }) => status !== "ok");
  return {
    checks,
    wrong: wrong.map(({ status, what }) => `${status} ${what}`),
    text: wrong.map(({ message }) => message).join("\n"),
  };
}
