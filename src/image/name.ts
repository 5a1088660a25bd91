/**
 * Image references as people write them, normalised as the kubelet does before
 * it asks a plugin: `nginx:1.27` becomes `docker.io/library/nginx`.
 *
 * Restates `ParseImageName` of Kubernetes `pkg/util/parsers`, which uses
 * `ParseNormalizedNamed` of `github.com/distribution/reference`.
 * @module
 */
import { isDigit, isDigits, isHex, isMadeOf } from "../format/characters.ts";

/** A normalised image name, without tag and digest. */
export interface ImageName {
  /** Registry and path, as the kubelet sends it: `docker.io/library/nginx`. */
  readonly repository: string;
  /** Host, with its port where one is given: `docker.io`. */
  readonly registry: string;
  /** What follows the registry, without a leading slash: `library/nginx`. */
  readonly path: string;
}

/**
 * What is wrong with an image reference; a number is the length of its path,
 * which is too long. `src/image/fault.ts` has the messages.
 */
export type ImageFault =
  | "capitals"
  | "characters"
  | "digest"
  | "empty"
  | "form"
  | "image ID"
  | "length"
  | "scheme"
  | "tag"
  | number;

/** The longest reference that is looked at: path, host, tag and two digests. */
export const LONGEST_REFERENCE = 1_024;

/** The longest path of a repository, as `distribution/reference` sets it. */
export const LONGEST_PATH = 255;

/**
 * Normalises an image reference. A normalised one stays as it is.
 *
 * @returns What is wrong where the kubelet would refuse the reference
 * (`InvalidImageName` in a pod's status).
 */
export function readImageName(reference: string): ImageName | ImageFault {
  if (reference === "") return "empty";
  if (reference.length > LONGEST_REFERENCE) return "length";
  if (reference.includes("://")) return "scheme";
  if (!isVisibleAscii(reference)) return "characters";
  if (reference.length === 64 && isHex(reference)) return "image ID";
  const { registry, rest } = splitRegistry(reference);
  const at = rest.indexOf("@");
  if (at >= 0 && !isDigest(rest.slice(at + 1))) return "digest";
  const named = at < 0 ? rest : rest.slice(0, at);
  const colon = named.indexOf(":");
  if (colon >= 0 && !isTag(named.slice(colon + 1))) return "tag";
  const path = colon < 0 ? named : named.slice(0, colon);
  if (path !== path.toLowerCase()) return "capitals";
  // A host with underscores passes there too: as the first component of a path.
  if (!(isDomain(registry) || isPath(registry)) || !isPath(path)) {
    return "form";
  }
  if (path.length > LONGEST_PATH) return path.length;
  return { repository: `${registry}/${path}`, registry, path };
}

function isVisibleAscii(text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code < 0x21 || code > 0x7e) return false;
  }
  return true;
}

// reference.splitDockerDomain
function splitRegistry(name: string): { registry: string; rest: string } {
  const slash = name.indexOf("/");
  const first = name.slice(0, Math.max(slash, 0));
  const isHost = slash >= 0 &&
    (first.includes(".") || first.includes(":") || first === "localhost" ||
      first !== first.toLowerCase());
  let registry = isHost ? first : "docker.io";
  let rest = isHost ? name.slice(slash + 1) : name;
  if (registry === "index.docker.io") registry = "docker.io";
  if (registry === "docker.io" && !rest.includes("/")) rest = `library/${rest}`;
  return { registry, rest };
}

// reference.TagRegexp
function isTag(tag: string): boolean {
  return /^\w[\w.-]{0,127}$/.test(tag);
}

// go-digest knows these three and their lengths.
function isDigest(digest: string): boolean {
  return /^(?:sha256:[\da-f]{64}|sha384:[\da-f]{96}|sha512:[\da-f]{128})$/
    .test(digest);
}

// reference.domainAndPort
function isDomain(registry: string): boolean {
  const isAddress = registry.startsWith("[");
  const end = isAddress ? registry.indexOf("]") + 1 : registry.indexOf(":");
  const host = end < 0 ? registry : registry.slice(0, end);
  const port = registry.slice(host.length);
  if (port !== "" && !isPort(port)) return false;
  return isAddress ? isAddressInBrackets(host) : host.split(".").every(isLabel);
}

function isPort(text: string): boolean {
  return text.startsWith(":") && text.length > 1 && isDigits(text.slice(1));
}

function isAddressInBrackets(host: string): boolean {
  const address = host.slice(1, -1).toLowerCase();
  return address !== "" && isHex(address.replaceAll(":", ""));
}

function isLabel(label: string): boolean {
  return label !== "" && isMadeOf(label, "-") && !label.startsWith("-") &&
    !label.endsWith("-");
}

// reference.pathComponent, between slashes: alphanumerics joined by one dot,
// one or two underscores, or any number of dashes.
function isPath(path: string): boolean {
  let separators = "/";
  for (let at = 0; at < path.length; at++) {
    const code = path.charCodeAt(at);
    if (isDigit(code) || (code >= 97 && code <= 122)) {
      separators = "";
      continue;
    }
    const one = path.charAt(at);
    const isJoin = separators === "" ||
      (one === "-" && separators.endsWith("-")) ||
      (one === "_" && separators === "_");
    if (!isJoin || !"./_-".includes(one)) return false;
    separators += one;
  }
  return separators === "";
}
