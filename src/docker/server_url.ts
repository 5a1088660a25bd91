/**
 * What Docker and its kin call a server URL: which registry, or part of one,
 * is meant.
 *
 * Restates which forms there are: `https://index.docker.io/v1/` and `host:port`
 * of Docker (`registry.IndexServer`, `credentials.ConvertToHostname`), and
 * `host/path` of podman and skopeo (`containers/image`, `pkg/docker/config`).
 * @module
 */
import { ProviderError } from "../runtime/errors.ts";
import { parseImageName } from "../image/fault.ts";
import type { ImageName } from "../image/name.ts";

/** Other names under which clients know Docker Hub. */
const DOCKER_HUB = ["index.docker.io", "registry-1.docker.io"];

/**
 * Reads a server URL.
 *
 * @returns As an image, with an empty path where the whole registry is meant;
 * `undefined` where no image can come from there. Docker keeps its tokens of
 * Docker Hub under the API, and a password is none of these.
 */
export function parseServerUrl(text: string): ImageName | undefined {
  const named = /^https?:\/\/(.+)$/i.exec(text)?.[1];
  const [host = "", ...parts] = (named ?? text).split("/");
  if (isTokenPlace(parts)) return undefined;
  // The API of a registry, which Docker writes after the host: it is not a folder.
  const isApi = parts.length > 0 && /^v[12]$/.test(parts[0] ?? "") &&
    (named !== undefined || parts.length === 2 && parts[1] === "");
  const path = isApi ? "" : parts.join("/").replace(/\/$/, "");
  const registry = DOCKER_HUB.includes(host) ? "docker.io" : host;
  const isDockerHub = registry === "docker.io";
  // A name to try the host with: on Docker Hub one part alone gets a folder.
  const example = path === "" ? "any/image" : path;
  const image = parseOrNothing(`${registry}/${example}`);
  if (image === undefined || image.registry !== registry) return undefined;
  if (!isDockerHub && image.path !== example) return undefined;
  return path === "" ? { repository: registry, registry, path } : image;
}

// cli/command/registry of docker/cli, "access-token" and "refresh-token".
function isTokenPlace([version, kind, ...more]: readonly string[]): boolean {
  return /^v[12]$/.test(version ?? "") &&
    /^(?:access|refresh)-token$/.test(kind ?? "") && more.join("") === "";
}

function parseOrNothing(reference: string): ImageName | undefined {
  try {
    return parseImageName(reference);
  } catch (error) {
    if (error instanceof ProviderError) return undefined;
    throw error;
  }
}
