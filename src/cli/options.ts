/**
 * The options there are.
 * @module
 */
import type { Option } from "./command.ts";
import { API_VERSIONS } from "../kubelet/request.ts";

/** Every option that takes a value. */
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
  "files-within": {
    value: "PATH",
    summary:
      "refuse secrets, keys and certificates of the config that are in files elsewhere",
  },
  "config-on-node": {
    value: "FILE",
    summary: "where the config will be on the node, if not where it is now",
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
    summary:
      "have the kubelet send a service-account token for this audience with every request",
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

/** Every option without a value, and what it does; they go with any command. */
export const FLAGS = {
  trace: "tells every step on standard error; goes with any command",
  help: "this help, or that of a command",
  version: "the version, and what it was built with",
} as const;

/** The options of a run without a command, which answers the kubelet. */
export const KUBELET_OPTIONS: readonly string[] = [
  "config",
  "files-within",
  "timeout",
];
