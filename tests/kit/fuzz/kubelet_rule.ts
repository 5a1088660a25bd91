/**
 * How the kubelet matches an image, written down a second time and without a
 * look at `src/image/pattern.ts`: the steps of Go's sources in their order, on
 * bytes, so that the two can be compared.
 *
 * Kubernetes `pkg/credentialprovider/keyring.go` (`ParseSchemelessURL`,
 * `SplitURL`, `URLsMatchStr`), and Go 1.26 `net/url`, `net.SplitHostPort` and
 * `path/filepath.Match`. IPv6 zones are left out: the program refuses them.
 * @module
 */

/** `url.URL`, as far as it is used. Each character is a byte. */
interface GoUrl {
  readonly host: string;
  readonly path: string;
}

/** `URLsMatchStr`; an error counts as no match, as where the kubelet looks up. */
export function urlsMatchStr(glob: string, target: string): boolean {
  const globUrl = parseSchemelessUrl(glob);
  const targetUrl = parseSchemelessUrl(target);
  if (globUrl === undefined || targetUrl === undefined) return false;
  const [globHost, globPort] = splitHostPort(globUrl.host);
  const [targetHost, targetPort] = splitHostPort(targetUrl.host);
  if (globPort !== targetPort) return false;
  const globParts = globHost.split(".");
  const targetParts = targetHost.split(".");
  if (globParts.length !== targetParts.length) return false;
  if (targetUrl.path.slice(0, globUrl.path.length) !== globUrl.path) {
    return false;
  }
  for (let k = 0; k < globParts.length; k++) {
    if (filepathMatch(globParts[k] ?? "", targetParts[k] ?? "") !== true) {
      return false;
    }
  }
  return true;
}

/** `ParseSchemelessURL`: `url.Parse("https://" + text)`; `undefined` for an error. */
export function parseSchemelessUrl(text: string): GoUrl | undefined {
  let raw = "https://";
  for (const byte of new TextEncoder().encode(text)) {
    raw += String.fromCharCode(byte);
  }
  const [url, fragment] = cut(raw, "#");
  for (let at = 0; at < url.length; at++) {
    const code = url.charCodeAt(at);
    if (code < 0x20 || code === 0x7f) return undefined;
  }
  const [hierarchy] = cut(url.slice("https://".length), "?");
  const slash = hierarchy.indexOf("/");
  const authority = slash === -1 ? hierarchy : hierarchy.slice(0, slash);
  const rest = slash === -1 ? "" : hierarchy.slice(slash);
  const host = parseAuthority(authority);
  const path = unescapeUrl(rest, false);
  if (host === undefined || path === undefined) return undefined;
  return unescapeUrl(fragment, false) === undefined
    ? undefined
    : { host, path };
}

function parseAuthority(authority: string): string | undefined {
  const at = authority.lastIndexOf("@");
  const host = parseHost(authority.slice(at + 1));
  if (at === -1 || host === undefined) return host;
  const user = authority.slice(0, at);
  for (const letter of user) {
    if (!isAlphanumeric(letter) && !"-._:~!$&'()*+,;=%@".includes(letter)) {
      return undefined;
    }
  }
  const [name, password] = cut(user, ":");
  const sound = unescapeUrl(name, false) !== undefined &&
    unescapeUrl(password, false) !== undefined;
  return sound ? host : undefined;
}

function parseHost(host: string): string | undefined {
  const open = host.lastIndexOf("[");
  if (open > 0) return undefined;
  if (open === 0) {
    const close = host.lastIndexOf("]");
    if (close === -1) return undefined;
    const port = host.slice(close + 1);
    if (!isOptionalPort(port)) return undefined;
    const address = unescapeUrl(host.slice(1, close), true);
    if (address === undefined || !isIpv6(address)) return undefined;
    return `[${address}]${port}`;
  }
  const colon = host.indexOf(":");
  if (colon !== -1 && !isOptionalPort(host.slice(colon))) return undefined;
  return unescapeUrl(host, true);
}

function isOptionalPort(text: string): boolean {
  if (text === "") return true;
  if (text[0] !== ":") return false;
  for (const letter of text.slice(1)) {
    if (letter < "0" || letter > "9") return false;
  }
  return true;
}

