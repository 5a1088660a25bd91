/**
 * The variables that name a proxy.
 * @module
 */

/** In the order in which Deno looks at them (deno_fetch, `Proxies::from_env`). */
export const PROXY_VARIABLES = [
  "ALL_PROXY",
  "all_proxy",
  "HTTPS_PROXY",
  "https_proxy",
  "HTTP_PROXY",
  "http_proxy",
] as const;
