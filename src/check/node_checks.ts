/**
 * Everything that can be said about a node: its kubelet, both configs, the
 * program, and who may change them.
 * @module
 */
import { ProviderError } from "../runtime/errors.ts";
import { distrustedPaths, wayTo } from "../lookup/file_trust.ts";
import {
  type CheckedConfig,
  configFindings,
  type Finding,
  kubeletFindings,
  type RefusalOf,
} from "./findings.ts";
import { findConfig } from "../config/path.ts";
import { PLUGIN_NAME } from "../kubelet/entry_name.ts";
import { namedConfig } from "../kubelet/own_entry.ts";
import { configFilesOf } from "../kubelet/config_files.ts";
import type { KubeletProvider } from "../kubelet/config.ts";
import { asKubeletRuns, readOwnEntries } from "./kubelet_environment.ts";
import type { KubeletProcess } from "./kubelet_process.ts";
import { type Check, checksOf } from "./node_check.ts";
import { findPlaces, type Places } from "./node_places.ts";
import { binaryFaults } from "./plugin_binary.ts";
import type { ProviderTable } from "../provider.ts";
import type { Runtime } from "../runtime/runtime.ts";

/** What is checked. */
export interface Node {
  /** The kubelet, where it was given. */
  readonly process: KubeletProcess | undefined;
  /** The config that was named; `undefined` for the one that the kubelet's config leads to. */
  readonly configPath: string | undefined;
  /** The config where nothing leads to one. */
  readonly defaultConfigPath: string;
  readonly refusalOf: RefusalOf;
}

/** The times of /proc are exact to a second. */
const CLOCK_TOLERANCE_MS = 2_000;

/** Checks a node. No backend is asked, and nothing is changed. */
export async function checkNode(
  { process, configPath, defaultConfigPath, refusalOf }: Node,
  providers: ProviderTable,
  runtime: Runtime,
): Promise<readonly Check[]> {
  const { places, checks } = await findPlaces(process, runtime);
  const own = places === undefined
    ? []
    : await readOwnEntries(places.config, runtime);
  const path = configPath ?? await configOf(own, places, runtime) ??
    defaultConfigPath;
  const checked = await orFailure(
    "config",
    () => configFindings(path, providers, asKubeletRuns(own, runtime)),
  );
  const config = "status" in checked ? undefined : checked;
  const programs = own.map(({ name }) => `${places?.folder}/${name}`);
  const { secretFiles = [] } = config ?? {};
  return [
    ...checks,
    ..."status" in checked
      ? [checked]
      : rowsOf("config", checked.findings, `${path} is valid`),
    ...places === undefined
      ? []
      : await kubeletChecks(places, path, config, process, refusalOf, runtime),
    ...audienceNotes(own),
    ...await programChecks(programs, process?.mounts, runtime),
    ...await secretChecks(secretFiles, runtime),
    ...await accessChecks([
      path,
      ...secretFiles,
      ...places === undefined ? [] : await configFilesOf(places.config, runtime)
        .catch(() => [places.config]),
      ...programs,
    ], runtime),
  ];
}

// As the program itself looks for it when the kubelet runs it.
async function configOf(
  own: readonly KubeletProvider[],
  places: Places | undefined,
  runtime: Runtime,
): Promise<string | undefined> {
  const [named] = own.flatMap((entry) => namedConfig(entry) ?? []);
  if (named !== undefined || places === undefined) return named;
  const [{ name } = { name: PLUGIN_NAME }] = own;
  const program = `${places.folder}/${name}`;
  const { real, failure } = await wayTo(program, runtime);
  const executable = () => failure === undefined ? real : program;
  return await findConfig({ ...runtime, executable });
}

