/**
 * Credentials that somebody wrote down.
 * @module
 */
import type { TextFile } from "../../src/format/small_file.ts";
import type { Credentials, CredentialSource } from "../../src/provider.ts";
import type { Runtime } from "../../src/runtime/runtime.ts";
import type { Secret } from "../../src/schema/secret_value.ts";
import { readSecret } from "../../src/schema/read_secret.ts";

/** Answers with a user name and a password. */
export function fromSecrets(
  username: Secret,
  password: Secret,
): CredentialSource {
  return {
    perImage: false,
    // A user name in the config itself is no secret.
    secrets: username.kind === "inline" ? [password] : [username, password],
    username: (runtime) => readSecret(username, runtime),
    warnings: async (runtime) => {
      const { lineEndWarnings } = await import("./line_end.ts");
      return await lineEndWarnings({ username, password }, runtime);
    },
    getCredentials: (_request, runtime) =>
      readPair(username, password, runtime),
  };
}

/** How many times a pair is read that changes while it is read. */
const TRIES = 5;

// Two files of a mounted Secret are replaced at once: where the user name is
// another one after the password was read, the two may not belong together.
async function readPair(
  username: Secret,
  password: Secret,
  runtime: Runtime,
): Promise<Credentials> {
  let name = await readSecret(username, runtime);
  for (let left = TRIES; left > 0; left--) {
    const pair = {
      username: name,
      password: await readSecret(password, runtime),
    };
    if (username.kind !== "file" || password.kind !== "file") return pair;
    name = await readSecret(username, runtime);
    if (name === pair.username) return pair;
  }
  const { ProviderError } = await import("../../src/runtime/errors.ts");
  throw new ProviderError(
    "SECRET_UNREADABLE",
    `the user name in ${
      username.kind === "file" ? username.path : "its file"
    } changes while it is read: try again`,
  );
}

/** Answers with the entry of a Docker `config.json` for the image. */
export function fromDockerConfig(path: string): CredentialSource {
  return {
    // Its keys may have paths, and may change while the kubelet keeps an answer.
    perImage: true,
    secrets: [{ kind: "file", path }],
    check: async (runtime, match) => {
      const { checkDockerConfig } = await import("../../src/docker/config.ts");
      checkDockerConfig(await readConfig(path, runtime), match);
    },
    getCredentials: async ({ image }, runtime) => {
      const { dockerCredentials } = await import("../../src/docker/config.ts");
      return dockerCredentials(await readConfig(path, runtime), image);
    },
  };
}

async function readConfig(path: string, runtime: Runtime): Promise<TextFile> {
  const { readSecretFile } = await import(
    "../../src/schema/missing_secret.ts"
  );
  return await readSecretFile(path, runtime);
}
