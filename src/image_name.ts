/**
 * Image references as people write them, normalised as the kubelet does before
 * it asks a plugin: `nginx:1.27` becomes `docker.io/library/nginx`.
 *
 * Restates `ParseImageName` of Kubernetes `pkg/util/parsers`, which uses
 * `ParseNormalizedNamed` of `github.com/distribution/reference`.
 * @module
 */
import { ProviderError } from "./errors.ts";
import {
  type ImageName,
  LONGEST_PATH,
  plainImageName,
  toImageName,
} from "./plain_image_name.ts";

/** The longest reference that is looked at: path, host, tag and two digests. */
const LONGEST_REFERENCE = 1_024;

/**
 * Normalises an image reference. A normalised one stays as it is.
 *
 * @throws {ProviderError} `IMAGE_INVALID` where the kubelet would refuse the
 * reference (`InvalidImageName` in a pod's status).
 */
export function parseImageName(reference: string): ImageName {
  return plainImageName(reference) ?? normalise(reference);
}

function normalise(reference: string): ImageName {
  if (reference === "") refuse("is empty", "give a name such as nginx:1.27");
  if (reference.length > LONGEST_REFERENCE) {
    refuse(
      `is ${reference.length} characters long`,
      `the most is ${LONGEST_REFERENCE}`,
    );
  }
  if (reference.includes("://")) {
    refuse("has a scheme", "write it without http:// or https://");
  }
  if (/[^\x21-\x7e]/.test(reference)) {
    refuse(
      "holds a space, a control character or a letter outside ASCII",
      "write registry/path:tag",
    );
  }
  if (/^[a-f0-9]{64}$/.test(reference)) {
    refuse(
      "is 64 hexadecimal digits, which is an image ID and no name",
      "write registry/path:tag",
    );
  }
  const { registry, rest } = splitRegistry(reference);
  const path = withoutTagAndDigest(rest);
  if (path.toLowerCase() !== path) {
    refuse(
      "has capital letters in its repository",
      "write the repository in lower case",
    );
  }
  // A host with underscores passes there too: as the first component of a path.
  if (!(isRegistry(registry) || isPath(registry)) || !isPath(path)) {
    refuse("has a form that no registry knows", "write registry/path:tag");
  }
  if (path.length > LONGEST_PATH) {
    refuse(
      `has a path of ${path.length} characters`,
      `the most is ${LONGEST_PATH}`,
    );
  }
  return toImageName(`${registry}/${path}`, registry.length);
}

// The reference itself is not repeated: it may be a mistyped command line.
function refuse(fact: string, remedy: string): never {
  throw new ProviderError(
    "IMAGE_INVALID",
    `the image reference ${fact}: ${remedy}`,
  );
}

// reference.splitDockerDomain
function splitRegistry(name: string): { registry: string; rest: string } {
  const slash = name.indexOf("/");
  const first = name.slice(0, Math.max(slash, 0));
  const isHost = slash >= 0 && (/[.:]/.test(first) || first === "localhost" ||
    first !== first.toLowerCase());
  let registry = isHost ? first : "docker.io";
  let rest = isHost ? name.slice(slash + 1) : name;
  if (registry === "index.docker.io") registry = "docker.io";
  if (registry === "docker.io" && !rest.includes("/")) rest = `library/${rest}`;
  return { registry, rest };
}

// reference.ReferenceRegexp: path [":" tag] ["@" digest]
function withoutTagAndDigest(rest: string): string {
  const [named = "", digest, ...more] = rest.split("@");
  if (more.length > 0 || (digest !== undefined && !isDigest(digest))) {
    refuse("has a digest of the wrong form", "write @sha256:<64 digits>");
  }
  const colon = named.indexOf(":");
  if (colon < 0) return named;
  if (!/^\w[\w.-]{0,127}$/.test(named.slice(colon + 1))) {
    refuse(
      "has a tag of the wrong form",
      "a tag has 1 to 128 letters, digits, dots, dashes and underscores",
    );
  }
  return named.slice(0, colon);
}

// go-digest knows these three and their lengths.
function isDigest(digest: string): boolean {
  return /^(?:sha256:[a-f0-9]{64}|sha384:[a-f0-9]{96}|sha512:[a-f0-9]{128})$/
    .test(digest);
}

// reference.domainAndPort
function isRegistry(registry: string): boolean {
  const label = "[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?";
  return new RegExp(
    `^(?:${label}(?:\\.${label})*|\\[[a-fA-F0-9:]+\\])(?::[0-9]+)?$`,
  ).test(registry);
}

// reference.pathComponent: alphanumerics joined by one dot, one or two
// underscores, or any number of dashes.
function isPath(path: string): boolean {
  return path.split("/").every((part) =>
    /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*$/.test(part)
  );
}
