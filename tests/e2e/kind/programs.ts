/**
 * The programs of a node image and of the lab, from Go modules alone.
 * @module
 */
import { PROJECT } from "../../../tools/paths.ts";
import {
  buildGo,
  goBuild,
  pinnedVersion,
  pinnedVersions,
} from "../go_program.ts";

const MODULES = `${PROJECT}/tests/e2e/kind/modules`;

interface Part {
  /** The folder in `modules`. */
  readonly pins: string;
  readonly module: string;
  /** Packages below the module, by the name of the program. */
  readonly programs: Readonly<Record<string, string>>;
  readonly tags?: readonly string[];
  /** The variable that takes the version. */
  readonly version?: string;
}

const CNI = "github.com/containernetworking/plugins";
const CONTAINERD = "github.com/containerd/containerd/v2";

/** As `images/base/Dockerfile` of kind builds them; kind itself is the first. */
const PARTS: readonly Part[] = [
  { pins: "kind", module: "sigs.k8s.io/kind", programs: { kind: "" } },
  {
    pins: "etcd",
    module: "go.etcd.io/etcd/server/v3",
    programs: { etcd: "" },
  },
  {
    pins: "cni",
    module: CNI,
    programs: {
      "host-local": "/plugins/ipam/host-local",
      loopback: "/plugins/main/loopback",
      ptp: "/plugins/main/ptp",
      portmap: "/plugins/meta/portmap",
    },
  },
  {
    pins: "containerd",
    module: CONTAINERD,
    programs: {
      containerd: "/cmd/containerd",
      ctr: "/cmd/ctr",
      "containerd-shim-runc-v2": "/cmd/containerd-shim-runc-v2",
    },
    tags: ["no_aufs", "no_zfs", "no_btrfs", "no_devmapper"],
    version: `${CONTAINERD}/version.Version`,
  },
  {
    pins: "coredns",
    module: "github.com/coredns/coredns",
    programs: { coredns: "" },
  },
  {
    pins: "crictl",
    module: "sigs.k8s.io/cri-tools",
    programs: { crictl: "/cmd/crictl" },
  },
];

/** Everything that was built. */
export interface Programs {
  /** Paths, by the plain names of the programs. */
  readonly paths: Readonly<Record<string, string>>;
  /** Versions without `v`, by the names of the folders in `modules`, and `kubernetes`. */
  readonly versions: Readonly<Record<string, string>>;
  /** Builds the kubelet of the minor version before. */
  olderKubelet(): Promise<string>;
  /** The folder of kind's module. */
  readonly kindSource: string;
}

/**
 * Builds what is not built yet: from empty caches about half an hour of two
 * cores, nearly all of it Kubernetes.
 */
export async function buildPrograms(): Promise<Programs> {
  const [newest, previous] = await pinnedVersions();
  if (newest === undefined || previous === undefined) {
    throw new Error("two versions of Kubernetes are to be pinned");
  }
  const paths: Record<string, string> = {};
  const versions: Record<string, string> = { kubernetes: newest.version };
  for (const part of PARTS) {
    const folder = `${MODULES}/${part.pins}`;
    const version = await pinnedVersion(`${folder}/go.mod`, part.module);
    versions[part.pins] = version;
    for (const [name, path] of Object.entries(part.programs)) {
      paths[name] = await timed(name, version, () =>
        goBuild({
          folder,
          package: part.module + path,
          name: `${name}-${version}`,
          tags: part.tags ?? [],
          set: part.version === undefined
            ? {}
            : { [part.version]: `v${version}` },
        }));
    }
  }
  for (const name of ["hyperkube", "pause"]) {
    paths[name] = await timed(
      name,
      newest.version,
      () => buildGo(name, newest),
    );
  }
  return {
    paths,
    versions,
    olderKubelet: () =>
      timed("kubelet", previous.version, () => buildGo("kubelet", previous)),
    kindSource: await folderOf("sigs.k8s.io/kind", `${MODULES}/kind`),
  };
}

async function timed(
  name: string,
  version: string,
  build: () => Promise<string>,
): Promise<string> {
  const began = Date.now();
  const program = await build();
  const seconds = Math.round((Date.now() - began) / 1000);
  // A program that was built before is only linked anew, or not even that.
  if (seconds > 5) console.log(`  built ${name} ${version} in ${seconds} s`);
  return program;
}

async function folderOf(module: string, folder: string): Promise<string> {
  const { stdout } = await new Deno.Command("go", {
    args: ["list", "-mod=readonly", "-m", "-f={{.Dir}}", module],
    cwd: folder,
    env: { GOFLAGS: "" },
    stderr: "inherit",
  }).output();
  return new TextDecoder().decode(stdout).trim();
}
