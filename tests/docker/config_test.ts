import { assert, assertEquals, assertThrows } from "@std/assert";
import {
  dockerCredentials,
  dockerServer,
  toDockerConfig,
} from "../../src/docker/config.ts";
import { ProviderError } from "../../src/runtime/errors.ts";
import type { Credentials } from "../../src/provider.ts";
import { imageOf, utf8 } from "../kit/decoding.ts";

const user = (username: string, password: string): Credentials => ({
  username,
  password,
});
const SECRET = "hunter2";
const FOUND: Credentials = { username: "user", password: SECRET };
const USABLE = { auth: base64(`user:${SECRET}`) };

function base64(text: string): string {
  return btoa(String.fromCharCode(...utf8(text)));
}

function fromText(text: string, image = "a.io/team/img"): Credentials {
  const file = { path: "/d", text, mode: 0o600 };
  return dockerCredentials(file, imageOf(image));
}

function fromAuths(auths: unknown, image?: string): Credentials {
  return fromText(JSON.stringify({ auths }), image);
}

function refusal(read: () => unknown): string {
  const { code, message } = assertThrows(read, ProviderError);
  assertEquals(code, "SECRET_INVALID");
  assert(!message.includes(SECRET), message);
  return message.replace("the Docker config file /d ", "");
}

Deno.test("dockerCredentials() reads both forms of an entry", () => {
  const table: readonly [string, unknown, Credentials][] = [
    ["auth", USABLE, FOUND],
    ["username and password", FOUND, FOUND],
    ["auth before username and password", {
      ...USABLE,
      username: "x",
      password: "y",
    }, FOUND],
    ["an empty auth", { ...FOUND, auth: "" }, FOUND],
    ["a password with a colon", { auth: base64("u:a:b") }, user("u", "a:b")],
    ["an empty password", { auth: base64("u:") }, user("u", "")],
    ["letters outside ASCII", { auth: base64("ü:ß") }, user("ü", "ß")],
    [
      "padding of NUL characters",
      { auth: base64("u:p\0\0\0") },
      user("u", "p"),
    ],
    ["other keys", { ...USABLE, email: "x@a.io" }, FOUND],
  ];
  for (const [label, entry, expected] of table) {
    assertEquals(fromAuths({ "a.io": entry }), expected, label);
  }
});

Deno.test("dockerCredentials() finds the entry as the kubelet does", () => {
  const other = { auth: base64("other:other") };
  const table: readonly [string, string, Record<string, unknown>][] = [
    ["Docker Hub", "nginx", { "https://index.docker.io/v1/": USABLE }],
    ["Docker Hub before another", "nginx", {
      "a.io": other,
      "https://index.docker.io/v1/": USABLE,
    }],
    ["a key with a path", "a.io/team/img", {
      "a.io": other,
      "a.io/team": USABLE,
    }],
    ["the host for another path", "a.io/other/img", {
      "a.io": USABLE,
      "a.io/team": other,
    }],
    ["a key with a scheme", "a.io/team/img", { "https://a.io": USABLE }],
    ["a port", "a.io:5000/img", { "a.io": other, "a.io:5000": USABLE }],
  ];
  for (const [label, image, auths] of table) {
    assertEquals(fromAuths(auths, image), FOUND, label);
  }
});

Deno.test("dockerCredentials() refuses a file that holds no entry for the image", () => {
  const none = 'has no entry in "auths" for a.io: run "docker login a.io"';
  const helper = `${none} without a credential helper`;
  const table: readonly [string, unknown, string][] = [
    ["no auths", {}, none],
    ["auths of a wrong type", { auths: [] }, none],
    ["another registry", { auths: { "b.io": USABLE } }, none],
    ["another port", { auths: { "a.io:5000": USABLE } }, none],
    ["an empty entry", { auths: { "a.io/other": USABLE } }, none],
    ["a credential store", { auths: {}, credsStore: "desktop" }, helper],
    ["credential helpers", { credHelpers: { "a.io": "x" } }, helper],
    ["a list", [USABLE], "is not a JSON object"],
    ["text", SECRET, "is not a JSON object"],
    ["nothing", null, "is not a JSON object"],
  ];
  for (const [label, config, expected] of table) {
    assertEquals(
      refusal(() => fromText(JSON.stringify(config))),
      expected,
      label,
    );
  }
});

Deno.test("dockerCredentials() refuses a text that is no JSON", () => {
  for (const text of [`{"auths": ${SECRET}`, `auths: ${SECRET}`, "\0"]) {
    assertEquals(refusal(() => fromText(text)), "is not a JSON object");
  }
});

Deno.test("dockerCredentials() refuses an entry without usable credentials", () => {
  const unusable =
    'has an entry for a.io without a usable "auth" or "username" and "password"';
  const table: readonly [string, unknown][] = [
    ["an empty entry, as a credential helper leaves it", {}],
    ["nothing", null],
    ["text", base64(`user:${SECRET}`)],
    ["broken base64", { auth: `${SECRET}!` }],
    ["base64 of no text", { auth: btoa("\xff:\xff") }],
    ["no colon", { auth: base64(SECRET) }],
    ["no user", { auth: base64(`:${SECRET}`) }],
    ["auth of a wrong type", { auth: 1 }],
    ["an identity token only", { identitytoken: SECRET }],
    ["a user only", { username: "user" }],
    ["a password only", { password: SECRET }],
    ["a password of a wrong type", { username: "user", password: 1 }],
  ];
  for (const [label, entry] of table) {
    assertEquals(refusal(() => fromAuths({ "a.io": entry })), unusable, label);
  }
});

Deno.test("dockerCredentials() names the credential helper that keeps an entry's secret", () => {
  const config = { auths: { "a.io": {} }, credsStore: "desktop" };
  const message = refusal(() => fromText(JSON.stringify(config)));
  assert(message.endsWith(": they are kept in a credential helper"), message);
});

Deno.test("dockerServer() is Docker's own name of a registry", () => {
  assertEquals(dockerServer("docker.io"), "https://index.docker.io/v1/");
  assertEquals(dockerServer("a.io:5000"), "a.io:5000");
});

Deno.test("toDockerConfig() writes one entry as one line", () => {
  // base64 of "u:p".
  assertEquals(
    toDockerConfig(imageOf("a.io/b"), { username: "u", password: "p" }),
    '{"auths":{"a.io":{"auth":"dTpw"}}}\n',
  );
});

Deno.test("toDockerConfig() writes what dockerCredentials() reads", () => {
  for (const image of ["nginx", "a.io/b/c", "a.io:5000/b", "localhost/b"]) {
    for (
      const password of [
        SECRET,
        "",
        "a:b",
        "ß😀",
        'quote"\\',
        "x".repeat(200_000),
      ]
    ) {
      const credentials = { username: "ü", password };
      const text = toDockerConfig(imageOf(image), credentials);
      assertEquals(fromText(text, image), credentials, image);
    }
  }
});
