/**
 * Credentials that somebody wrote down.
 * @module
 */
import type { TextFile } from "../../src/format/small_file.ts";
import type { CredentialSource } from "../../src/provider.ts";
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
    getCredentials: async (_request, runtime) => ({
      username: await readSecret(username, runtime),
      password: await readSecret(password, runtime),
    }),
  };
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
