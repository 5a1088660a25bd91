import { assertEquals, assertStringIncludes } from "@std/assert";
import type { Config } from "../../src/config/config.ts";
import { cacheKeyReason } from "../../src/config/cache_key_reason.ts";
import { cacheKeyOf, findRule } from "../../src/config/rule_match.ts";
import { configOf, imageOf, targetOf } from "../kit/decoding.ts";

function reasonOf(config: Config, image: string, perImage = false): string {
  const target = targetOf(image);
  const rule = findRule(config, target);
  if (rule === undefined) throw new Error(`no rule for ${image}`);
  const key = cacheKeyOf(config, rule, target, perImage);
  return cacheKeyReason(key, rule.name, imageOf(image).registry);
}

Deno.test("cacheKeyReason() tells of credentials that depend on the image", () => {
  const reason = reasonOf(configOf({ a: ["a.io"] }), "a.io/b", true);
  assertStringIncludes(reason, "depend on the image");
});

Deno.test("cacheKeyReason() names the rule and the registry", () => {
  const two = configOf({ team: ["a.io/b/"], rest: ["a.io"] });
  assertEquals(
    reasonOf(two, "a.io/b/c"),
    '"team" answers only for some paths of a.io',
  );
  assertEquals(
    reasonOf(two, "a.io/c"),
    '"team" answers for other paths of a.io',
  );
  assertEquals(
    reasonOf(configOf({ all: ["a.io:5"] }), "a.io:5/c"),
    '"all" answers for every path of a.io:5',
  );
});
