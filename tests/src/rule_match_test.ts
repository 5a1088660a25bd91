import { assertEquals } from "@std/assert";
import type { Config } from "../../src/config.ts";
import type { Rule } from "../../src/registries.ts";
import { cacheKeyOf, findRule } from "../../src/rule_match.ts";
import { configOf, targetOf } from "../decoding.ts";

type Rules = { readonly [name: string]: readonly string[] };

function ruleFor(config: Config, image: string): Rule {
  const rule = findRule(config, targetOf(image));
  if (rule === undefined) throw new Error(`no rule for ${image}`);
  return rule;
}

function keyOf(config: Config, image: string, perImage = false) {
  return cacheKeyOf(config, ruleFor(config, image), targetOf(image), perImage);
}

Deno.test("findRule() takes the first rule in the order of the file", () => {
  const config = configOf({
    team: ["a.io/team/", "b.io"],
    wild: ["*.io"],
    late: ["a.io"],
    port: ["a.io:5000"],
  });
  const table: readonly [string, string | undefined][] = [
    ["a.io/team/img", "team"],
    ["b.io/img", "team"],
    ["a.io/img", "wild"],
    ["c.io/img", "wild"],
    ["a.io:5000/img", "port"],
    ["a.io:5001/img", undefined],
    ["a.b.io/img", undefined],
  ];
  for (const [image, expected] of table) {
    assertEquals(findRule(config, targetOf(image))?.name, expected, image);
  }
});

/** What may be kept: only what every image of the registry would be answered. */
const KEYS: readonly [string, Rules, string, "Image" | "Registry"][] = [
  ["one rule for the host", { a: ["a.io"] }, "a.io/b", "Registry"],
  ["/ is every path", { a: ["a.io/"] }, "a.io/b", "Registry"],
  ["a path only", { a: ["a.io/b/"] }, "a.io/b/c", "Image"],
  ["a path and the host", { a: ["a.io/b/", "a.io"] }, "a.io/b/c", "Registry"],
  [
    "two paths of one host, the first",
    { a: ["a.io/b/"], c: ["a.io/c/"] },
    "a.io/b/x",
    "Image",
  ],
  [
    "two paths of one host, the second",
    { a: ["a.io/b/"], c: ["a.io/c/"] },
    "a.io/c/x",
    "Image",
  ],
  [
    "the host after a path of it",
    { a: ["a.io/b/"], c: ["a.io"] },
    "a.io/x",
    "Image",
  ],
  [
    "the path before its host",
    { a: ["a.io/b/"], c: ["a.io"] },
    "a.io/b/x",
    "Image",
  ],
  [
    "the host before a hidden path",
    { a: ["a.io"], c: ["a.io/b/"] },
    "a.io/x",
    "Registry",
  ],
  [
    "the host before a hidden glob",
    { a: ["a.io"], c: ["*.io"] },
    "a.io/x",
    "Registry",
  ],
  ["a glob of the host", { a: ["*.io"] }, "a.io/x", "Registry"],
  [
    "a glob after a path of the host",
    { a: ["a.io/b/"], c: ["*.io"] },
    "a.io/x",
    "Image",
  ],
  [
    "a glob after a path of another host",
    { a: ["b.io/b/"], c: ["*.io"] },
    "a.io/x",
    "Registry",
  ],
  [
    "a glob with a path before the host",
    { a: ["*.io/b/"], c: ["a.io"] },
    "a.io/x",
    "Image",
  ],
  [
    "a glob with a path before another host",
    { a: ["*.b.io/b/"], c: ["a.io"] },
    "a.io/x",
    "Registry",
  ],
  [
    "a path of the host at another port before",
    { a: ["a.io:5000/b/"], c: ["a.io"] },
    "a.io/x",
    "Registry",
  ],
  [
    "a path of the same port before",
    { a: ["a.io:5000/b/"], c: ["a.io:5000"] },
    "a.io:5000/x",
    "Image",
  ],
  [
    "the host without the port before",
    { a: ["a.io/b/"], c: ["a.io:5000"] },
    "a.io:5000/x",
    "Registry",
  ],
  [
    "an empty port is no port",
    { a: ["a.io:/b/"], c: ["a.io"] },
    "a.io/x",
    "Image",
  ],
  ["a dropped query is every path", { a: ["a.io?x"] }, "a.io/x", "Registry"],
  ["a query hides no path", { a: ["a.io/b?x"] }, "a.io/b", "Image"],
  [
    "a rule of many patterns before",
    { a: ["b.io", "c.io", "a.io/b/"], d: ["a.io"] },
    "a.io/x",
    "Image",
  ],
  ["Docker Hub", { a: ["docker.io"] }, "nginx", "Registry"],
  [
    "Docker Hub after a folder of it",
    { a: ["docker.io/team/"], c: ["docker.io"] },
    "nginx",
    "Image",
  ],
  // A pattern that no image reaches: narrower than needed, but never wrong.
  [
    "an unreachable path before",
    { a: ["a.io/B/"], c: ["a.io"] },
    "a.io/x",
    "Image",
  ],
];

Deno.test("cacheKeyOf() gives Registry only where no other answer is possible", () => {
  for (const [label, rules, image, expected] of KEYS) {
    assertEquals(keyOf(configOf(rules), image).type, expected, label);
  }
});

Deno.test("cacheKeyOf() gives Image where the credentials depend on the image", () => {
  const key = keyOf(configOf({ a: ["a.io"] }), "a.io/b", true);
  assertEquals(key, { type: "Image", because: "credentials" });
});

Deno.test("cacheKeyOf() names the earlier rule that answers for other paths", () => {
  const config = configOf({ x: ["b.io"], team: ["a.io/b/"], rest: ["a.io"] });
  assertEquals(keyOf(config, "a.io/c"), {
    type: "Image",
    because: "rules",
    earlier: "team",
  });
});
