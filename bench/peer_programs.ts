/**
 * Other programs that answer for images, built by Go from pinned modules.
 * @module
 */
import { PROJECT } from "../tools/paths.ts";

/** A program of another project. */
export interface PeerProgram {
  readonly name: string;
  /** Module with its main package, and its version. */
  readonly main: string;
  readonly version: string;
}

/** What is built. */
export const PEER_PROGRAMS: readonly PeerProgram[] = [
  {
    name: "ecr-credential-provider",
    main: "k8s.io/cloud-provider-aws/cmd/ecr-credential-provider",
    version: "v1.37.1",
  },
  {
    name: "docker-credential-ecr-login",
    main:
      "github.com/awslabs/amazon-ecr-credential-helper/ecr-login/cli/docker-credential-ecr-login",
    version: "v0.12.0",
  },
  {
    name: "static-credential-provider",
    main:
      "github.com/mesosphere/dynamic-credential-provider/cmd/static-credential-provider",
    version: "v0.6.0",
  },
  {
    name: "credential-provider-harbor",
    main:
      "github.com/container-registry/harbor-workload-identity-federation/cmd/credential-provider-harbor",
    version: "v0.0.1",
  },
];

/** Outside of the project: what is there is not built again. */
const CACHE = `${
  Deno.env.get("XDG_CACHE_HOME") || `${Deno.env.get("HOME") || "/tmp"}/.cache`
}/registry-credential-provider-bench`;

/** Whether Go is there. */
export async function hasGo(): Promise<boolean> {
  try {
    return (await new Deno.Command("go", { args: ["version"] }).output())
      .success;
  } catch {
    return false;
  }
}

/**
 * Builds a program, unless the cache has it. Not with `go install`, which
 * refuses modules with a replace directive.
 *
 * @returns Its path, or why there is none.
 */
export async function buildPeer(
  { name, main, version }: PeerProgram,
): Promise<{ readonly path: string } | { readonly skipped: string }> {
  const folder = `${CACHE}/${name}-${version}`;
  const path = `${folder}/${name}`;
  if (await Deno.stat(path).then(() => true, () => false)) return { path };
  await Deno.mkdir(folder, { recursive: true });
  await Deno.writeTextFile(`${folder}/go.mod`, `module peer\n\ngo 1.24\n`);
  console.error(`bench: building ${main}@${version}`);
  for (
    const args of [
      ["get", `${main}@${version}`],
      ["build", "-trimpath", "-ldflags=-s -w", "-o", path, main],
    ]
  ) {
    const { success, stderr } = await new Deno.Command("go", {
      args,
      cwd: folder,
      env: { CGO_ENABLED: "0", GOFLAGS: "-mod=mod" },
    }).output();
    if (success) continue;
    const lines = new TextDecoder().decode(stderr).trim().split("\n");
    const why = lines.findLast((line) => !line.startsWith("go: added"));
    return { skipped: `go ${args[0]}: ${why?.trim()}`.replace(PROJECT, "") };
  }
  return { path };
}
