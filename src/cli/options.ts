/**
 * The options there are.
 * @module
 */
import type { Option } from "./command.ts";
import { API_VERSIONS } from "../kubelet/request.ts";

/** Every option that not all commands take. */
export const OPTIONS = {
  config: { value: "FILE", summary: "the config file" },
  timeout: {
    value: "DURATION",
    summary:
      "the most time a run may take, 1s to 55s; 30s where it is not given",
  },
  format: {
    value: "FORMAT",
    summary: "the form of the answer",
  },
  "kubelet-config": {
    value: "PATH",
    summary:
      "also check this CredentialProviderConfig (file or folder) as the kubelet does",
  },
  "config-on-node": {
    value: "FILE",
    summary: "where the config will be on the node, if not where it is now",
  },
  "merge-into": {
    value: "FILE",
    summary:
      "print this CredentialProviderConfig with our entries added or replaced",
  },
  "remove-from": {
    value: "FILE",
    summary: "print this CredentialProviderConfig without our entries",
  },
  "service-account-audience": {
    value: "AUDIENCE",
    summary:
      "the audience of service-account tokens for rules that name none themselves",
  },
  "any-host": {
    summary:
      "have the kubelet ask for every registry, so that rules without service accounts can be added without a restart",
  },
  rbac: {
    summary:
      "print the ClusterRole and ClusterRoleBinding that nodes need for the audiences of the rules",
  },
  audience: {
    value: "AUDIENCE",
    summary:
      "answer only rules that need a service-account token for this audience",
  },
  "no-audience": {
    summary: "answer only rules that need no service-account token",
  },
  "cache-type": {
    value: "TYPE",
    summary:
      "with --audience: only rules with this cacheType in the kubelet's config",
    choices: ["ServiceAccount", "Token"],
  },
  "kubelet-process": {
    value: "FILE",
    summary:
      "what /proc says of the kubelet: a copy of it, or - for standard input",
  },
  algorithm: {
    value: "ALGORITHM",
    summary: "what the key is for; ES256 where it is not given",
  },
  output: {
    value: "FILE",
    summary:
      "where the private key is written, below /var/lib/registry-credential-provider",
  },
  "api-version": {
    value: "VERSION",
    summary: `the version that the kubelet speaks: ${API_VERSIONS.join(", ")}`,
    choices: API_VERSIONS,
  },
} as const satisfies { readonly [name: string]: Option };

const hasValue = (name: string): boolean =>
  (OPTIONS[name as keyof typeof OPTIONS] as Option).value !== undefined;

/** The options that take a value. */
export const VALUED: readonly string[] = Object.keys(OPTIONS).filter(hasValue);

/** Those that take none. */
export const SWITCHES: readonly string[] = Object.keys(OPTIONS)
  .filter((name) => !hasValue(name));

/** The options that say which entry of the kubelet a run is for. */
export const ENTRY_OPTIONS: readonly string[] = [
  "audience",
  "no-audience",
  "cache-type",
  "service-account-audience",
];

/** Every option without a value, and what it does; they go with any command. */
export const FLAGS = {
  trace: "tells every step on standard error; goes with any command",
  help: "this help, or that of a command",
  version: "the version, and what it was built with",
} as const;

/** The options of a run without a command, which answers the kubelet. */
export const KUBELET_OPTIONS: readonly string[] = [
  "config",
  "timeout",
  ...ENTRY_OPTIONS,
];
