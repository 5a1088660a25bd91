/**
 * Image names as a kubelet sends them, nearly always: a host with a dot, then
 * components in lower case whose separators stand alone, no tag, no digest.
 *
 * One look at the text instead of all the rules of `src/image_name.ts`, each of
 * which accepts such a name as it is. It gives up where it is not sure.
 * @module
 */
import { isDigit } from "./characters.ts";

/** The longest path of a repository, as `distribution/reference` sets it. */
export const LONGEST_PATH = 255;

/** A normalised image name, without tag and digest. */
export interface ImageName {
  /** Registry and path, as the kubelet sends it: `docker.io/library/nginx`. */
  readonly repository: string;
  /** Host, with its port where one is given: `docker.io`. */
  readonly registry: string;
  /** What follows the registry, without a leading slash: `library/nginx`. */
  readonly path: string;
}

/** A plain name, taken apart; `undefined` where all the rules are needed. */
export function plainImageName(reference: string): ImageName | undefined {
  if (reference.length > LONGEST_PATH) return undefined;
  let slash = -1;
  let dot = -1;
  let colon = -1;
  let separator = -1;
  for (let at = 0; at < reference.length; at++) {
    const code = reference.charCodeAt(at);
    if (isDigit(code) || (code >= 97 && code <= 122 && colon < 0)) continue;
    // Not at the start, and not beside another one.
    if (separator === at - 1) return undefined;
    separator = at;
    const one = reference.charAt(at);
    if (one === "/") {
      if (slash < 0) slash = at;
      colon = -1;
    } else if (one === ".") {
      if (colon >= 0) return undefined;
      if (slash < 0) dot = at;
    } else if (one === ":") {
      if (slash >= 0 || colon >= 0) return undefined;
      colon = at;
    } else if (one !== "-" && (one !== "_" || slash < 0)) return undefined;
    else if (colon >= 0) return undefined;
  }
  if (slash < 0 || dot < 0 || separator === reference.length - 1) {
    return undefined;
  }
  const name = toImageName(reference, slash);
  const { registry, path } = name;
  return registry === "index.docker.io" ||
      (registry === "docker.io" && !path.includes("/"))
    ? undefined
    : name;
}

/** A normalised name, taken apart at its first slash. */
export function toImageName(repository: string, slash: number): ImageName {
  return {
    repository,
    registry: repository.slice(0, slash),
    path: repository.slice(slash + 1),
  };
}
