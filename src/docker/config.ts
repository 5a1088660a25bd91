/**
 * The `auths` of a Docker `config.json`: reading an entry, and writing one.
 * @module
 */
import { ProviderError } from "../runtime/errors.ts";
import type { ImageName } from "../image/name.ts";
import { findKey } from "./keyring.ts";
import { isMapping } from "../format/is_mapping.ts";
import type { TextFile } from "../format/small_file.ts";
import { decodeUtf8 } from "../format/utf8.ts";

/** A user name and a password, as Docker keeps them. */
export interface Login {
  readonly username: string;
  readonly password: string;
}

/**
 * The credentials that a Docker `config.json` holds for an image.
 *
 * The entry is found as the kubelet finds it ({@linkcode findKey}). It has
 * either `auth` (base64 of `user:password`) or `username` and `password`. An
 * identity token is not used: a kubelet answers a registry with a user name and
 * a password, and exchanges nothing.
 *
 * @throws {ProviderError} `SECRET_INVALID` where there is no usable entry. The
 * message holds no part of the file.
 */
export function dockerCredentials(
  file: TextFile,
  image: ImageName,
): Login {
  const refuse = (fact: string): never => {
    throw new ProviderError(
      "SECRET_INVALID",
      `the Docker config file ${file.path} ${fact}`,
    );
  };
  const config = parse(file.text);
  if (!isMapping(config)) return refuse("is not a JSON object");
  const auths = config["auths"];
  const entries = isMapping(auths) ? auths : {};
  const key = findKey(Object.keys(entries), image.repository);
  const entry = key === undefined ? undefined : entries[key];
  const { registry } = image;
  if (entry === undefined) {
    return refuse(
      `has no entry in "auths" for ${registry}: run "docker login ${registry}"${
        hasHelper(config) ? " without a credential helper" : ""
      }`,
    );
  }
  const found = isMapping(entry) ? fromEntry(entry) : undefined;
  if (found !== undefined && found.password !== "") return found;
  const fault = isMapping(entry) ? tokenFault(entry) : undefined;
  if (fault !== undefined) {
    return refuse(`has an entry for ${registry} with ${fault}`);
  }
  if (found !== undefined) {
    return refuse(`has an entry for ${registry} with an empty password`);
  }
  return refuse(
    `has an entry for ${registry} without a usable "auth" or "username" and "password"${
      hasHelper(config) ? ": they are kept in a credential helper" : ""
    }`,
  );
}

/** Docker's own name of a registry in `auths`. */
export function dockerServer(registry: string): string {
  return registry === "docker.io" ? "https://index.docker.io/v1/" : registry;
}

/** A Docker `config.json` with one entry, as one line. */
export function toDockerConfig(
  image: ImageName,
  { username, password }: Login,
): string {
  const bytes = new TextEncoder().encode(`${username}:${password}`);
  const auth = btoa(
    Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""),
  );
  return `${
    JSON.stringify({ auths: { [dockerServer(image.registry)]: { auth } } })
  }\n`;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function hasHelper(config: Record<string, unknown>): boolean {
  return Object.hasOwn(config, "credsStore") ||
    Object.hasOwn(config, "credHelpers");
}

/** Tokens that a Docker client exchanges or sends itself, and why each is no password. */
const TOKENS = {
  identitytoken: 'an "identitytoken", which is a refresh token',
  registrytoken: 'a "registrytoken", which is a bearer token',
};

function tokenFault(entry: Record<string, unknown>): string | undefined {
  for (const [name, what] of Object.entries(TOKENS)) {
    if (typeof entry[name] !== "string" || entry[name] === "") continue;
    return `only ${what} and no password: a kubelet cannot use it, so run "docker login" with a user name and a password or an access token`;
  }
  return undefined;
}

function fromEntry(entry: Record<string, unknown>): Login | undefined {
  const { auth, username, password } = entry;
  if (typeof auth === "string" && auth !== "") return fromAuth(auth);
  return typeof username === "string" && typeof password === "string"
    ? { username, password }
    : undefined;
}

function fromAuth(auth: string): Login | undefined {
  let bytes: string;
  try {
    bytes = atob(auth);
  } catch {
    return undefined;
  }
  const text = decodeUtf8(Uint8Array.from(bytes, (byte) => byte.charCodeAt(0)));
  const colon = text?.indexOf(":") ?? -1;
  if (text === undefined || colon < 1) return undefined;
  // Docker pads what it encodes with NUL characters.
  const password = text.slice(colon + 1).replace(/\0+$/, "");
  return { username: text.slice(0, colon), password };
}
