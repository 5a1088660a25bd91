import { assertEquals } from "@std/assert";
import type { OpenRule } from "../../src/config/open_section.ts";
import { matches } from "../../src/image/match.ts";
import { entryScope, isOfEntry } from "../../src/kubelet/scope.ts";
import { kubeletCall } from "../../src/kubelet/call.ts";
import {
  type PlanChoice,
  plannedEntries,
} from "../../src/kubelet/planned_entry.ts";
import { patternOf, targetOf } from "../kit/decoding.ts";
import { openRulesOf } from "../kit/open_rules.ts";

const NAME = "registry-credential-provider";

function plan(
  rules: readonly OpenRule[],
  choice: Partial<PlanChoice> = {},
) {
  return plannedEntries(rules, {
    defaultAudience: undefined,
    anyHost: false,
    hasTokens: true,
    ...choice,
  });
}

const MIXED = openRulesOf({
  plain: ["a.io", "*.b.io"],
  quay: { match: ["quay.io/x/"], audience: "quay.io" },
  again: { match: ["a.io/y/", "quay.io/y/"], audience: "quay.io" },
  more: ["a.io", "c.io"],
  jfrog: {
    match: ["j.io"],
    audience: "j.io",
    cacheType: "Token",
    annotationKeys: ["k"],
    isRequired: false,
  },
});

Deno.test("plannedEntries() has one entry as ever where no rule needs a service account", async () => {
  assertEquals(await plan(openRulesOf({ a: ["a.io"], b: ["b.io", "a.io"] })), [{
    name: NAME,
    patterns: ["a.io", "b.io"],
    args: [],
    tokens: undefined,
  }]);
});

Deno.test("plannedEntries() has one entry without tokens and one for each audience", async () => {
  assertEquals(await plan(MIXED), [
    {
      name: NAME,
      patterns: ["a.io", "*.b.io", "c.io"],
      args: ["--no-audience"],
      tokens: undefined,
    },
    {
      name: `${NAME}-quay.io`,
      patterns: ["quay.io/x/", "a.io/y/", "quay.io/y/"],
      args: ["--audience=quay.io"],
      tokens: {
        audience: "quay.io",
        cacheType: "ServiceAccount",
        annotationKeys: [],
        isRequired: true,
      },
    },
    {
      name: `${NAME}-j.io-token`,
      patterns: ["j.io"],
      args: ["--audience=j.io"],
      tokens: {
        audience: "j.io",
        cacheType: "Token",
        annotationKeys: ["k"],
        isRequired: false,
      },
    },
  ]);
});

Deno.test("plannedEntries() has no entry without tokens where every rule needs one", async () => {
  const entries = await plan(openRulesOf({ a: { match: ["a.io"] } }));
  assertEquals(entries.map(({ name }) => name), [`${NAME}-aud`]);
});

Deno.test("plannedEntries() tells entries of one audience apart by their cache type", async () => {
  const entries = await plan(openRulesOf({
    a: { match: ["a.io"], annotationKeys: ["x", "y"] },
    b: { match: ["b.io"], cacheType: "Token" },
    c: { match: ["c.io"], annotationKeys: ["y", "z"], isRequired: false },
  }));
  assertEquals(
    entries.map(({ name, args, tokens }) => [
      name,
      args,
      tokens?.annotationKeys,
      tokens?.isRequired,
    ]),
    [
      [
        `${NAME}-aud`,
        ["--audience=aud", "--cache-type=ServiceAccount"],
        ["x", "y", "z"],
        false,
      ],
      [
        `${NAME}-aud-token`,
        ["--audience=aud", "--cache-type=Token"],
        [],
        true,
      ],
    ],
  );
});

