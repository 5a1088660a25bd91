/**
 * Requests that reach their host in a way of their own.
 * @module
 */
import type { Connection } from "../runtime.ts";

/**
 * Sends a request over a connection of its own.
 *
 * @throws {TypeError} As `fetch()`, and where `authorities` are not PEM.
 */
export async function fetchOver(
  url: string,
  init: RequestInit,
  connection: Connection,
): Promise<Response> {
  using client = clientFor(connection, new URL(url).hostname);
  return await fetch(url, { ...init, client });
}

function clientFor(
  { authorities, withoutProxy }: Connection,
  host: string,
): Deno.HttpClient {
  const options = authorities === undefined ? {} : { caCerts: [authorities] };
  if (!withoutProxy) return Deno.createHttpClient(options);
  // A client reads the environment when it is made. With a "proxy" that is the
  // host itself, Deno 2.7 would send https in plain text.
  const before = Deno.env.get("NO_PROXY");
  Deno.env.set("NO_PROXY", host.replace(/^\[|\]$/g, ""));
  try {
    return Deno.createHttpClient(options);
  } finally {
    if (before === undefined) Deno.env.delete("NO_PROXY");
    else Deno.env.set("NO_PROXY", before);
  }
}
