/**
 * Requests that reach their host in a way of their own.
 * @module
 */
import type { Connection } from "./runtime.ts";

/** Hosts of this machine, as the environment names them. */
const LOCAL = "127.0.0.1,localhost,::1";

/**
 * Sends a request over a connection of its own.
 *
 * @throws {TypeError} As `fetch()`, and where `authorities` are no PEM.
 */
export async function fetchOver(
  request: Request,
  { authorities, isLocal }: Connection,
): Promise<Response> {
  if (isLocal) {
    // A client reads the environment when it is made. With a "proxy" that is the
    // host itself, Deno 2.7 would send https in plain text.
    for (const name of ["NO_PROXY", "no_proxy"]) Deno.env.set(name, LOCAL);
  }
  using client = Deno.createHttpClient(
    authorities === undefined ? {} : { caCerts: [authorities] },
  );
  return await fetch(request, { client });
}
