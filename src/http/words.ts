/**
 * Why a service could not be asked, in words that say what to change.
 * @module
 */
import type { Reason, RequestFailure } from "./failure.ts";

/** What to do about a reason, as the end of a sentence, where that depends on the service. */
export type Remedies = { readonly [reason in Reason]?: string } & {
  readonly others: string;
};

const WHAT: Readonly<Record<Reason, string>> = {
  "untrusted": "its certificate is not trusted",
  "other host": "its certificate is for another host",
  "expired": "its certificate is not valid by the clock of this node",
  "unfit": "its certificate cannot be that of a server",
  "no handshake": "it refuses the TLS connection",
  "no authorities": "the authorities that this machine trusts cannot be read",
  "unresolved": "its name cannot be resolved",
  "refused": "it refuses the connection",
  "unreachable": "its address cannot be reached",
  "closed": "it closes the connection before its answer is complete",
  "late": "it does not respond in time",
  "too large": "its answer is too large",
  "no TLS": "it does not speak TLS",
  "no HTTP": "it does not speak HTTP",
  "unsendable":
    "a key, token or name that it is sent has a line end, or another character that no header may have",
  "proxy refuses": "a proxy refuses to connect to it",
  "proxy login": "a proxy wants a user name and password",
  "unknown": "its answer cannot be read",
};

/** What to do where that does not depend on the service. */
const USUAL: { readonly [reason in Reason]?: string } = {
  "untrusted":
    "add the authority to the system's store, or name it in DENO_CERT",
  "expired": "synchronise the clock of this node, or renew the certificate",
  "unfit":
    "give it one of X.509 version 3 with CA:FALSE, that is for servers (serverAuth)",
  "no handshake":
    "it may want the certificate of a client, which this program does not have, or a TLS older than 1.2",
  "no authorities": "check DENO_TLS_CA_STORE and DENO_CERT",
  "unsendable": "correct it",
};

/** What goes wrong on this machine, before any proxy is asked. */
const LOCAL: readonly Reason[] = ["no authorities", "unsendable"];

/** What a proxy does where it is the proxy that failed. */
const OF_PROXY: { readonly [reason in Reason]?: string } = {
  "unresolved": "cannot be resolved",
  "refused": "refuses the connection",
  "unreachable": "cannot be reached",
  "no TLS": "does not speak TLS",
  "proxy refuses": "refuses to connect to it",
  "proxy login": "wants another user name and password",
};

/** One sentence about a failure: what went wrong, and what to do. */
export function wordsFor(
  { reason, proxy }: RequestFailure,
  remedies: Remedies,
): string {
  const remedy = remedies[reason] ?? USUAL[reason] ?? remedies.others;
  const text = `${WHAT[reason]}: ${remedy}`;
  if (proxy === undefined || LOCAL.includes(reason)) return text;
  const { variable, host } = proxy;
  if (host === undefined) {
    return `${text}; ${variable} is not used, as it is not a URL of a proxy such as http://proxy.example.com:3128`;
  }
  const fault = OF_PROXY[reason];
  return fault === undefined
    ? `${text}; it was asked through the proxy ${host} (${variable})`
    : `the proxy ${host} ${fault}: check ${variable}, or name the host in NO_PROXY`;
}