/** `unescape` in the mode of a host, or in any other that is used here. */
function unescapeUrl(text: string, isHost: boolean): string | undefined {
  let result = "";
  for (let at = 0; at < text.length; at++) {
    const letter = text.charAt(at);
    if (letter === "%") {
      const high = HEX.indexOf(text.charAt(at + 1).toLowerCase() || " ");
      const low = HEX.indexOf(text.charAt(at + 2).toLowerCase() || " ");
      if (high === -1 || low === -1) return undefined;
      if (isHost && high < 8 && !(high === 2 && low === 5)) return undefined;
      result += String.fromCharCode(high * 16 + low);
      at += 2;
      continue;
    }
    const isPlain = letter.charCodeAt(0) >= 0x80 || isAlphanumeric(letter) ||
      "-_.~!$&'()*+,;=:[]<>\"".includes(letter);
    if (isHost && !isPlain) return undefined;
    result += letter;
  }
  return result;
}

const HEX = "0123456789abcdef";

function isAlphanumeric(letter: string): boolean {
  return (letter >= "a" && letter <= "z") || (letter >= "A" && letter <= "Z") ||
    (letter >= "0" && letter <= "9");
}

/** `netip.ParseAddr` where the result is no IPv4 address and has no zone. */
function isIpv6(text: string): boolean {
  const halves = text.split("::");
  if (halves.length > 2) return false;
  const groups: string[] = [];
  for (const half of halves) {
    if (half !== "") groups.push(...half.split(":"));
    else if (halves.length === 1) return false;
  }
  let count = 0;
  for (const [at, group] of groups.entries()) {
    if (at === groups.length - 1 && group.includes(".")) {
      // An address that ends in "::" has no group after it.
      if (text.endsWith("::") || !isIpv4(group)) return false;
      count += 2;
    } else {
      if (group.length < 1 || group.length > 4) return false;
      for (const letter of group.toLowerCase()) {
        if (!HEX.includes(letter)) return false;
      }
      count += 1;
    }
  }
  return halves.length === 2 ? count < 8 : count === 8;
}

function isIpv4(text: string): boolean {
  const parts = text.split(".");
  return parts.length === 4 && parts.every((part) => {
    if (part.length < 1 || part.length > 3) return false;
    for (const letter of part) if (letter < "0" || letter > "9") return false;
    return (part.length === 1 || part[0] !== "0") && Number(part) <= 255;
  });
}

/** `net.SplitHostPort`, with `SplitURL`'s answer to its errors. */
function splitHostPort(hostPort: string): readonly [string, string] {
  const failed = [hostPort, ""] as const;
  const colon = hostPort.lastIndexOf(":");
  if (colon === -1) return failed;
  const port = hostPort.slice(colon + 1);
  if (hostPort[0] === "[") {
    const end = hostPort.indexOf("]");
    if (end === -1 || end + 1 !== colon) return failed;
    const isClean = !hostPort.slice(1).includes("[") &&
      !hostPort.slice(colon).includes("]");
    return isClean ? [hostPort.slice(1, end), port] : failed;
  }
  const host = hostPort.slice(0, colon);
  return /[:[\]]/.test(host) || /[[\]]/.test(port) ? failed : [host, port];
}

/** `filepath.Match` on a label; `undefined` for a bad pattern. Nothing there can hold a backslash, a "?" or a "/". */
function filepathMatch(glob: string, name: string): boolean | undefined {
  // Which beginnings of the name are matched by what of the pattern was read.
  let open = new Set([0]);
  for (let at = 0; at < glob.length; at++) {
    const next = new Set<number>();
    const letter = glob.charAt(at);
    if (letter === "*") {
      for (let end = Math.min(...open); end <= name.length; end++) {
        next.add(end);
      }
    } else if (letter === "[") {
      const close = glob.indexOf("]", at + 1);
      if (close === -1) return undefined;
      const characters = glob.slice(at + 1, close);
      for (const end of open) {
        if (end < name.length && characters.includes(name.charAt(end))) {
          next.add(end + 1);
        }
      }
      at = close;
    } else {
      for (const end of open) if (name[end] === letter) next.add(end + 1);
    }
    if (next.size === 0) return false;
    open = next;
  }
  return open.has(name.length);
}

function cut(text: string, separator: string): readonly [string, string] {
  const at = text.indexOf(separator);
  return at === -1 ? [text, ""] : [text.slice(0, at), text.slice(at + 1)];
}