async function kubeletChecks(
  { config: kubeletPath }: Places,
  path: string,
  config: CheckedConfig | undefined,
  process: KubeletProcess | undefined,
  refusalOf: RefusalOf,
  runtime: Runtime,
): Promise<readonly Check[]> {
  const what = "kubelet config";
  const nothing = {
    config: undefined,
    findings: [],
    rules: [],
    secretFiles: [],
  };
  const found = await orFailure(
    what,
    () =>
      kubeletFindings(kubeletPath, config ?? nothing, path, refusalOf, runtime),
  );
  if ("status" in found) return [found];
  const right = config?.config === undefined
    ? `${kubeletPath} is valid`
    : `${kubeletPath} is valid, and asks for every pattern of the config`;
  return [
    ...rowsOf(what, found, right),
    ...await restartChecks(kubeletPath, process?.startedAt, runtime),
  ];
}

// The kubelet reads it once, when it starts (kubernetes/kubernetes#130420).
async function restartChecks(
  kubeletPath: string,
  startedAt: number | undefined,
  runtime: Runtime,
): Promise<readonly Check[]> {
  if (startedAt === undefined) return [];
  const files = await configFilesOf(kubeletPath, runtime);
  const facts = await Promise.all(files.map((file) => runtime.stat(file)));
  const changedAt = Math.max(
    ...facts.map((one) => typeof one === "string" ? 0 : one.modifiedAt),
  );
  return checksOf(
    "restart",
    changedAt > startedAt + CLOCK_TOLERANCE_MS
      ? [
        `${kubeletPath} was changed after the kubelet started, which reads it only then: restart the kubelet`,
      ]
      : [],
    "not needed: the kubelet started after its config was last changed",
  );
}

// Only the API server knows, and doctor asks nobody.
function audienceNotes(own: readonly KubeletProvider[]): readonly Check[] {
  return own.flatMap(({ name, tokens }) =>
    tokens === undefined ? [] : [{
      status: "note",
      what: "audience",
      message:
        `${name} gets tokens for ${tokens.audience} only where nodes have the right to ask for them; without it the kubelet never runs it, pulls are anonymous, and the kubelet's log names the audience: "registry-credential-provider kubelet-config --rbac | kubectl diff -f -" prints nothing where the right is there`,
    }]
  );
}

async function programChecks(
  programs: readonly string[],
  mounts: string | undefined,
  runtime: Runtime,
): Promise<readonly Check[]> {
  const checks = programs.map(async (path) =>
    checksOf(
      "program",
      await binaryFaults(path, await wayTo(path, runtime), mounts, runtime),
      `${path} can be run on this machine`,
    )
  );
  return (await Promise.all(checks)).flat();
}

async function secretChecks(
  files: readonly string[],
  runtime: Runtime,
): Promise<readonly Check[]> {
  if (files.length === 0) return [];
  const faults = await Promise.all(files.map(async (path) => {
    const { failure } = await wayTo(path, runtime);
    if (failure === undefined) return [];
    return failure.why === "missing"
      ? [`${path} does not exist: create it, owned by root with mode 0600`]
      : [`${path} cannot be looked at: run doctor as root`];
  }));
  return checksOf("secrets", faults.flat(), "every secret file is there");
}

async function accessChecks(
  paths: readonly string[],
  runtime: Runtime,
): Promise<readonly Check[]> {
  return checksOf(
    "access",
    await distrustedPaths(paths, runtime),
    "only root can change the files and the folders on the way to them",
  );
}

function rowsOf(
  what: string,
  findings: readonly Finding[],
  right: string,
): readonly Check[] {
  const rows = findings.map(({ severity, file, path, message }): Check => ({
    status: severity,
    what,
    message: `${file}: ${path === "" ? "" : `${path} `}${message}`,
  }));
  return findings.some(({ severity }) => severity === "error")
    ? rows
    : [{ status: "ok", what, message: right }, ...rows];
}

async function orFailure<T extends object>(
  what: string,
  look: () => Promise<T>,
): Promise<T | Check> {
  try {
    return await look();
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    return { status: "error", what, message: error.message };
  }
}
