/**
 * The commands there are.
 * @module
 */
import type { CommandTable } from "./command.ts";
import { ENTRY_OPTIONS } from "./options.ts";

/** The commands that work with every provider. */
export const COMMANDS: CommandTable = {
  get: {
    positionals: ["IMAGE"],
    summary: "the credentials for an image; a table hides the password",
    options: ["config", "timeout", "format", ...ENTRY_OPTIONS],
    formats: ["table", "json", "docker-config", "password"],
    load: () => import("./commands/get.ts"),
  },
  explain: {
    positionals: ["IMAGE"],
    summary: "which rule answers and why the others do not; asks no backend",
    options: ["config", "timeout", "format", ...ENTRY_OPTIONS],
    formats: ["text", "json"],
    load: () => import("./commands/explain.ts"),
  },
  validate: {
    positionals: [],
    summary: "every problem of the config, and what is almost surely wrong",
    options: ["config", "timeout", "format", "kubelet-config"],
    formats: ["text", "json"],
    load: () => import("./commands/validate.ts"),
  },
  "kubelet-config": {
    positionals: [],
    summary:
      "the kubelet's CredentialProviderConfig that belongs to the config",
    options: [
      "config",
      "config-on-node",
      "timeout",
      "format",
      "api-version",
      "service-account-audience",
      "any-host",
      "rbac",
      "merge-into",
      "remove-from",
    ],
    formats: ["yaml", "json"],
    load: () => import("./commands/kubelet_config.ts"),
  },
  doctor: {
    positionals: [],
    summary: "what is wrong with this node, and what to do about it",
    options: ["config", "timeout", "format", "kubelet-process"],
    formats: ["text", "json"],
    load: () => import("./commands/doctor.ts"),
  },
  "docker-helper get": {
    positionals: [],
    summary: "credentials for the server URL on standard input, as for Docker",
    options: ["config", "timeout"],
    load: () => import("./commands/docker_helper_get.ts"),
  },
  "docker-helper list": {
    positionals: [],
    summary: "the registries that the config names, with their user names",
    options: ["config", "timeout"],
    load: () => import("./commands/docker_helper_list.ts"),
  },
  "docker-helper store": {
    positionals: [],
    summary: "refuses: credentials are written into the config",
    options: ["config", "timeout"],
    load: () => import("./commands/docker_helper_store.ts"),
  },
  "docker-helper erase": {
    positionals: [],
    summary: "erases nothing: credentials are taken out of the config",
    options: ["config", "timeout"],
    load: () => import("./commands/docker_helper_erase.ts"),
  },
  "cache list": {
    positionals: [],
    summary: "what is cached and until when, without secrets",
    options: ["config", "timeout", "format"],
    formats: ["text", "json"],
    load: () => import("./commands/cache_list.ts"),
  },
  "cache clear": {
    positionals: ["[NAME]"],
    summary: "forgets what is cached, of all registries or of one",
    options: ["config", "timeout"],
    load: () => import("./commands/cache_clear.ts"),
  },
  "audit tail": {
    positionals: ["[COUNT]"],
    summary: "the last answers that the audit has, 20 or COUNT",
    options: ["config", "timeout", "format"],
    formats: ["text", "json"],
    load: () => import("./commands/audit_tail.ts"),
  },
  "audit summary": {
    positionals: [],
    summary: "requests, failures, cache hits and times of each registry",
    options: ["config", "timeout", "format"],
    formats: ["text", "json"],
    load: () => import("./commands/audit_summary.ts"),
  },
  completions: {
    positionals: ["SHELL"],
    choices: ["bash", "zsh", "fish"],
    summary: "a script with which bash, zsh or fish completes command lines",
    options: [],
    load: () => import("./commands/completions.ts"),
  },
};
