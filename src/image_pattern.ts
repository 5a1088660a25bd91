/**
 * Image patterns, taken apart exactly as the kubelet takes `matchImages` apart.
 *
 * Restates `ParseSchemelessURL` and `SplitURL` of Kubernetes
 * `pkg/credentialprovider/keyring.go`, and the parts of Go's `net/url` that
 * these reach.
 * @module
 */

import { isDigit } from "./characters.ts";
import type { ImageName } from "./plain_image_name.ts";
import { type ImagePattern, plainPattern } from "./pattern_match.ts";

/**
 * Takes a pattern or an image reference apart, as `ParseSchemelessURL` does.
 *
 * Text outside ASCII is compared byte by byte, as Go does.
 *
 * @returns `undefined` where Go's `url.Parse` refuses `"https://" + text`. The
 * kubelet refuses to start with such a pattern, and such an image never matches.
 */
export function parseImagePattern(text: string): ImagePattern | undefined {
  return plainPattern(text) ?? parseUrl(toBytes(text));
}

/** An image taken apart for matching. A normalised name can always be taken apart. */
export function toTarget(image: ImageName): ImagePattern {
  return parseImagePattern(image.repository) ??
    { host: "", port: "", path: "" };
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
      ? { host, port: "", path }
      : { host: address, port: port.slice(1), path };
  }
  const colon = host.lastIndexOf(":");
  if (colon < 0) return { host, port: "", path };
  const port = host.slice(colon + 1);
  for (let at = 0; at < port.length; at++) {
    if (!isDigit(port.charCodeAt(at))) return undefined;
  }
  const name = host.slice(0, colon);
  // Go 1.26 refuses a second colon; before, such a host matched no image either.
  if (name.includes(":")) return undefined;
  // SplitHostPort refuses a stray bracket, and the port stays.
  if (name.includes("]")) return { host, port: "", path };
  return { host: name, port, path };
}
