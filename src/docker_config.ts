/**
 * The `auths` of a Docker `config.json`: reading an entry, and writing one.
 * @module
 */
import { ProviderError } from "./errors.ts";
import type { ImageName } from "./image_name.ts";
import { findKey } from "./keyring.ts";
import type { Credentials } from "./provider.ts";
import { isMapping } from "./is_mapping.ts";
import type { TextFile } from "./small_file.ts";
import { decodeUtf8 } from "./utf8.ts";

/**
 * The credentials that a Docker `config.json` holds for an image.
 *
 * The entry is found as the kubelet finds it ({@linkcode findKey}). It has
 * either `auth` (base64 of `user:password`) or `username` and `password`.
 *
 * @throws {ProviderError} `SECRET_INVALID` where there is no usable entry. The
 * message holds no part of the file.
 */
export function dockerCredentials(
  file: TextFile,
  image: ImageName,
): Credentials {
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
  if (entry === undefined) {
    return refuse(
      `has no entry in "auths" for ${image.registry}: run "docker login ${image.registry}"${
        hasHelper(config) ? " without a credential helper" : ""
      }`,
    );
  }
  const found = isMapping(entry) ? fromEntry(entry) : undefined;
  if (found !== undefined) return found;
  return refuse(
    `has an entry for ${image.registry} without a usable "auth" or "username" and "password"${
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
  { username, password }: Credentials,
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

function fromEntry(entry: Record<string, unknown>): Credentials | undefined {
  const { auth, username, password } = entry;
  if (typeof auth === "string" && auth !== "") return fromAuth(auth);
  return typeof username === "string" && typeof password === "string"
    ? { username, password }
    : undefined;
}

function fromAuth(auth: string): Credentials | undefined {
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
