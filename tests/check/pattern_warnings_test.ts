import { assert, assertEquals } from "@std/assert";
import { patternWarnings } from "../../src/check/pattern_warnings.ts";
import { patternOf } from "../kit/decoding.ts";

function warningsOf(text: string): readonly string[] {
  return patternWarnings({ ...patternOf(text), text });
}

Deno.test("patternWarnings() is silent about patterns that mean what they say", () => {
  const patterns = [
    "a.io",
    "a.io:5000",
    "*.a.io",
    "a.io/",
    "a.io/team/",
    "a.io/team/sub/",
    "docker.io",
    "docker.io/library/",
    "registry-1.docker.io",
    "[::1]:5000",
    "A.io",
    // With a port it is another registry, which may well have that name.
    "index.docker.io:443",
  ];
  for (const text of patterns) {
    assertEquals(warningsOf(text), [], text);
  }
});

Deno.test("patternWarnings() tells what is wrong and what to write", () => {
  const longer = (path: string) =>
    `also matches longer names such as ${path}-2: write ${path}/ where a folder is meant`;
  const glob = (path: string) =>
    `has a * in its path, where it is not a wildcard, so it never matches: a path is a plain prefix, write ${path}`;
  const scheme =
    "begins with a scheme, so it never matches: write host[:port][/path]";
  const capitals =
    "has capital letters in its path, so it never matches: repositories are in lower case";
  const localhost =
    "covers no registry but localhost: a * stands for one part of a host between dots, so write *.example.com";
  const ascii =
    "holds a character outside ASCII, so it never matches: write the host as DNS has it, xn--…";
  const dots =
    "has an empty part between dots, so it never matches: write host[:port][/path]";
  const slashes =
    "has an empty part between slashes, so it never matches: write host[:port][/path]";
  const hub =
    "never matches: images of Docker Hub are named docker.io/…, so write docker.io";
  const nothing =
    "never matches, as no image can have such a name: write host[:port][/path]";
  const table: readonly [string, readonly string[]][] = [
    ["https://a.io", [scheme]],
    ["HTTP://a.io/", [scheme]],
    ["oci://a.io/b", [scheme]],
    ["a.io?b", ['holds a "?" or "#": what follows is ignored']],
    ["a.io/#b", ['holds a "?" or "#": what follows is ignored']],
    ["index.docker.io", [hub]],
    ["hub.docker.com/library/", [hub]],
    ["a.io/Team/", [capitals]],
    ["a.io/*", [glob("a.io/")]],
    ["a.io/team/*", [glob("a.io/team/")]],
    ["a.io/team*", [glob("a.io/team")]],
    ["a.io/team:1", [
      "ends in a tag, so it never matches: images reach a provider without their tag",
    ]],
    ["docker.io/nginx", [
      "does not match the official image: that one is docker.io/library/nginx",
    ]],
    ["docker.io/library/nginx", [longer("docker.io/library/nginx")]],
    ["a.io/team", [longer("a.io/team")]],
    ["a.io/Team", [capitals]],
    ["*", [localhost]],
    ["k8s*", [
      "names no registry, so it never matches: write docker.io/library/k8s* for images of Docker Hub, else host[:port][/path]",
    ]],
    ["nginx", [
      "names no registry, so it never matches: write docker.io/library/nginx for images of Docker Hub, else host[:port][/path]",
    ]],
    ["team/app", [
      "names no registry, so it never matches: write docker.io/team/app for images of Docker Hub, else host[:port][/path]",
    ]],
    ["$HOST/team", [
      'holds a "$", so it never matches: no variable is replaced in a pattern, so write the host out',
    ]],
    ["régistry.io", [ascii]],
    ["a.io/é", [ascii]],
    ["a..io", [dots]],
    [".a.io", [dots]],
    ["a.io./team/", [dots]],
    ["a.io//team", [slashes]],
    ["//a.io", [slashes]],
    ["[::1]", [
      "is an IPv6 address without a port, which a kubelet never matches: write [::1]:443",
    ]],
    ["-a.io", [nothing]],
    ["a.io/_team", [nothing]],
  ];
  for (const [text, expected] of table) {
    assertEquals(warningsOf(text), expected, text);
  }
});

Deno.test("patternWarnings() keeps the port in what it tells to write", () => {
  const table: readonly [string, string][] = [
    ["a.io:5000/team", "write a.io:5000/team/ where"],
    ["a.io:5000/*", "write a.io:5000/"],
    ["[::1]:5000/team", "write [::1]:5000/team/ where"],
  ];
  for (const [text, expected] of table) {
    const [warning = ""] = warningsOf(text);
    assert(warning.includes(expected), warning);
  }
});
