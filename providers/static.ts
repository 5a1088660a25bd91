/**
 * Credentials that somebody wrote down: in the config, in files, in environment
 * variables, or in a Docker `config.json`.
 * @module
 */
import type { CredentialSource, Provider } from "../src/provider.ts";
import { mapping, optional, transform } from "../src/schema.ts";
import {
  absolutePath,
  readSecret,
  readSecretFile,
  type Secret,
  secret,
} from "../src/secret.ts";

const section = mapping({
  username: optional(secret, "the user name that the registry knows"),
  password: optional(secret, "the password or access token"),
  dockerConfigFile: optional(
    absolutePath,
    "a Docker config.json, whose entry for the image is taken",
  ),
}, {
  oneOf: [
    { required: ["username", "password"] },
    { required: ["dockerConfigFile"] },
  ],
});

/** Answers with credentials that are written down. */
export const provider: Provider = {
  section: transform(
    section,
    ({ username, password, dockerConfigFile }, at) => {
      if (dockerConfigFile !== undefined) {
        return username === undefined && password === undefined
          ? fromDockerConfig(dockerConfigFile)
          : at.report(
            'has "dockerConfigFile" beside "username" or "password": keep one of the two forms',
          );
      }
      if (username !== undefined && password !== undefined) {
        return fromSecrets(username, password);
      }
      const missing = username === undefined ? "username" : "password";
      return at.report(
        username === undefined && password === undefined
          ? 'needs "username" and "password", or "dockerConfigFile"'
          : `"${missing}" is missing`,
      );
    },
  ),
};

function fromSecrets(username: Secret, password: Secret): CredentialSource {
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

function fromDockerConfig(path: string): CredentialSource {
  return {
    // Its keys may have paths, and may change while the kubelet keeps an answer.
    perImage: true,
    secrets: [{ kind: "file", path }],
    getCredentials: async ({ image }, runtime) => {
      const { dockerCredentials } = await import("../src/docker_config.ts");
      return dockerCredentials(await readSecretFile(path, runtime), image);
    },
  };
}
