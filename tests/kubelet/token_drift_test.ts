import { assertEquals } from "@std/assert";
import type { OpenRule } from "../../src/config/open_section.ts";
import type {
  KubeletProvider,
  ProviderTokens,
} from "../../src/kubelet/config.ts";
import { findDrift } from "../../src/kubelet/drift.ts";
import { plannedEntries } from "../../src/kubelet/planned_entry.ts";
import { tokenDrift } from "../../src/kubelet/token_drift.ts";
import { openRulesOf } from "../kit/open_rules.ts";

const NAME = "registry-credential-provider";
const USUAL: ProviderTokens = {
  audience: "aud",
  cacheType: "ServiceAccount",
  isRequired: true,
  annotationKeys: [],
};

function plugin(
  args: readonly string[],
  tokens?: Partial<ProviderTokens>,
  more: Partial<KubeletProvider> = {},
): KubeletProvider {
  const name = tokens === undefined ? NAME : `${NAME}-sa`;
  const common = { name, matchImages: ["*.io"], args, ...more };
  return tokens ? { ...common, tokens: { ...USUAL, ...tokens } } : common;
}

function messages(
  rules: readonly OpenRule[],
  ...providers: readonly KubeletProvider[]
): readonly string[] {
  return tokenDrift(rules, providers).map(({ path, message }) =>
    `${path} ${message}`
  );
}

const ANEW =
  'write the kubelet\'s config anew with "kubelet-config" and restart the kubelet';
const OWN = `provider ${NAME}-sa, tokenAttributes`;
const R = '"r" (registries[0])';

Deno.test("tokenDrift() and findDrift() find no fault with the entries that belong to the rules", async () => {
  const rules = openRulesOf({
    a: ["a.io"],
    b: { match: ["b.io"], annotationKeys: ["k"] },
    c: { match: ["c.io"], cacheType: "Token" },
    d: { match: ["d.io"], isDefaultAudience: true, isRequired: false },
    e: { match: ["e.io"], audience: "e" },
  });
  for (const defaultAudience of [undefined, "given", "e"]) {
    for (const anyHost of [false, true]) {
      const planned = await plannedEntries(rules, {
        defaultAudience,
        anyHost,
        hasTokens: true,
      });
      const providers = planned.map(({ name, patterns, args, tokens }) => {
        const common = { name, matchImages: patterns, args };
        return tokens === undefined ? common : { ...common, tokens };
      });
      assertEquals(messages(rules, ...providers), []);
      assertEquals(findDrift(rules, "/c", providers), {
        errors: [],
        warnings: [],
      });
    }
  }
});

Deno.test("tokenDrift() warns once for every rule where the kubelet sends no token", () => {
  const rules = openRulesOf({
    r: { match: ["a.io"] },
    plain: ["b.io"],
    s: { match: ["c.io"] },
  });
  const path = `provider ${NAME}`;
  const other = plugin([], {}, { name: "other" });
  assertEquals(messages(rules, other, plugin([])), [
    `${path} has no tokenAttributes, and ${R} needs the pod's service account: ${ANEW}`,
    `${path} has no tokenAttributes, and "s" (registries[2]) needs the pod's service account: ${ANEW}`,
  ]);
});

Deno.test("tokenDrift() warns of what an entry sends otherwise than a rule needs it", () => {
  const table: readonly (readonly [
    Parameters<typeof openRulesOf>[0][string],
    Partial<ProviderTokens>,
    readonly string[],
  ])[] = [
    [{ match: ["a.io"] }, {}, []],
    [{ match: ["a.io"] }, { cacheType: "Token" }, []],
    [{ match: ["a.io"], annotationKeys: ["x", "y"] }, {
      annotationKeys: ["y", "z"],
    }, [
      `${OWN} do not name the annotation x that ${R} uses: add it to optionalServiceAccountAnnotationKeys and restart the kubelet`,
    ]],
    [{ match: ["a.io"], cacheType: "Token" }, {}, [
      `${OWN} have cacheType ServiceAccount, with which the kubelet drops the token that ${R} answers with: set it to Token and restart the kubelet`,
    ]],
    [{ match: ["a.io"], isRequired: false }, {}, [
      `${OWN} have requireServiceAccount: true, so a pod without a service account gets nothing of ${R}, which has an answer for it: set it to false and restart the kubelet`,
    ]],
    [{ match: ["a.io"] }, { isRequired: false }, [
      `${OWN} have requireServiceAccount: false, and no rule has an answer for a pod without a service account, so such a run fails: set it to true and restart the kubelet`,
    ]],
    [{ match: ["a.io"] }, { audience: "x" }, [
      `${OWN} ask for tokens for x, and ${R} takes those for aud: set serviceAccountTokenAudience to that and restart the kubelet`,
    ]],
    // An entry of before, with which any audience did.
    [{ match: ["a.io"], isDefaultAudience: true }, { audience: "x" }, []],
    [["a.io"], {}, [
      `${OWN} ask for tokens for aud, which no rule uses: ${ANEW}`,
    ]],
  ];
  for (const [rule, tokens, expected] of table) {
    const found = messages(openRulesOf({ r: rule }), plugin([], tokens));
    assertEquals(found, expected, JSON.stringify([rule, tokens]));
  }
});

Deno.test("tokenDrift() compares only entries that answer a rule and are run for it", () => {
  const rules = openRulesOf({ r: { match: ["a.io"] } });
  const own = plugin(["--audience=aud"], {});
  const unused = `${OWN} ask for tokens for b, which no rule uses: ${ANEW}`;
  const other = plugin(["--audience=b"], { audience: "b" });
  assertEquals(messages(rules, own), []);
  assertEquals(messages(rules, own, plugin(["--no-audience"])), []);
  assertEquals(messages(rules, own, other), [unused]);
  const elsewhere = { matchImages: ["b.c.io"] };
  assertEquals(messages(rules, own, plugin([], undefined, elsewhere)), []);
  // It would give every pod what is meant for one without a service account.
  assertEquals(messages(rules, own, plugin([])), [
    `provider ${NAME}, args lack --no-audience, so the kubelet runs it without a token for ${R} as well: ${ANEW}`,
  ]);
  // The arguments say one audience, the kubelet is told another.
  const mixed = plugin(["--audience=aud"], { audience: "b" });
  assertEquals(messages(rules, mixed), [
    `${OWN} ask for tokens for b, and ${R} takes those for aud: set serviceAccountTokenAudience to that and restart the kubelet`,
  ]);
});

Deno.test("tokenDrift() takes the audience of rules that name none from the entry's arguments", () => {
  const rules = openRulesOf({
    r: { match: ["a.io"], isDefaultAudience: true },
  });
  const given = ["--audience=x", "--service-account-audience=x"];
  assertEquals(messages(rules, plugin(given, { audience: "x" })), []);
  assertEquals(messages(rules, plugin(given, { audience: "aud" })).length, 1);
});

Deno.test("tokenDrift() says nothing where no entry is ours", () => {
  const rules = openRulesOf({ r: { match: ["a.io"] } });
  assertEquals(messages(rules, plugin([], {}, { name: "other" })), []);
  assertEquals(messages(rules), []);
});
