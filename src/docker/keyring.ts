/**
 * Choosing among credentials by registry key, as the kubelet and Docker do.
 *
 * Restates `BasicDockerKeyring.Add` and `Lookup` of Kubernetes
 * `pkg/credentialprovider/keyring.go`.
 * @module
 */
import { parseImagePattern } from "../image/pattern.ts";
import { type ImagePattern, matches } from "../image/match.ts";
import { overlap } from "../image/overlap.ts";

/**
 * Finds the key whose credentials are tried first for an image.
 *
 * A key may have a scheme; a leading `/v1/` or `/v2/` of its path is dropped.
 * Of several keys that match, the last in byte order comes first, so a longer
 * path before a shorter one. `index.docker.io` stands for Docker Hub where
 * nothing else matches.
 *
 * @param image A normalised image name, such as `docker.io/library/nginx`.
 * @returns One of `keys`, or `undefined`.
 */
export function findKey(
  keys: readonly string[],
  image: string,
): string | undefined {
  const target = parseImagePattern(image);
  if (target === undefined) return undefined;
  let best: { key: string; index: string } | undefined;
  let hub: string | undefined;
  for (const key of keys) {
    const pattern = parseKey(key);
    if (pattern === undefined) continue;
    const index = indexOf(pattern);
    if (index === "index.docker.io") hub ??= key;
    if (!matches(pattern, target)) continue;
    if (best === undefined || index > best.index) best = { key, index };
  }
  return best?.key ?? (isDockerHub(image) ? hub : undefined);
}

/**
 * The keys that {@linkcode findKey} may choose for the images of a pattern.
 *
 * @returns Some of `keys`, in their order.
 */
export function keysFor(
  keys: readonly string[],
  pattern: ImagePattern,
): readonly string[] {
  const ofHub = overlap(pattern, { host: "docker.io", port: "", path: "" });
  return keys.filter((key) => {
    const parsed = parseKey(key);
    if (parsed === undefined) return false;
    return overlap(parsed, pattern) ||
      (ofHub && indexOf(parsed) === "index.docker.io");
  });
}

function parseKey(key: string): ImagePattern | undefined {
  const pattern = parseImagePattern(key.replace(/^https?:\/\//, ""));
  if (pattern === undefined) return undefined;
  const path = pattern.path.replace(/^\/v[12]\//, "/");
  return { ...pattern, path: path === "/" ? "" : path };
}

function indexOf({ host, port, path }: ImagePattern): string {
  return host + (port === "" ? "" : `:${port}`) + path;
}

// keyring.go, isDefaultRegistryMatch
function isDockerHub(image: string): boolean {
  const slash = image.indexOf("/");
  if (slash < 0) return image !== "";
  const first = image.slice(0, slash);
  return first === "docker.io" || first === "index.docker.io" ||
    (first !== "" && !/[.:]/.test(first));
}
