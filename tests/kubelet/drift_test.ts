import { assert, assertEquals } from "@std/assert";
import type { KubeletProvider } from "../../src/kubelet/config.ts";
import { ANY_HOST } from "../../src/kubelet/any_host.ts";
import { findDrift } from "../../src/kubelet/drift.ts";
import { PLUGIN_NAME } from "../../src/kubelet/entry_name.ts";
import { openRulesOf } from "../kit/open_rules.ts";

function plugin(
  matchImages: readonly string[],
  change: Partial<KubeletProvider> = {},
): KubeletProvider {
  return { name: PLUGIN_NAME, matchImages, args: [], ...change };
}

function pathsOf(
  rules: { readonly [name: string]: readonly string[] },
  ...providers: readonly KubeletProvider[]
) {
  const { errors, warnings } = findDrift(openRulesOf(rules), "/c", providers);
  return {
    errors: errors.map(({ path }) => path),
    warnings: warnings.map(({ path }) => path),
  };
}

const NOTHING = { errors: [], warnings: [] };

Deno.test("findDrift() finds nothing where both files have the same patterns", () => {
  const patterns = ["a.io/team/", "*.b.io", "c.io:5000"];
  assertEquals(pathsOf({ a: patterns }, plugin(patterns)), NOTHING);
});

Deno.test("findDrift() reports a pattern of ours that the kubelet never asks for", () => {
  const rules = { a: ["a.io"], b: ["b.io", "c.io", "a.b.io"] };
  assertEquals(pathsOf(rules, plugin(["a.io", "*.io"])), {
    errors: ["registries[1].match[2]"],
    warnings: ["provider registry-credential-provider, matchImages[1]"],
  });
  const { errors } = findDrift(openRulesOf(rules), "/c", [plugin(["a.io"])]);
  assert(errors[0]?.message.includes("restart the kubelet"));
});

Deno.test("findDrift() takes a wider pattern of the kubelet for a cover", () => {
  const asked = (ours: string, theirs: string) =>
    pathsOf({ a: [ours] }, plugin([theirs])).errors.length === 0;
  assertEquals(asked("a.io/team/", "a.io"), true);
  assertEquals(asked("a.io", "a.io/team/"), false);
  assertEquals(asked("a.io", "*.io"), true);
  assertEquals(asked("*.io", "a.io"), false);
  assertEquals(asked("*.a.io", "*.*.io"), true);
  assertEquals(asked("a.io:5000", "a.io"), false);
});

Deno.test("findDrift() warns of a pattern for which the program is run in vain", () => {
  assertEquals(pathsOf({ a: ["a.io"] }, plugin(["a.io", "b.io"])), {
    errors: [],
    warnings: ["provider registry-credential-provider, matchImages[1]"],
  });
  // Together two rules may cover it, but no single one does.
  const rules = { a: ["a.io/b/"], c: ["a.io/c/"] };
  assertEquals(pathsOf(rules, plugin(["a.io"])).warnings.length, 1);
});

Deno.test("findDrift() counts every plugin that is ours by its name", () => {
  const tokens = plugin(["b.io"], { name: `${PLUGIN_NAME}-tokens` });
  assertEquals(
    pathsOf({ a: ["a.io", "b.io"] }, plugin(["a.io"]), tokens),
    NOTHING,
  );
  const other = plugin(["b.io"], { name: "ecr-credential-provider" });
  assertEquals(
    pathsOf({ a: ["a.io", "b.io"] }, plugin(["a.io"]), other).errors,
    ["registries[0].match[1]"],
  );
});

Deno.test("findDrift() reports that no plugin is ours", () => {
  const other = plugin(["a.io"], { name: "ecr-credential-provider" });
  for (const providers of [[], [other]]) {
    const drift = findDrift(openRulesOf({ a: ["a.io"] }), "/c", providers);
    assertEquals(drift, {
      errors: [{
        path: "",
        message:
          'no provider is named registry-credential-provider, so the kubelet never runs this program: add it with "kubelet-config --merge-into"',
      }],
      warnings: [],
    });
  }
});

Deno.test("findDrift() warns where the plugin is given another config", () => {
  const table: readonly [readonly string[], boolean][] = [
    [[], false],
    [["--config=/c"], false],
    [["--config", "/c"], false],
    [["--timeout=20s", "--config=/c"], false],
    [["--config=/other"], true],
    [["--config", "/other"], true],
    [["--timeout", "20s", "--config", "/other"], true],
    [["--config=/c/"], true],
    [["--config-on-node=/other"], false],
    [["--config=/c", "--config=/other"], true],
    [["--config=/other", "--config=/c"], false],
  ];
  for (const [args, isOther] of table) {
    const { warnings } = pathsOf({ a: ["a.io"] }, plugin(["a.io"], { args }));
    assertEquals(
      warnings,
      isOther ? ["provider registry-credential-provider, args"] : [],
      args.join(" "),
    );
  }
});

Deno.test("findDrift() warns where a variable gives the plugin another config", () => {
  const env = new Map([["REGISTRY_CREDENTIAL_PROVIDER_CONFIG", "/other"]]);
  const warningsOf = (args: readonly string[]) =>
    pathsOf({ a: ["a.io"] }, plugin(["a.io"], { args, env })).warnings;
  assertEquals(warningsOf([]), ["provider registry-credential-provider, env"]);
  assertEquals(warningsOf(["--config=/c"]), []);
});

Deno.test("findDrift() wants every pattern in an entry that answers its rule", () => {
  const rules = openRulesOf({
    plain: ["a.io"],
    quay: { match: ["quay.io/x/"], audience: "quay.io" },
  });
  const plain = plugin(["a.io"], { args: ["--no-audience"] });
  const quay = plugin(["quay.io/x/"], {
    name: `${PLUGIN_NAME}-quay.io`,
    args: ["--audience=quay.io"],
  });
  const find = (...own: readonly KubeletProvider[]) =>
    findDrift(rules, "/c", own);
  assertEquals(find(plain, quay), NOTHING);
  assertEquals(find(plain).errors.map(({ path }) => path), [
    "registries[1].match[0]",
  ]);
  // The other entry is run for it, and leaves it to the one that is missing.
  const wide = plugin(["a.io", "quay.io"], { args: ["--no-audience"] });
  const { errors, warnings } = find(wide);
  assertEquals(errors, [{
    path: "registries[1].match[0]",
    message:
      `the kubelet asks for it only by an entry for other registries (${PLUGIN_NAME}), so nothing answers: write the kubelet's config anew with "kubelet-config" and restart the kubelet`,
  }]);
  assertEquals(warnings.map(({ path }) => path), [
    `provider ${PLUGIN_NAME}, matchImages[1]`,
  ]);
});

Deno.test("findDrift() takes an entry for any host as it is meant", () => {
  const rules = openRulesOf({ a: ["a.io", "odd.io:12345"] });
  const args = ["--no-audience"];
  const any = plugin([...ANY_HOST, "odd.io:12345"], { args });
  assertEquals(findDrift(rules, "/c", [any]), NOTHING);
  // Somebody's own wide pattern is none of these.
  const some = plugin(["*.*", "*.io", "odd.io:12345"], { args });
  assertEquals(findDrift(rules, "/c", [some]).warnings.length, 2);
  const without = plugin([...ANY_HOST], { args });
  const { errors } = findDrift(rules, "/c", [without]);
  assertEquals(errors.map(({ path }) => path), ["registries[0].match[1]"]);
});
