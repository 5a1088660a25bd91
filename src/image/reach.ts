/**
 * Whether an image pattern covers any image that there can be.
 * @module
 */
import { type ImagePattern, matches } from "./match.ts";
import { readImageName } from "./name.ts";
import { toTarget } from "./pattern.ts";

/** What turns a prefix of a path into a whole one. */
const ENDS = ["a", "/a", "a/a"];

/**
 * Tells whether some image name that the kubelet accepts is covered.
 *
 * The names that are tried have an `a` for each `*`, which fits wherever a
 * letter, a digit or nothing does; so where none of them is covered, none is.
 */
export function coversSomething(pattern: ImagePattern): boolean {
  return [pattern.host.replaceAll("*", "a"), "localhost"].some((host) =>
    ENDS.some((end) => {
      const image = readImageName(
        registryOf(host, pattern) + pathOf(pattern) + end,
      );
      return typeof image === "object" && matches(pattern, toTarget(image));
    })
  );
}

function registryOf(host: string, { port }: ImagePattern): string {
  // A pattern has brackets around an address only where no port follows.
  const named = host.includes(":") && !host.startsWith("[")
    ? `[${host}]`
    : host;
  return port === "" ? named : `${named}:${port}`;
}

function pathOf({ path }: ImagePattern): string {
  return path === "" ? "/" : path;
}
