/**
 * Image patterns, matched exactly as the kubelet matches `matchImages`.
 *
 * Restates `ParseSchemelessURL`, `SplitURL` and `URLsMatch` of Kubernetes
 * `pkg/credentialprovider/keyring.go`, and the parts of Go's `net/url` and
 * `path/filepath.Match` that these reach.
 * @module
 */

import { isDigit, isMadeOf } from "./characters.ts";

/** A pattern or image reference, taken apart. */
export interface ImagePattern {
  /** The host, split at its dots. */
  readonly labels: readonly string[];
  /** Digits, or empty where none is given. */
  readonly port: string;
  /** With its leading slash; empty where none is given. */
  readonly path: string;
}

/**
 * Takes a pattern or an image reference apart, as `ParseSchemelessURL` does.
 *
 * Text outside ASCII is compared byte by byte, as Go does.
 *
 * @returns `undefined` where Go's `url.Parse` refuses `"https://" + text`. The
 * kubelet refuses to start with such a pattern, and such an image never matches.
 */
export function parseImagePattern(text: string): ImagePattern | undefined {
  if (!isPlain(text)) return parseUrl(toBytes(text));
  const slash = text.indexOf("/");
  return slash < 0
    ? withHost(text, "")
    : withHost(text.slice(0, slash), text.slice(slash));
}

/**
 * Tells whether a pattern covers an image, as `URLsMatch` does: equal ports,
 * equally many labels, the path a plain string prefix, every label a glob.
 */
export function matches(pattern: ImagePattern, image: ImagePattern): boolean {
  return hostMatches(pattern, image) && image.path.startsWith(pattern.path);
}

/** Tells whether host and port of a pattern cover those of an image. */
export function hostMatches(
  pattern: ImagePattern,
  image: ImagePattern,
): boolean {
  return pattern.port === image.port &&
    pattern.labels.length === image.labels.length &&
    pattern.labels.every((label, at) => labelMatches(label, image.labels[at]));
}

/** Tells whether one label covers another; `*` stands for any run, or none. */
export function labelMatches(glob: string, label = ""): boolean {
  // What is left of a bracketed address is a class of characters to filepath.Match.
  if (glob.startsWith("[")) {
    return glob.endsWith("]") && label.length === 1 &&
      glob.slice(1, -1).includes(label);
  }
  if (!glob.includes("*")) return glob === label;
  const runs = glob.split("*");
  const first = runs[0] ?? "";
  const last = runs[runs.length - 1] ?? "";
  if (label.length < first.length + last.length) return false;
  if (!label.startsWith(first) || !label.endsWith(last)) return false;
  let at = first.length;
  const end = label.length - last.length;
  for (const run of runs.slice(1, -1)) {
    const found = label.indexOf(run, at);
    if (found < 0 || found + run.length > end) return false;
    at = found + run.length;
  }
  return true;
}

// Nearly every name: nothing in it has a meaning in a URL but the slash and the port.
function isPlain(text: string): boolean {
  return isMadeOf(text, "_.*:/-");
}

// As Go strings: one character a byte, so that prefixes and escapes mean the same.
function toBytes(text: string): string {
  const bytes = new TextEncoder().encode(text);
  return Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
}

// url.Parse: fragment, then query, then authority and path.
function parseUrl(text: string): ImagePattern | undefined {
  const hash = text.indexOf("#");
  if (hash >= 0 && unescape(text.slice(hash + 1)) === undefined) {
    return undefined;
  }
  const [rest = ""] = text.split("#", 1);
  // deno-lint-ignore no-control-regex -- net/url refuses exactly these
  if (/[\x00-\x1f\x7f]/.test(rest)) return undefined;
  const [url = ""] = rest.split("?", 1);
  const slash = url.indexOf("/");
  const authority = slash < 0 ? url : url.slice(0, slash);
  const path = unescape(slash < 0 ? "" : url.slice(slash));
  const host = parseAuthority(authority);
  if (path === undefined || host === undefined) return undefined;
  return withHost(host, path);
}

// url.parseAuthority and parseHost: what stands before an @ is no part of the host.
function parseAuthority(authority: string): string | undefined {
  const at = authority.lastIndexOf("@");
  const user = authority.slice(0, Math.max(at, 0));
  if (!/^[\w\-.:~!$&'()*+,;=%@]*$/.test(user)) return undefined;
  if (unescape(user) === undefined) return undefined;
  const host = authority.slice(at + 1);
  // Only bytes outside ASCII, and the percent sign itself, may be escaped in a host.
  if (/%(?!25)[0-7]/.test(host)) return undefined;
  if (/[ \\^`{|}]/.test(host)) return undefined;
  return unescape(host);
}

function unescape(text: string): string | undefined {
  if (/%(?![0-9a-fA-F]{2})/.test(text)) return undefined;
  return text.replaceAll(
    /%([0-9a-fA-F]{2})/g,
    (_, hex) => String.fromCharCode(parseInt(hex, 16)),
  );
}

// url.validOptionalPort, then net.SplitHostPort with its fallback in SplitURL.
function withHost(host: string, path: string): ImagePattern | undefined {
  if (host.includes("[")) {
    const bracketed = /^\[([0-9a-fA-F:.]*)\](:\d*)?$/.exec(host);
    if (bracketed === null) return undefined;
    const [, address = "", port] = bracketed;
    // As netip.ParseAddr of Go 1.26; before, the address was not looked at.
    if (!URL.canParse(`http://[${address}]`)) return undefined;
    // Without a port SplitHostPort fails, and the brackets stay.
    return port === undefined
      ? { labels: host.split("."), port: "", path }
      : { labels: address.split("."), port: port.slice(1), path };
  }
  const colon = host.lastIndexOf(":");
  if (colon < 0) return { labels: host.split("."), port: "", path };
  const port = host.slice(colon + 1);
  for (let at = 0; at < port.length; at++) {
    if (!isDigit(port.charCodeAt(at))) return undefined;
  }
  const name = host.slice(0, colon);
  // Go 1.26 refuses a second colon; before, such a host matched no image either.
  if (name.includes(":")) return undefined;
  // SplitHostPort refuses a stray bracket, and the port stays.
  if (name.includes("]")) return { labels: host.split("."), port: "", path };
  return { labels: name.split("."), port, path };
}
