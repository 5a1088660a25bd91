/**
 * The commands that belong to one provider.
 * @module
 */
import type { CommandTable } from "../src/cli/command.ts";

/** Words on the command line, and module. */
export const PROVIDER_COMMANDS: CommandTable = {
  "jwt keygen": {
    positionals: [],
    summary: "create a signing key, and print its public key as JWKS",
    options: ["algorithm", "output"],
    load: () => import("./jwt/commands/keygen.ts"),
  },
  "jwt jwks": {
    positionals: [],
    summary: "print the public keys of the config as JWKS, for the registry",
    options: ["config"],
    load: () => import("./jwt/commands/jwks.ts"),
  },
  "jwt inspect": {
    positionals: [],
    summary:
      "show the header and the claims of the token on stdin, with readable times",
    options: ["format"],
    formats: ["text", "json"],
    load: () => import("./jwt/commands/inspect.ts"),
  },
};
