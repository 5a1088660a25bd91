/**
 * The commands that belong to one provider.
 * @module
 */
import type { CommandTable } from "../src/cli/command.ts";

/** Words on the command line, and module. */
export const PROVIDER_COMMANDS: CommandTable = {
  "jwt keygen": {
    positionals: [],
    summary: "makes a signing key, and prints its public half as JWKS",
    options: ["algorithm", "output"],
    load: () => import("./jwt/commands/keygen.ts"),
  },
  "jwt jwks": {
    positionals: [],
    summary: "the public keys of the config, for the registry to check tokens",
    options: ["config"],
    load: () => import("./jwt/commands/jwks.ts"),
  },
  "jwt inspect": {
    positionals: [],
    summary: "what a token on standard input says, with times in words",
    options: ["format"],
    formats: ["text", "json"],
    load: () => import("./jwt/commands/inspect.ts"),
  },
};
