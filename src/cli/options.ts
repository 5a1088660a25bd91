/**
 * The options there are.
 * @module
 */
import type { Option } from "./command.ts";
import { ALGORITHM_NAMES } from "../jwt/algorithms.ts";
import { API_VERSIONS } from "../kubelet/request.ts";

/** Every option that not all commands take. */
export const OPTIONS = {
  config: { value: "FILE", summary: "the config file (registries.yaml)" },
  timeout: {
    value: "DURATION",
    summary: "stop after this time, 1s to 55s (default 30s)",
  },
  format: {
    value: "FORMAT",
    summary: "the output format",
  },
  "kubelet-config": {
    value: "PATH",
    summary:
      "also check this CredentialProviderConfig (file or folder) as the kubelet does",
  },
  "files-within": {
    value: "FOLDER",
    summary:
      "refuse secrets, keys and certificates in files outside of this folder",
  },
  "config-on-node": {
    value: "FILE",
    summary: "the path of the config on the node, if it differs from --config",
  },
  files: {
    value: "FOLDER",
    summary: "check these files instead of those beside the config on the node",
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
      "let the kubelet ask for every registry, so that new rules without service accounts need no restart",
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
      'the kubelet\'s files in /proc: a copy, or - for stdin; "doctor" alone prints the command',
  },
  algorithm: {
    value: "ALGORITHM",
    summary: "the signature algorithm of the key (default ES256)",
    choices: ALGORITHM_NAMES,
  },
  output: {
    value: "FILE",
    summary:
      "where to write the private key, below /var/lib/registry-credential-provider",
  },
  "api-version": {
    value: "VERSION",
    summary: "the API version of the entry (default v1)",
    choices: API_VERSIONS,
  },
} as const satisfies { readonly [name: string]: Option };

/** An option as it stands in help texts: `--config FILE`, or `--rbac`. */
export function written(name: keyof typeof OPTIONS): string {
  const { value }: Option = OPTIONS[name];
  return value === undefined ? `--${name}` : `--${name} ${value}`;
}

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
  trace: "log each step to stderr",
  help: "show this help, or the help of a command",
  version: "print the version and what it was built with",
} as const;

/** The options of a run without a command, which answers the kubelet. */
export const KUBELET_OPTIONS: readonly string[] = [
  "config",
  "files-within",
  "timeout",
  ...ENTRY_OPTIONS,
];
