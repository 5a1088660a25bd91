import { assertEquals } from "@std/assert";
import { decodeKubeletConfig } from "../../src/kubelet/config.ts";
import { problemTexts } from "../kit/decoding.ts";

type Changes = { readonly [key: string]: unknown };

const PLUGIN = {
  name: "registry-credential-provider",
  matchImages: ["a.io"],
  defaultCacheDuration: "10m",
  apiVersion: "credentialprovider.kubelet.k8s.io/v1",
};
const TOKENS = {
  tokenAttributes: {
    serviceAccountTokenAudience: "a",
    cacheType: "Token",
    requireServiceAccount: true,
  },
};

function fileOf(providers: unknown, version = "v1"): Changes {
  return {
    apiVersion: `kubelet.config.k8s.io/${version}`,
    kind: "CredentialProviderConfig",
    providers,
  };
}

function problemsOf(value: unknown): readonly string[] {
  return problemTexts(decodeKubeletConfig(value).problems);
}

/** The problems of one plugin, without its place in the list. */
function pluginProblems(changes: Changes, version = "v1"): readonly string[] {
  return problemsOf(fileOf([{ ...PLUGIN, ...changes }], version))
    .map((line) => line.replace(/^providers\[0\][.:] ?/, ""));
}

Deno.test("decodeKubeletConfig() gives the plugins of every version", () => {
  for (const version of ["v1", "v1beta1", "v1alpha1"]) {
    for (const spoken of ["v1", "v1beta1", "v1alpha1"]) {
      const apiVersion = `credentialprovider.kubelet.k8s.io/${spoken}`;
      const plugin = { ...PLUGIN, apiVersion, args: ["--config=/c"] };
      assertEquals(decodeKubeletConfig(fileOf([plugin], version)), {
        providers: [{
          name: "registry-credential-provider",
          matchImages: ["a.io"],
          args: ["--config=/c"],
        }],
        problems: [],
      }, `${version}, ${spoken}`);
    }
  }
});

Deno.test("decodeKubeletConfig() accepts what the kubelet accepts", () => {
  const table: readonly [string, Changes][] = [
    ["no time at all", { defaultCacheDuration: "0" }],
    ["a longer time than any other", { defaultCacheDuration: "2562047h" }],
    ["no arguments", { args: [] }],
    ["any argument", { args: ["", "$HOME", "--x y"] }],
    ["variables", {
      env: [{ name: "A", value: "" }, { name: "", value: "b" }],
    }],
    ["a variable without a value", { env: [{ name: "A" }, {}] }],
    ["a name with dots", { name: "...a" }],
    // These are accepted and never match; that is for warnings.
    ["a glob in a path", { matchImages: ["a.io/*"] }],
    ["a scheme", { matchImages: ["https://a.io"] }],
    ["a pattern twice", { matchImages: ["a.io", "a.io"] }],
    ["an empty pattern", { matchImages: [""] }],
    ["tokens", TOKENS],
  ];
  for (const [label, changes] of table) {
    assertEquals(pluginProblems(changes), [], label);
  }
});

Deno.test("decodeKubeletConfig() refuses what the kubelet refuses in a plugin", () => {
  const name =
    "name: is the file name of the plugin: without a slash or space, not . or ..";
  const versions =
    "expected one of credentialprovider.kubelet.k8s.io/v1, credentialprovider.kubelet.k8s.io/v1beta1, credentialprovider.kubelet.k8s.io/v1alpha1";
  const table: readonly [string, Changes, string][] = [
    ["an empty name", { name: "" }, "name: is empty"],
    ["a name with a slash", { name: "a/b" }, name],
    ["a name with a space", { name: "a b" }, name],
    ["a dot as name", { name: "." }, name],
    ["two dots as name", { name: ".." }, name],
    [
      "no patterns",
      { matchImages: [] },
      "matchImages: expected at least 1 item, found none",
    ],
    [
      "a bad escape",
      { matchImages: ["a", "%invalid%"] },
      "matchImages[1]: is not an image pattern: write host[:port][/path]",
    ],
    [
      "a port of letters",
      { matchImages: ["a:b"] },
      "matchImages[0]: is not an image pattern: write host[:port][/path]",
    ],
    [
      "a negative time",
      { defaultCacheDuration: "-1s" },
      "defaultCacheDuration: is negative",
    ],
    [
      "days",
      { defaultCacheDuration: "1d" },
      "defaultCacheDuration: is not a Go duration: write for instance 10m",
    ],
    [
      "a time as number",
      { defaultCacheDuration: 600 },
      "defaultCacheDuration: is not a Go duration: write for instance 10m",
    ],
    [
      "a version without a group",
      { apiVersion: "v1" },
      `apiVersion: ${versions}`,
    ],
    ["an unknown version", {
      apiVersion: "credentialprovider.kubelet.k8s.io/v2",
    }, `apiVersion: ${versions}`],
    [
      "the other group",
      { apiVersion: "kubelet.config.k8s.io/v1" },
      `apiVersion: ${versions}`,
    ],
    [
      "an argument as number",
      { args: [1] },
      "args[0]: expected text, found a number: put it in quotes",
    ],
    ["a variable from elsewhere", {
      env: [{ name: "A", value: "b", valueFrom: {} }],
    }, "env[0]: key number 3 is unknown: known are name, value"],
    [
      "a mistyped field",
      { matchImage: ["a.io"] },
      'unknown key "matchImage": did you mean "matchImages"?',
    ],
    [
      "tokens as a list",
      { tokenAttributes: [] },
      "tokenAttributes: expected a mapping, found a list",
    ],
    [
      "tokens of an old version",
      { ...TOKENS, apiVersion: "credentialprovider.kubelet.k8s.io/v1beta1" },
      '"tokenAttributes" needs apiVersion credentialprovider.kubelet.k8s.io/v1',
    ],
  ];
  for (const [label, changes, expected] of table) {
    assertEquals(pluginProblems(changes), [expected], label);
  }
});

Deno.test("decodeKubeletConfig() knows tokens in files of v1 only", () => {
  for (const version of ["v1beta1", "v1alpha1"]) {
    assertEquals(pluginProblems(TOKENS, version), [
      "key number 5 is unknown: known are name, matchImages, defaultCacheDuration, apiVersion, args, env",
    ], version);
  }
});

Deno.test("decodeKubeletConfig() reports every missing field of a plugin", () => {
  assertEquals(
    problemsOf(fileOf([{}])).map((line) => /"\w+" is missing/.exec(line)?.[0]),
    [
      '"name" is missing',
      '"matchImages" is missing',
      '"defaultCacheDuration" is missing',
      '"apiVersion" is missing',
    ],
  );
});

Deno.test("decodeKubeletConfig() refuses a file of another kind", () => {
  const table: readonly [string, unknown, number][] = [
    ["nothing", null, 1],
    ["a list", [PLUGIN], 1],
    ["an empty mapping", {}, 3],
    ["no plugins", fileOf([]), 1],
    ["an unknown version", fileOf([PLUGIN], "v2"), 1],
    ["another kind", { ...fileOf([PLUGIN]), kind: "KubeletConfiguration" }, 1],
    ["an unknown field", { ...fileOf([PLUGIN]), metadata: {} }, 1],
  ];
  for (const [label, value, count] of table) {
    const { providers, problems } = decodeKubeletConfig(value);
    assertEquals([providers.length, problems.length], [0, count], label);
  }
});
