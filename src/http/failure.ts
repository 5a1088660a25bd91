/**
 * Why a foreign service could not be asked.
 * @module
 */

/** What went wrong between this program and the service. */
export type Reason =
  /** Nobody whom this machine trusts has signed the certificate. */
  | "untrusted"
  /** The certificate is for another name. */
  | "other host"
  /** The certificate is not valid now. */
  | "expired"
  /** The certificate is that of an authority, of X.509 version 1, or not for servers. */
  | "unfit"
  /** The other end ends the handshake of TLS. */
  | "no handshake"
  /** The authorities that this machine trusts cannot be read. */
  | "no authorities"
  | "unresolved"
  | "refused"
  | "unreachable"
  /** The connection ended before the answer was complete. */
  | "closed"
  | "late"
  | "too large"
  | "no TLS"
  | "no HTTP"
  /** Nothing was sent: a header would have a character that none may have. */
  | "unsendable"
  /** A proxy answered, and makes no connection. */
  | "proxy refuses"
  /** A proxy wants a user name and a password, or others. */
  | "proxy login"
  | "unknown";

/** A proxy that a variable of the environment names. */
export interface Proxy {
  /** The name of the variable. */
  readonly variable: string;
  /** Host and port, without user and password; `undefined` where the value names none. */
  readonly host: string | undefined;
}

/**
 * A request without a whole answer. It holds nothing that was sent or received:
 * no path, no header, no body.
 */
export class RequestFailure extends Error {
  override readonly name = "RequestFailure";

  /** @param proxy The proxy that is set for the host, if any. */
  constructor(
    readonly reason: Reason,
    readonly proxy: Proxy | undefined = undefined,
  ) {
    super(reason);
  }

  /** Whether the same request may have an answer a moment later. */
  get isTransient(): boolean {
    return TRANSIENT.includes(this.reason);
  }
}

const TRANSIENT: readonly Reason[] = [
  "unresolved",
  "refused",
  "unreachable",
  "closed",
  "late",
  "proxy refuses",
  "unknown",
];
