/**
 * The section `static` of a registry.
 * @module
 */
import type { CredentialSource } from "../../src/provider.ts";
import {
  mapping,
  optional,
  type Schema,
  transform,
} from "../../src/schema/schema.ts";
import { absolutePath, secret } from "../../src/schema/secret.ts";
import { fromDockerConfig, fromSecrets } from "./credentials.ts";

const keys = mapping({
  username: optional(secret, "the user name for the registry", [
    "user",
    "login",
  ]),
  password: optional(secret, "the password or access token", [
    "pass",
    "passwd",
    "pwd",
    "secret",
    "token",
  ]),
  dockerConfigFile: optional(
    absolutePath,
    "a Docker config.json, as docker login writes it, instead of username and password",
    ["auth", "auths", "authfile", "configfile", ".dockerconfigjson"],
    "/etc/kubernetes/credential-providers/docker-config.json",
  ),
}, {
  oneOf: [
    { required: ["username", "password"] },
    { required: ["dockerConfigFile"] },
  ],
});

/** The definition of the section. */
export const section: Schema<CredentialSource> = transform(
  keys,
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
);
