/**
 * The options there are.
 * @module
 */
import type { Option } from "./command.ts";
import { ALGORITHM_NAMES } from "../jwt/algorithms.ts";
import { API_VERSIONS } from "../kubelet/request.ts";

/** Every option that takes a value. */
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
      "refuse secrets, keys and certificates of the config that are in files elsewhere",
  },
  "config-on-node": {
    value: "FILE",
    summary: "the path of the config on the node, if it differs from --config",
  },
  files: {
    value: "FOLDER",
    summary:
      "check these files in the place of those that are beside the config on the node",
  },
  "merge-into": {
    value: "FILE",
    summary:
      "print this CredentialProviderConfig with our entry added or replaced",
  },
  "remove-from": {
    value: "FILE",
    summary: "print this CredentialProviderConfig without our entry",
  },
  "service-account-audience": {
    value: "AUDIENCE",
    summary: "have the kubelet send a service account token for this audience",
  },
  "kubelet-process": {
    value: "FILE",
    summary:
      "the kubelet's files in /proc, as doctor prints how: a copy, or - for stdin",
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
];
