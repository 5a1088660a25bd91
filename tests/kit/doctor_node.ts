/**
 * The folder of a sound node, for `doctor`.
 * @module
 */
import { elfOf } from "./elf.ts";
import { config, withFiles } from "./program.ts";

/** The name of the program. */
export const NAME = "registry-credential-provider";
const MACHINE = Deno.build.arch === "aarch64" ? 183 : 62;

const CONFIG = config(`- name: hub
  match: [docker.io]
  static: { username: u, password: hunter2 }
`);
const KUBELET = JSON.stringify({
  apiVersion: "kubelet.config.k8s.io/v1",
  kind: "CredentialProviderConfig",
  providers: [{
    name: NAME,
    apiVersion: "credentialprovider.kubelet.k8s.io/v1",
    matchImages: ["docker.io"],
    defaultCacheDuration: "10m",
  }],
});

/** The folder of a sound node, with a program that consists of its header. */
export function withNode(
  test: (folder: string) => Promise<void>,
): Promise<void> {
  return withFiles({
    "registries.yaml": CONFIG,
    "kubelet.yaml": KUBELET,
    [NAME]: elfOf(MACHINE),
    kubelet: "#!/bin/sh\necho started\nread -r line\n",
  }, async (folder) => {
    await Deno.chmod(`${folder}/${NAME}`, 0o755);
    await Deno.chmod(`${folder}/kubelet`, 0o755);
    // Older than the kubelet by more than a clock can be wrong.
    const past = Date.now() / 1000 - 60;
    await Deno.utime(`${folder}/kubelet.yaml`, past, past);
    await test(folder);
  });
}

/** The flags of a kubelet that has everything in this folder. */
export const flagsOf = (folder: string): readonly string[] => [
  `--image-credential-provider-config=${folder}/kubelet.yaml`,
  `--image-credential-provider-bin-dir=${folder}`,
];
