import { assertEquals } from "@std/assert";
import { proxyFor } from "../../src/http/proxy.ts";

const HTTPS = "https://api.ecr.eu-west-1.amazonaws.com/";
const A = "http://a.example.com:3128";
const B = "http://b.example.com:3128";

function proxy(env: { readonly [name: string]: string }, url = HTTPS) {
  return proxyFor(new URL(url), (name) => env[name]);
}

// What Deno 2.7.11 and 2.9.4 did with each, seen at a listening socket.
Deno.test("proxyFor() takes ALL_PROXY first, then the one of the scheme, capitals before small letters", () => {
  const table: readonly (readonly [
    env: { readonly [name: string]: string },
    url: string,
    variable: string | undefined,
  ])[] = [
    [{}, HTTPS, undefined],
    [{ HTTPS_PROXY: A }, HTTPS, "HTTPS_PROXY"],
    [{ https_proxy: A }, HTTPS, "https_proxy"],
    [{ HTTPS_PROXY: A, https_proxy: B }, HTTPS, "HTTPS_PROXY"],
    [{ HTTPS_PROXY: "", https_proxy: B }, HTTPS, "https_proxy"],
    [{ HTTP_PROXY: A }, HTTPS, undefined],
    [{ HTTP_PROXY: A }, "http://h.example.com/", "HTTP_PROXY"],
    [
      { HTTP_PROXY: A, REQUEST_METHOD: "GET" },
      "http://h.example.com/",
      undefined,
    ],
    [{ HTTPS_PROXY: A }, "http://h.example.com/", undefined],
    [{ HTTPS_PROXY: A, ALL_PROXY: B }, HTTPS, "ALL_PROXY"],
    [{ all_proxy: A, ALL_PROXY: B }, HTTPS, "ALL_PROXY"],
    [{ HTTPS_PROXY: "::", https_proxy: B }, HTTPS, "https_proxy"],
  ];
  for (const [env, url, variable] of table) {
    assertEquals(proxy(env, url)?.variable, variable, JSON.stringify(env));
  }
});

Deno.test("proxyFor() tells host and port, and never user and password", () => {
  const table: readonly (readonly [value: string, host: string])[] = [
    ["http://user:secret@proxy.example.com:3128", "proxy.example.com:3128"],
    ["HTTP://proxy.example.com:3128/path", "proxy.example.com:3128"],
    ["https://proxy.example.com", "proxy.example.com"],
    ["socks5://user:secret@proxy.example.com:1080", "proxy.example.com:1080"],
    // A proxy without a scheme is one all the same.
    ["proxy.example.com:3128", "proxy.example.com:3128"],
    ["user:secret@proxy.example.com:3128", "proxy.example.com:3128"],
    ["127.0.0.1", "127.0.0.1"],
  ];
  for (const [value, host] of table) {
    assertEquals(proxy({ HTTPS_PROXY: value })?.host, host, value);
  }
});

Deno.test("proxyFor() names a variable that Deno passes over, without its value", () => {
  for (
    const value of [
      ":::",
      "http://",
      "http:/proxy.example.com:3128",
      "//proxy.example.com:3128",
      "user:secret@proxy.example.com:3128/",
      "ftp://user:secret@proxy.example.com",
      "http://[::1",
    ]
  ) {
    const expected = { variable: "HTTPS_PROXY", host: undefined };
    assertEquals(proxy({ HTTPS_PROXY: value }), expected, value);
  }
});

Deno.test("proxyFor() leaves out what NO_PROXY names, as Deno reads it", () => {
  const host = "api.ecr.example.com";
  const table: readonly (readonly [
    env: { readonly [name: string]: string },
    host: string,
    isAsked: boolean,
  ])[] = [
    [{ NO_PROXY: "example.com" }, host, false],
    [{ NO_PROXY: ".example.com" }, host, false],
    [{ NO_PROXY: host }, host, false],
    [{ NO_PROXY: "a, ,api.ecr.example.com" }, host, false],
    [{ NO_PROXY: "*" }, host, false],
    [{ no_proxy: "example.com" }, host, false],
    [{ NO_PROXY: "", no_proxy: "example.com" }, host, true],
    [{ NO_PROXY: "*.example.com" }, host, true],
    [{ NO_PROXY: "xample.com" }, host, true],
    [{ NO_PROXY: `${host}:443` }, host, true],
    [{ NO_PROXY: "Example.com" }, host, true],
    [{ NO_PROXY: "10.0.0.0/8" }, "10.1.2.3", false],
    [{ NO_PROXY: "10.0.0.0/8" }, "11.1.2.3", true],
    [{ NO_PROXY: "10.1.2.3" }, "10.1.2.3", false],
    [{ NO_PROXY: "*" }, "10.1.2.3", true],
    [{ NO_PROXY: "0.0.0.0/0" }, "203.0.113.9", false],
    [{ NO_PROXY: "2001:db8::1" }, "[2001:db8::1]", false],
  ];
  for (const [env, name, isAsked] of table) {
    const found = proxy({ ...env, HTTPS_PROXY: A }, `https://${name}/`);
    assertEquals(found !== undefined, isAsked, JSON.stringify(env));
  }
});
