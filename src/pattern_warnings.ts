/**
 * Image patterns that are legal but almost surely not what was meant.
 * @module
 */
import type { Pattern } from "./registries.ts";

/**
 * What is surely wrong with a pattern, and what to write instead.
 */
export function patternWarnings(pattern: Pattern): readonly string[] {
  const { text, path } = pattern;
  if (/^[a-z]+:\/\//i.test(text)) {
    return [
      "begins with a scheme, so it never matches: write host[:port][/path]",
    ];
  }
  if (/[?#]/.test(text)) {
    return ['holds a "?" or "#": what follows is ignored'];
  }
  const [host = ""] = text.split("/", 1);
  const warnings: string[] = [];
  if (host === "index.docker.io") {
    warnings.push(
      "never matches: images of Docker Hub are named docker.io/…, so write docker.io",
    );
  }
  if (/[A-Z]/.test(path)) {
    warnings.push(
      "has capital letters in its path, so it never matches: repositories are in lower case",
    );
  }
  return [...warnings, ...pathWarnings(host, path)];
}

function pathWarnings(host: string, path: string): readonly string[] {
  if (path === "" || path.endsWith("/")) return [];
  if (path.includes("*")) {
    const before = path.slice(0, path.indexOf("*"));
    return [
      `has a * in its path, where it is no wildcard, so it never matches: a path is a plain prefix, write ${host}${before}`,
    ];
  }
  if (path.includes(":")) {
    return [
      "ends in a tag, so it never matches: images reach a provider without their tag",
    ];
  }
  if (host === "docker.io" && !path.includes("/", 1)) {
    return [
      `does not match the official image: that one is docker.io/library${path}`,
    ];
  }
  return [
    `also matches longer names such as ${host}${path}-2: write ${host}${path}/ where a folder is meant`,
  ];
}
