import { assertEquals } from "@std/assert";
import { audienceOf, entryScope, isOfEntry } from "../../src/kubelet/scope.ts";
import { USUAL_USE } from "../kit/open_rules.ts";

const DEFAULTS = { ...USUAL_USE, audience: "own", isDefaultAudience: true };
const TOKEN = { ...USUAL_USE, cacheType: "Token" as const };

Deno.test("entryScope() is nothing where the options name no entry", () => {
  assertEquals(entryScope({}), undefined);
  assertEquals(entryScope({ config: "/c" }), undefined);
  assertEquals(entryScope({ "service-account-audience": "a" }), undefined);
});

Deno.test("isOfEntry() gives a rule to the entry of its audience alone", () => {
  const table = [
    [undefined, { "no-audience": "true" }, true],
    [undefined, { audience: "aud" }, false],
    [USUAL_USE, { "no-audience": "true" }, false],
    [USUAL_USE, { audience: "aud" }, true],
    [USUAL_USE, { audience: "other" }, false],
    // One that is content with a pod without a token still has one entry only.
    [{ ...USUAL_USE, isRequired: false }, { "no-audience": "true" }, false],
    [{ ...USUAL_USE, isRequired: false }, { audience: "aud" }, true],
    // Two entries may differ in nothing but the cache type.
    [USUAL_USE, { audience: "aud", "cache-type": "ServiceAccount" }, true],
    [USUAL_USE, { audience: "aud", "cache-type": "Token" }, false],
    [TOKEN, { audience: "aud", "cache-type": "Token" }, true],
    [TOKEN, { audience: "aud" }, true],
    // A rule that names no audience.
    [DEFAULTS, { audience: "own" }, true],
    [DEFAULTS, {
      audience: "given",
      "service-account-audience": "given",
    }, true],
    [DEFAULTS, { audience: "own", "service-account-audience": "given" }, false],
    [USUAL_USE, { audience: "aud", "service-account-audience": "given" }, true],
  ] as const;
  for (const [use, options, expected] of table) {
    const scope = entryScope(options);
    const is = scope !== undefined && isOfEntry(use, scope);
    assertEquals(is, expected, JSON.stringify([use, options]));
  }
});

Deno.test("audienceOf() changes only the audience that a rule does not name", () => {
  assertEquals(audienceOf(DEFAULTS, undefined), "own");
  assertEquals(audienceOf(DEFAULTS, "given"), "given");
  assertEquals(audienceOf(USUAL_USE, "given"), "aud");
});