Deno.test("plannedEntries() puts rules that name no audience where they are told to", async () => {
  const rules = openRulesOf({
    own: { match: ["a.io"], audience: "own", isDefaultAudience: true },
    named: { match: ["b.io"], audience: "own" },
  });
  const names = async (defaultAudience?: string) =>
    (await plan(rules, { defaultAudience })).map((one) => [one.name, one.args]);
  assertEquals(await names(), [[`${NAME}-own`, ["--audience=own"]]]);
  const given = "--service-account-audience=given";
  assertEquals(await names("given"), [
    [`${NAME}-given`, ["--audience=given", given]],
    [`${NAME}-own`, ["--audience=own", given]],
  ]);
});

Deno.test("plannedEntries() has every rule in one entry for a kubelet without tokens", async () => {
  const entries = await plan(MIXED, { hasTokens: false });
  assertEquals(entries.map(({ name, args, tokens }) => [name, args, tokens]), [
    [NAME, [], undefined],
  ]);
  assertEquals(entries[0]?.patterns.length, 7);
});

Deno.test("the arguments of every entry lead to its own rules, and to no others", async () => {
  const rules = openRulesOf({
    plain: ["a.io"],
    one: { match: ["b.io"], audience: "x y=z" },
    two: { match: ["c.io"], audience: "x y=z", cacheType: "Token" },
    three: { match: ["d.io"], audience: "own", isDefaultAudience: true },
    four: { match: ["e.io"], audience: "own", isRequired: false },
  });
  for (const defaultAudience of [undefined, "given", "x y=z"]) {
    const answered = (await plan(rules, { defaultAudience })).map((entry) => {
      const scope = entryScope(kubeletCall(entry.args) ?? {});
      const own = rules.filter(({ source }) =>
        scope !== undefined && isOfEntry(source.serviceAccount, scope)
      );
      const patterns = own.flatMap(({ rule }) => rule.match);
      assertEquals(patterns.map(({ text }) => text), [...entry.patterns]);
      return own;
    });
    assertEquals(answered.flat().length, rules.length, defaultAudience);
  }
});

Deno.test("plannedEntries() with any host covers every registry on the usual ports", async () => {
  const rules = openRulesOf({
    a: ["a.io/x/", "*.b.io:5000", "odd.io:12345"],
    b: { match: ["c.io"] },
  });
  const [first, second] = await plan(rules, { anyHost: true });
  assertEquals(first?.args, ["--no-audience"]);
  // What is covered is not there twice; another port is there by itself.
  const named = first?.patterns.filter((text) => /[a-z]/.test(text));
  assertEquals(named, ["odd.io:12345"]);
  assertEquals(second?.patterns, ["c.io"]);
  const covered = (image: string) =>
    first?.patterns.some((text) => matches(patternOf(text), targetOf(image)));
  const ports = ["", ":80", ":443", ":3000", ":5000", ":5001", ":5050"];
  const more = [":8080", ":8081", ":8082", ":8083", ":8443", ":9443"];
  for (const port of [...ports, ...more]) {
    for (let labels = 1; labels <= 8; labels++) {
      const host = Array(labels).fill("x").join(".");
      if (host + port === "x") continue; // would be a user of Docker Hub
      assertEquals(covered(`${host}${port}/y`), true, host + port);
    }
  }
  for (const image of ["nginx", "localhost/y", "10.0.0.1:5000/y", "[::1]/y"]) {
    assertEquals(covered(image), true, image);
  }
  assertEquals(covered(`${Array(9).fill("x").join(".")}/y`), false);
  assertEquals(covered("a.io:1234/y"), false);
});

Deno.test("plannedEntries() with any host has the entry also where no rule is for it", async () => {
  const rules = openRulesOf({ a: { match: ["a.io"] } });
  const names = (await plan(rules, { anyHost: true })).map(({ name }) => name);
  assertEquals(names, [NAME, `${NAME}-aud`]);
  const old = await plan(openRulesOf({ a: ["a.io"] }), {
    anyHost: true,
    hasTokens: false,
  });
  assertEquals(old[0]?.args, []);
});
