import { assertEquals } from "@std/assert";
import { audienceWarnings } from "../../src/check/audience_warnings.ts";
import { openRulesOf } from "../kit/open_rules.ts";

const found = (rules: Parameters<typeof openRulesOf>[0]) =>
  audienceWarnings(openRulesOf(rules));

Deno.test("audienceWarnings() warns of the API server's own audience", () => {
  const warned = (audience: string) =>
    found({ a: { match: ["a.io"], audience } }).length === 1;
  assertEquals(warned("https://kubernetes.default.svc"), true);
  assertEquals(warned("https://kubernetes.default.svc.cluster.local"), true);
  assertEquals(warned("kubernetes.default.svc"), true);
  assertEquals(warned("https://quay.io"), false);
  assertEquals(warned("sts.amazonaws.com"), false);
});

Deno.test("audienceWarnings() warns of one audience for different hosts", () => {
  const path = "registries[1].static";
  const table: readonly (readonly [
    Parameters<typeof openRulesOf>[0],
    readonly string[],
  ])[] = [
    [{ a: { match: ["a.io"] }, b: { match: ["b.io"] } }, [path]],
    [{ a: { match: ["a.io"] }, b: { match: ["a.io", "b.io"] } }, [path]],
    [{ a: { match: ["a.io"] }, b: { match: ["a.io:5000"] } }, [path]],
    [{
      a: { match: ["a.io/x/"] },
      b: { match: ["a.io/y/"] },
    }, []],
    [{
      a: { match: ["a.io"] },
      b: { match: ["b.io"], audience: "b.io" },
    }, []],
    // Tokens that both send to one service are of no more use than before.
    [{
      a: { match: ["a.io"], receiver: "https://idp" },
      b: { match: ["b.io"], receiver: "https://idp" },
    }, []],
    [{
      a: { match: ["a.io"], receiver: "https://idp" },
      b: { match: ["b.io"] },
    }, [path]],
    // That a rule names none is not its author's choice.
    [{
      a: { match: ["a.io"], isDefaultAudience: true },
      b: { match: ["b.io"], isDefaultAudience: true },
    }, []],
    [{ a: ["a.io"], b: { match: ["b.io"] } }, []],
  ];
  for (const [rules, expected] of table) {
    const paths = found(rules).map((one) => one.path);
    assertEquals(paths, expected, JSON.stringify(rules));
  }
  const [warning] = found({ a: { match: ["a.io"] }, b: { match: ["b.io"] } });
  assertEquals(
    warning?.message,
    'has tokens for aud, as "a" (registries[0]) has for other hosts: each of them could use a token at the other; name an audience of its own',
  );
});
