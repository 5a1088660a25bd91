/**
 * Credentials that somebody wrote down.
 * @module
 */
import type { CredentialSource } from "../../src/provider.ts";
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
    getCredentials: async ({ image }, runtime) => {
      const { dockerCredentials } = await import("../../src/docker/config.ts");
      const { readSecretFile } = await import(
        "../../src/schema/missing_secret.ts"
      );
      return dockerCredentials(await readSecretFile(path, runtime), image);
    },
  };
}
