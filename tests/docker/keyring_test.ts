import { assertEquals } from "@std/assert";
import { findKey } from "../../src/docker/keyring.ts";
import { authKey } from "../../src/kubelet/response.ts";
import type { CacheKeyType } from "../../src/config/rule_match.ts";
import { imageOf } from "../kit/decoding.ts";
import cases from "../testdata/image_match.json" with { type: "json" };
import names from "../testdata/image_names.json" with { type: "json" };

Deno.test("findKey() agrees with BasicDockerKeyring in every known case", () => {
  for (const { pattern, image, level, matches, why } of cases) {
    if (level !== "keyring") continue;
    const expected = matches ? pattern : undefined;
    assertEquals(
      findKey([pattern], image),
      expected,
      `${pattern} on ${image}: ${why ?? level}`,
    );
  }
});

Deno.test("findKey() takes the last matching key in byte order", () => {
  const table: readonly [string, readonly string[], string, string][] = [
    ["the longer path", ["a.io", "a.io/b"], "a.io/b/c", "a.io/b"],
    ["the longer path, given first", ["a.io/b", "a.io"], "a.io/b/c", "a.io/b"],
    ["a literal host before a glob", ["*.io", "a.io"], "a.io/b", "a.io"],
    // Byte order and no order of lengths: "*" comes before any letter.
    [
      "a short literal before a long glob",
      ["*.io/b/c", "a.io"],
      "a.io/b/c",
      "a.io",
    ],
    [
      "the bytes after the scheme",
      ["https://a.io", "a.io/b"],
      "a.io/b",
      "a.io/b",
    ],
    ["the bytes after /v1/", ["a.io/v1/c", "a.io/b"], "a.io/c", "a.io/v1/c"],
    ["only keys that match", ["b.io", "a.io", "c.io"], "a.io/b", "a.io"],
    ["the host that sorts last", ["a.*", "*.io"], "a.io/b", "a.*"],
  ];
  for (const [label, keys, image, expected] of table) {
    assertEquals(findKey(keys, image), expected, label);
  }
});

Deno.test("findKey() falls back to index.docker.io only where nothing else matches", () => {
  const hub = "https://index.docker.io/v1/";
  const image = "docker.io/team/img";
  assertEquals(findKey([hub, "docker.io"], image), "docker.io");
  assertEquals(findKey([hub, "*.io"], image), "*.io");
  assertEquals(findKey([hub, "quay.io"], image), hub);
  assertEquals(findKey([hub], "quay.io/team/img"), undefined);
});

Deno.test("findKey() finds nothing among no keys, bad keys or for a bad image", () => {
  assertEquals(findKey([], "a.io/b"), undefined);
  assertEquals(findKey(["%zz", "a.io:x"], "a.io/b"), undefined);
  assertEquals(findKey(["a.io", "%zz"], "a.io/b"), "a.io");
  assertEquals(findKey(["a.io"], "a.io/%zz"), undefined);
});

Deno.test("authKey() is always found by findKey() for the same image", () => {
  const types: readonly CacheKeyType[] = ["Image", "Registry"];
  const images = [...sampleImages()];
  assertEquals(images.length > 200, true, "too few samples");
  for (const image of images) {
    for (const type of types) {
      const key = authKey(imageOf(image), type);
      assertEquals(findKey([key], image), key, `${type} key of ${image}`);
    }
  }
});

Deno.test("authKey() of an image is not found for its neighbour", () => {
  for (const path of ["team/img", "v1/img", "v2/v1/img", "v1"]) {
    const key = authKey(imageOf(`a.io/${path}`), "Image");
    assertEquals(findKey([key], `a.io/other/${path}`), undefined, path);
    assertEquals(findKey([key], "a.io/img"), undefined, path);
  }
});

// Every host with every path that has a meaning of its own to the keyring.
function* sampleImages(): Generator<string> {
  const hosts = [
    "docker.io",
    "a.io",
    "a.io:5000",
    "localhost",
    "localhost:5000",
    "Registry.IO",
    "127.0.0.1:5000",
    "[::1]:5000",
    "123456789012.dkr.ecr.eu-central-1.amazonaws.com",
  ];
  const starts = ["", "v1/", "v2/", "v3/", "v1/v1/", "v2/v1/", "v1/v2/v1/"];
  for (const host of hosts) {
    for (const start of starts) {
      for (const end of ["img", "v1", "v2", "team/img", "a.b__c--d"]) {
        const path = `${start}${end}`;
        const isOfficial = host === "docker.io" && !path.includes("/");
        yield isOfficial ? `${host}/library/${path}` : `${host}/${path}`;
      }
    }
  }
  for (const { repository } of names) {
    // An address without a port is compared as a class of characters.
    if (repository !== undefined && !repository.startsWith("[::1]/")) {
      yield repository;
    }
  }
}
