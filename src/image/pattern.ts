/**
 * Image patterns, taken apart exactly as the kubelet takes `matchImages` apart.
 *
 * Restates `ParseSchemelessURL` and `SplitURL` of Kubernetes
 * `pkg/credentialprovider/keyring.go`, and the parts of Go's `net/url` that
 * these reach.
 * @module
 */
import { isDigits, isHex, isMadeOf } from "../format/characters.ts";
import type { ImageName } from "./name.ts";
import type { ImagePattern } from "./match.ts";

/**
 * Takes a pattern or an image reference apart, as `ParseSchemelessURL` does.
 *
 * Text outside ASCII is compared byte by byte, as Go does.
 *
 * @returns `undefined` where Go's `url.Parse` refuses `"https://" + text`. The
 * kubelet refuses to start with such a pattern, and such an image never matches.
 */
export function parseImagePattern(text: string): ImagePattern | undefined {
  return parseUrl(toBytes(text));
}

/** An image taken apart for matching. A normalised name can always be taken apart. */
export function toTarget(image: ImageName): ImagePattern {
  return parseImagePattern(image.repository) ??
    { host: "", port: "", path: "" };
}

// As Go strings: one character a byte, so that prefixes and escapes mean the same.
function toBytes(text: string): string {
  for (let at = 0; at < text.length; at++) {
    if (text.charCodeAt(at) < 0x80) continue;
    const bytes = new TextEncoder().encode(text);
    return Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
  }
  return text;
}

// url.Parse: fragment, then query, then authority and path.
function parseUrl(text: string): ImagePattern | undefined {
  const [rest, fragment] = cut(text, "#");
  if (unescape(fragment) === undefined || hasControls(rest)) return undefined;
  const [url] = cut(rest, "?");
  const slash = url.indexOf("/");
  const path = unescape(slash < 0 ? "" : url.slice(slash));
  const host = parseAuthority(slash < 0 ? url : url.slice(0, slash));
  if (path === undefined || host === undefined) return undefined;
  return withHost(host, path);
}

/** What stands before the first mark, and what behind it. */
function cut(text: string, mark: string): readonly [string, string] {
  const at = text.indexOf(mark);
  return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at + 1)];
}

// url.stringContainsCTLByte
function hasControls(text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code < 0x20 || code === 0x7f) return true;
  }
  return false;
}

const NOT_IN_HOST: readonly string[] = [..." \\^`{|}"];

// url.parseAuthority and parseHost: what stands before an @ is no part of the host.
function parseAuthority(authority: string): string | undefined {
  const at = authority.lastIndexOf("@");
  if (at >= 0 && !isUserInfo(authority.slice(0, at))) return undefined;
  const host = at < 0 ? authority : authority.slice(at + 1);
  if (NOT_IN_HOST.some((one) => host.includes(one))) return undefined;
  // Only bytes outside ASCII, and the percent sign itself, may be escaped there.
  const escapesAscii = host.includes("%") && /%(?!25)[0-7]/.test(host);
  return escapesAscii ? undefined : unescape(host);
}

// url.validUserinfo
function isUserInfo(text: string): boolean {
  return isMadeOf(text, "_-.:~!$&'()*+,;=%@") && unescape(text) !== undefined;
}

function unescape(text: string): string | undefined {
  if (!text.includes("%")) return text;
  if (/%(?![\dA-Fa-f]{2})/.test(text)) return undefined;
  return text.replaceAll(
    /%(..)/g,
    (_, digits) => String.fromCharCode(parseInt(digits, 16)),
  );
}

// url.validOptionalPort, then net.SplitHostPort with its fallback in SplitURL.
function withHost(host: string, path: string): ImagePattern | undefined {
  if (host.includes("[")) return withAddress(host, path);
  const colon = host.lastIndexOf(":");
  if (colon < 0) return { host, port: "", path };
  const port = host.slice(colon + 1);
  if (!isDigits(port)) return undefined;
  const name = host.slice(0, colon);
  // Go 1.26 refuses a second colon; before, such a host matched no image either.
  if (name.includes(":")) return undefined;
  // SplitHostPort refuses a stray bracket, and the port stays.
  if (name.includes("]")) return { host, port: "", path };
  return { host: name, port, path };
}

function withAddress(host: string, path: string): ImagePattern | undefined {
  const end = host.indexOf("]");
  const address = host.slice(1, Math.max(end, 1));
  const port = host.slice(end + 1);
  const isPort = port === "" ||
    (port.startsWith(":") && isDigits(port.slice(1)));
  if (!host.startsWith("[") || end < 0 || !isPort) return undefined;
  if (!isHex(address.toLowerCase().replaceAll(/[:.]/g, ""))) return undefined;
  // As netip.ParseAddr of Go 1.26; before, the address was not looked at.
  if (!URL.canParse(`http://[${address}]`)) return undefined;
  // Without a port SplitHostPort fails, and the brackets stay.
  return port === ""
    ? { host, port: "", path }
    : { host: address, port: port.slice(1), path };
}
