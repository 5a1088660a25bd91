/**
 * Why a service could not be asked, in words that say what to change.
 * @module
 */
import type { Reason, RequestFailure } from "./failure.ts";

/** What to do about a reason, as the end of a sentence. */
export type Remedies = { readonly [reason in Reason]?: string } & {
  readonly others: string;
};

const WHAT: Readonly<Record<Reason, string>> = {
  "untrusted": "its certificate is not trusted",
  "other host": "its certificate is for another host",
  "expired": "its certificate is not valid by the clock of this node",
  "no authorities":
    "the authorities that this machine trusts cannot be read: check DENO_TLS_CA_STORE and DENO_CERT",
  "unresolved": "its name cannot be resolved",
  "refused": "it refuses the connection",
  "unreachable": "its address cannot be reached",
  "closed": "it closes the connection before its answer is complete",
  "late": "it does not respond in time",
  "too large": "its answer is too large",
  "no TLS": "it does not speak TLS",
  "no HTTP": "it does not speak HTTP",
  "proxy refuses": "a proxy refuses to connect to it",
  "proxy login": "a proxy wants a user name and password",
  "unknown": "its answer cannot be read",
};

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
  if (reason === "no authorities") return WHAT[reason];
  const text = `${WHAT[reason]}: ${remedies[reason] ?? remedies.others}`;
  if (proxy === undefined) return text;
  const { variable, host } = proxy;
  if (host === undefined) {
    return `${text}; ${variable} is not used, as it is not a URL of a proxy such as http://proxy.example.com:3128`;
  }
  const fault = OF_PROXY[reason];
  return fault === undefined
    ? `${text}; it was asked through the proxy ${host} (${variable})`
    : `the proxy ${host} ${fault}: check ${variable}, or name the host in NO_PROXY`;
}
