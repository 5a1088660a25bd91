/**
 * Which proxy Deno takes to a host, for messages.
 *
 * Deno does not tell which proxy it took. The rules are those of deno_fetch
 * (`proxy.rs`), as 2.7 and 2.9 have them.
 * @module
 */
import type { Proxy } from "./failure.ts";
import { PROXY_VARIABLES } from "./proxy_variables.ts";

type Env = (name: string) => string | undefined;

/**
 * The proxy that the environment names for a URL; `undefined` where Deno asks
 * the host itself. A variable whose value is not a proxy counts where no other
 * names one: it is what its author meant, and Deno passes over it in silence.
 */
export function proxyFor(url: URL, env: Env): Proxy | undefined {
  if (isExempt(url.hostname, env)) return undefined;
  const set = PROXY_VARIABLES
    .filter((name) => countsFor(name, url, env) && env(name))
    .map((variable) => ({ variable, host: hostOf(env(variable) ?? "") }));
  return set.find(({ host }) => host !== undefined) ?? set[0];
}

function countsFor(name: string, { protocol }: URL, env: Env): boolean {
  const kind = name.toLowerCase();
  if (kind === "all_proxy") return true;
  // In a CGI program a header "Proxy" becomes HTTP_PROXY.
  return kind === "https_proxy"
    ? protocol === "https:"
    : protocol === "http:" && env("REQUEST_METHOD") === undefined;
}

// Without a scheme it is http, and nothing may stand after the port.
function hostOf(value: string): string | undefined {
  const text = value.includes("/") ? value : `http://${value}`;
  if (!/^(?:https?|socks5h?):\/\//i.test(text)) return undefined;
  // The URL standard knows the parts of http better than those of socks5.
  const url = text.replace(/^[^:]*/, "http");
  return URL.canParse(url) ? new URL(url).host : undefined;
}

function isExempt(hostname: string, env: Env): boolean {
  const host = hostname.replace(/^\[|\]$/g, "");
  const list = env("NO_PROXY") ?? env("no_proxy") ?? "";
  const isAddress = host.includes(":") || addressOf(host) !== undefined;
  return list.split(",").map((word) => word.trim()).some((word) =>
    isAddress
      ? word === host || isInNetwork(host, word)
      : word === "*" || word.replace(/^\./, "") === host ||
        (word !== "" && host.endsWith(`.${word.replace(/^\./, "")}`))
  );
}

function isInNetwork(host: string, network: string): boolean {
  const [, first = "", bits = ""] = /^([\d.]+)\/(\d+)$/.exec(network) ?? [];
  const [address, start] = [addressOf(host), addressOf(first)];
  if (address === undefined || start === undefined) return false;
  const size = 2 ** (32 - Number(bits));
  return Math.floor(address / size) === Math.floor(start / size);
}

/** An IPv4 address as a number. */
function addressOf(text: string): number | undefined {
  return /^\d+(?:\.\d+){3}$/.test(text)
    ? text.split(".").reduce((sum, byte) => sum * 256 + Number(byte), 0)
    : undefined;
}
