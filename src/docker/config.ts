/**
 * The `auths` of a Docker `config.json`: reading an entry, and writing one.
 * @module
 */
import { decodeBase64 } from "../format/base64.ts";
import { ProviderError } from "../runtime/errors.ts";
import type { ImageName } from "../image/name.ts";
import type { ImagePattern } from "../image/match.ts";
import { findKey, keysFor } from "./keyring.ts";
import { isMapping } from "../format/is_mapping.ts";
import { jsonObject } from "../format/json_object.ts";
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
  const config = open(file);
  const { entries, refuse } = config;
  const key = findKey(Object.keys(entries), image.repository);
  const { registry } = image;
  if (key === undefined) return refuse(noEntry(registry, config));
  const login = toLogin(entries[key]);
  return typeof login === "object"
    ? login
    : refuse(`has an entry for ${registry} ${faultText(login, config)}`);
}

/**
 * Looks for what would make a Docker `config.json` useless for every image of
 * these patterns.
 *
 * @throws {ProviderError} As {@linkcode dockerCredentials}.
 */
export function checkDockerConfig(
  file: TextFile,
  match: readonly ImagePattern[],
): void {
  const config = open(file);
  const found = match.flatMap((pattern) =>
    keysFor(Object.keys(config.entries), pattern).map((key) => ({
      registry: registryOf(pattern),
      login: toLogin(config.entries[key]),
    }))
  );
  const [first] = found;
  if (first === undefined) {
    const [registry = ""] = match.map(registryOf);
    return config.refuse(noEntry(registry, config));
  }
  const { registry, login } = first;
  if (found.some(({ login }) => typeof login === "object")) return;
  if (typeof login === "object") return;
  config.refuse(`has an entry for ${registry} ${faultText(login, config)}`);
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

interface OpenConfig {
  readonly entries: Record<string, unknown>;
  /** Whether credentials may be in a credential helper instead. */
  readonly hasHelper: boolean;
  readonly refuse: (fact: string) => never;
}

function open({ path, text }: TextFile): OpenConfig {
  const refuse = (fact: string): never => {
    throw new ProviderError(
      "SECRET_INVALID",
      `the Docker config file ${path} ${fact}`,
    );
  };
  const config = jsonObject(text);
  if (config === undefined) return refuse("is not a JSON object");
  const auths = config["auths"];
  const entries = isMapping(auths) ? auths : {};
  return { entries, hasHelper: hasHelper(config), refuse };
}

function noEntry(registry: string, { hasHelper }: OpenConfig): string {
  return `has no entry in "auths" for ${registry}: run "docker login ${registry}"${
    hasHelper ? " without a credential helper" : ""
  }`;
}

function registryOf({ host, port }: ImagePattern): string {
  return port === "" ? host : `${host}:${port}`;
}

function hasHelper(config: Record<string, unknown>): boolean {
  return Object.hasOwn(config, "credsStore") ||
    Object.hasOwn(config, "credHelpers");
}

/** What an entry has in place of a password. */
type EntryFault = "identitytoken" | "registrytoken" | "empty" | "unusable";

function faultText(fault: EntryFault, { hasHelper }: OpenConfig): string {
  switch (fault) {
    case "identitytoken":
    case "registrytoken":
      return `with "${fault}" and no password: a kubelet can only send a user name and a password, so run "docker login" with these`;
    case "empty":
      return "with an empty password";
    case "unusable":
      return `without a usable "auth" or "username" and "password"${
        hasHelper ? ": they are kept in a credential helper" : ""
      }`;
  }
}

function toLogin(entry: unknown): Login | EntryFault {
  if (!isMapping(entry)) return "unusable";
  const login = fromEntry(entry);
  if (login !== undefined && login.password !== "") return login;
  for (const token of ["identitytoken", "registrytoken"] as const) {
    if (typeof entry[token] === "string" && entry[token] !== "") return token;
  }
  return login === undefined ? "unusable" : "empty";
}

function fromEntry(entry: Record<string, unknown>): Login | undefined {
  const { auth, username, password } = entry;
  if (typeof auth === "string" && auth !== "") return fromAuth(auth);
  return typeof username === "string" && typeof password === "string"
    ? { username, password }
    : undefined;
}

function fromAuth(auth: string): Login | undefined {
  const bytes = decodeBase64(auth);
  const text = bytes && decodeUtf8(bytes);
  const colon = text?.indexOf(":") ?? -1;
  if (text === undefined || colon < 1) return undefined;
  // Docker pads what it encodes with NUL characters.
  const password = text.slice(colon + 1).replace(/\0+$/, "");
  return { username: text.slice(0, colon), password };
}
