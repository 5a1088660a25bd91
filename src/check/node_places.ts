/**
 * Which config and folder of credential providers a kubelet uses.
 * @module
 */
import type { Check } from "./node_check.ts";
import {
  DOCTOR_LINE,
  FLAGS,
  isRancher,
  type KubeletProcess,
} from "./kubelet_process.ts";
import { readSmallFile } from "../format/small_file.ts";
import { valuesOf } from "../kubelet/flag_values.ts";
import type { Runtime } from "../runtime/runtime.ts";

/** What the two flags name. */
export interface Places {
  /** A CredentialProviderConfig, or a folder of them. */
  readonly config: string;
  /** Where the programs are. */
  readonly folder: string;
}

/** What k3s and RKE2 use where no flag says otherwise, and where both are there. */
export const RANCHER: Places = {
  config: "/var/lib/rancher/credentialprovider/config.yaml",
  folder: "/var/lib/rancher/credentialprovider/bin",
};

const RESTART = "and restart the kubelet";

/** Where a kubelet keeps its state, and k3s and RKE2 theirs. */
const STATES = ["/var/lib/kubelet", "/var/lib/rancher"];

/**
 * Looks at the kubelet that was given.
 *
 * @returns The places where they are known, and what is to be said of the flags.
 */
export async function findPlaces(
  process: KubeletProcess | undefined,
  runtime: Runtime,
): Promise<{ places: Places | undefined; checks: readonly Check[] }> {
  if (process === undefined) {
    return { places: undefined, checks: [await withoutProcess(runtime)] };
  }
  const { words, from } = await flagsOf(process, runtime);
  const configs = valuesOf(words, FLAGS.config);
  const folders = valuesOf(words, FLAGS.folder);
  const twice: Check[] = [
    ...repeated(FLAGS.config, configs),
    ...repeated(FLAGS.folder, folders),
  ];
  const config = configs.at(-1) ?? "";
  const folder = folders.at(-1) ?? "";
  if (config !== "" && folder !== "") {
    const places = { config, folder };
    if (twice.length > 0) return { places, checks: twice };
    const message = `in effect: config ${config}, programs in ${folder}`;
    return { places, checks: [{ status: "ok", what: "flags", message }] };
  }
  if (configs.length + folders.length === 0 && isRancher(process)) {
    return await ofRancher(runtime);
  }
  const missing = [
    ...config === "" ? [FLAGS.config] : [],
    ...folder === "" ? [FLAGS.folder] : [],
  ];
  return {
    places: undefined,
    checks: [...twice, {
      status: "error",
      what: "flags",
      message: `the kubelet runs without ${
        missing.join(" and ")
      }, so it never asks: add both to ${from} ${RESTART}`,
    }],
  };
}

/** Bytes; a flag has a line. */
const LARGEST_ARGS_FILE = 1024 * 1024;

/**
 * The words with the kubelet's flags, and where they come from. The kubelet of
 * MicroK8s, kubelite, reads them from a file: words with or without quotes, and
 * with variables, of which SNAP_DATA is two folders above the file.
 */
async function flagsOf(
  { words }: KubeletProcess,
  runtime: Runtime,
): Promise<{ readonly words: readonly string[]; readonly from: string }> {
  const path = valuesOf(words, "--kubelet-args-file").at(-1);
  if (path === undefined) return { words, from: "KUBELET_EXTRA_ARGS" };
  const file = await readSmallFile(path, LARGEST_ARGS_FILE, runtime);
  const text = typeof file === "object" ? file.text : "";
  const data = path.split("/").slice(0, -2).join("/");
  const written = text.replaceAll(/["']/g, "")
    .replaceAll(/\$(?:\{SNAP_DATA\}|SNAP_DATA\b)/g, () => data);
  return { words: written.trim().split(/\s+/), from: path };
}

async function withoutProcess(runtime: Runtime): Promise<Check> {
  const states = await Promise.all(STATES.map((path) => runtime.stat(path)));
  return states.some((state) => typeof state !== "string")
    ? {
      status: "error",
      what: "kubelet",
      message:
        `it was not checked, as this program may not look into /proc: as root, run: ${DOCTOR_LINE}`,
    }
    : {
      status: "warning",
      what: "kubelet",
      message:
        `none seems to be on this machine, so only the config and its secrets are checked; on a node, as root, run: ${DOCTOR_LINE}`,
    };
}

function repeated(flag: string, values: readonly string[]): readonly Check[] {
  return values.length < 2 ? [] : [{
    status: "error",
    what: "flags",
    message:
      `${flag} stands ${values.length} times on the kubelet's command line, and only the last counts: keep one ${RESTART}`,
  }];
}

async function ofRancher(
  runtime: Runtime,
): Promise<{ places: Places | undefined; checks: readonly Check[] }> {
  const config = await runtime.stat(RANCHER.config);
  const folder = await runtime.stat(RANCHER.folder);
  const isThere = typeof config !== "string" && config.kind === "file" &&
    typeof folder !== "string" && folder.kind === "directory";
  return isThere
    ? {
      places: RANCHER,
      checks: [{
        status: "ok",
        what: "flags",
        message:
          `k3s and RKE2 use their own: config ${RANCHER.config}, programs in ${RANCHER.folder}`,
      }],
    }
    : {
      places: undefined,
      checks: [{
        status: "error",
        what: "flags",
        message:
          `k3s and RKE2 ask only where the folder ${RANCHER.folder} and the file ${RANCHER.config} are both there: create them ${
            RESTART.replace("the kubelet", "k3s or RKE2")
          }`,
      }],
    };
}
