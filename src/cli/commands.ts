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
    summary: "print the credentials for an image; the table hides the password",
    options: ["config", "files-within", "timeout", "format", ...ENTRY_OPTIONS],
    formats: ["table", "json", "docker-config", "password"],
    load: () => import("./commands/get.ts"),
  },
  explain: {
    positionals: ["IMAGE"],
    summary:
      "show which rule matches an image and why the others do not (offline)",
    options: ["config", "timeout", "format", ...ENTRY_OPTIONS],
    formats: ["text", "json"],
    load: () => import("./commands/explain.ts"),
  },
  validate: {
    positionals: [],
    summary: "check the config: every error, and what is probably a mistake",
    options: [
      "config",
      "config-on-node",
      "files",
      "files-within",
      "timeout",
      "format",
      "kubelet-config",
    ],
    formats: ["text", "json"],
    load: () => import("./commands/validate.ts"),
  },
  "kubelet-config": {
    positionals: [],
    summary:
      "print the kubelet's CredentialProviderConfig for the config, or add it to one",
    options: [
      "config",
      "config-on-node",
      "files-within",
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
    summary: "check this node, and say how to repair what is wrong",
    options: ["config", "timeout", "format", "kubelet-process"],
    formats: ["text", "json"],
    load: () => import("./commands/doctor.ts"),
  },
  "docker-helper get": {
    positionals: [],
    summary:
      "print the credentials for the server URL on stdin, as JSON for Docker",
    options: ["config", "files-within", "timeout"],
    load: () => import("./commands/docker_helper_get.ts"),
  },
  "docker-helper list": {
    positionals: [],
    summary: "list the registries that the config names, with their user names",
    options: ["config", "timeout"],
    load: () => import("./commands/docker_helper_list.ts"),
  },
  "docker-helper store": {
    positionals: [],
    summary: "not supported: add credentials to registries.yaml instead",
    options: ["config", "timeout"],
    load: () => import("./commands/docker_helper_store.ts"),
  },
  "docker-helper erase": {
    positionals: [],
    summary: "erases nothing: remove credentials from registries.yaml instead",
    options: ["config", "timeout"],
    load: () => import("./commands/docker_helper_erase.ts"),
  },
  "docker-helper version": {
    positionals: [],
    summary: "print the version as Docker's own credential helpers do",
    options: [],
    load: () => import("./commands/docker_helper_version.ts"),
  },
  "cache list": {
    positionals: [],
    summary:
      "list the cached credentials and when they expire, without secrets",
    options: ["config", "timeout", "format"],
    formats: ["text", "json"],
    load: () => import("./commands/cache_list.ts"),
  },
  "cache clear": {
    positionals: ["[NAME]"],
    summary: "delete the cached credentials of all registries, or of one",
    options: ["config", "timeout"],
    load: () => import("./commands/cache_clear.ts"),
  },
  "audit tail": {
    positionals: ["[COUNT]"],
    summary: "show the last 20 (or COUNT) answers in the audit",
    options: ["config", "timeout", "format"],
    formats: ["text", "json"],
    load: () => import("./commands/audit_tail.ts"),
  },
  "audit summary": {
    positionals: [],
    summary: "show requests, failures, cache hits and times for each registry",
    options: ["config", "timeout", "format"],
    formats: ["text", "json"],
    load: () => import("./commands/audit_summary.ts"),
  },
  completions: {
    positionals: ["SHELL"],
    choices: ["bash", "zsh", "fish"],
    summary: "print the completion script for bash, zsh or fish",
    options: [],
    load: () => import("./commands/completions.ts"),
  },
  schema: {
    positionals: [],
    summary: "print the JSON Schema of the config, for editors",
    options: [],
    load: () => import("./commands/schema.ts"),
  },
  help: {
    positionals: ["[COMMAND...]"],
    summary: "show help for a command",
    options: [],
    load: () => import("./commands/help.ts"),
  },
};
