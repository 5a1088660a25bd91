/**
 * Image patterns that are legal but probably a mistake.
 * @module
 */
import type { Pattern } from "../config/registries.ts";
import { coversSomething } from "../image/reach.ts";

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
  if (host === "index.docker.io" || host === "hub.docker.com") {
    return [
      "never matches: images of Docker Hub are named docker.io/…, so write docker.io",
    ];
  }
  if (!path.includes("*") && !path.includes(":")) {
    const reason = neverReason(pattern, host);
    if (reason !== undefined) return [reason];
  }
  const alone = isGlobAlone(pattern)
    ? [
      "covers no registry but localhost: a * stands for one part of a host between dots, so write *.example.com",
    ]
    : [];
  return [...alone, ...pathWarnings(host, path)];
}

function isGlobAlone({ host, port }: Pattern): boolean {
  return port === "" && host.includes("*") && !host.includes(".");
}

function neverReason(pattern: Pattern, host: string): string | undefined {
  if (coversSomething(pattern)) return undefined;
  const { text, path } = pattern;
  if (!/^[\0-\x7f]*$/.test(text)) {
    return "holds a character outside ASCII, so it never matches: write the host as DNS has it, xn--…";
  }
  if (text.includes("$")) {
    return 'holds a "$", so it never matches: no variable is replaced in a pattern, so write the host out';
  }
  if (host === "" || path.includes("//")) {
    return "has an empty part between slashes, so it never matches: write host[:port][/path]";
  }
  if (host.startsWith("[")) {
    return `is an IPv6 address without a port, which a kubelet never matches: write ${host}:443`;
  }
  if (host.split(".").includes("")) {
    return "has an empty part between dots, so it never matches: write host[:port][/path]";
  }
  if (/[A-Z]/.test(path)) {
    return "has capital letters in its path, so it never matches: repositories are in lower case";
  }
  if (/^[a-z0-9*_-]+$/.test(host)) {
    const library = text.includes("/") ? "" : "library/";
    return `names no registry, so it never matches: write docker.io/${library}${text} for images of Docker Hub, else host[:port][/path]`;
  }
  return "never matches, as no image can have such a name: write host[:port][/path]";
}

function pathWarnings(host: string, path: string): readonly string[] {
  if (path === "" || path.endsWith("/")) return [];
  if (path.includes("*")) {
    const before = path.slice(0, path.indexOf("*"));
    return [
      `has a * in its path, where it is not a wildcard, so it never matches: a path is a plain prefix, write ${host}${before}`,
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
