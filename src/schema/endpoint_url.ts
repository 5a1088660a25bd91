/**
 * A URL that a secret may be sent to: `https`, or `http` on this machine.
 * @module
 */
import { type Schema, text } from "./schema.ts";

const LOOPBACK = ["127.0.0.1", "localhost", "[::1]"];

/** Tells whether a host, as it stands in a URL, is this machine itself. */
export function isLoopback(hostname: string): boolean {
  return LOOPBACK.includes(hostname);
}

/**
 * The definition of such a URL. It has no user name and no password.
 *
 * @param example What a right one looks like, for messages.
 */
export function endpointUrl(example: string): Schema<string> {
  return text((value) => endpointFault(value, example), {
    pattern: "^https?://",
  });
}

/** What is wrong with such a URL; `undefined` where nothing is. */
export function endpointFault(
  value: string,
  example: string,
): string | undefined {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (url === undefined || url.username !== "" || url.password !== "") {
    return `expected a URL without a user name, such as ${example}`;
  }
  const isLocal = isLoopback(url.hostname);
  return url.protocol === "https:" || (url.protocol === "http:" && isLocal)
    ? undefined
    : "expected https (http only on this machine itself)";
}
