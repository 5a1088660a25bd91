/**
 * What `explain` says of the kubelet's entry that an image takes.
 * @module
 */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { run } from "../../../src/cli/commands/explain.ts";
import { linesText } from "../../../src/cli/line.ts";
import { entryScope } from "../../../src/kubelet/scope.ts";
import { newNotes } from "../../kit/notes.ts";
import { PROVIDERS } from "../../../providers/table.ts";
import { config } from "../../kit/program.ts";
import { memoryRuntime } from "../../kit/memory_runtime.ts";

const CONFIG = config(`
- { name: plain, match: [a.io], static: { username: u, password: p } }
- name: ecr
  match: [e.io]
  ecr: { region: eu-west-1, registryId: "123456789012", serviceAccount: { roleAnnotation: x.io/role } }
`);

function explain(image: string, options: Record<string, string> = {}) {
  return run({ positionals: [image], options }, {
    providers: PROVIDERS,
    runtime: memoryRuntime({ files: { "/c": CONFIG } }),
    configPath: "/c",
    defaultConfigPath: "/c",
    filesWithin: undefined,
    scope: entryScope(options),
    notes: newNotes(),
    readInput: () => Promise.reject(new Error("nothing is read")),
  });
}

const NAME = "registry-credential-provider";

Deno.test("explain names the entry and the audience that an image takes", async () => {
  const plain = await explain("a.io/img");
  assertStringIncludes(
    linesText(plain.lines ?? [], false),
    `entry ${NAME}, without a service-account token\n`,
  );
  const tokens = await explain("e.io/img");
  assertStringIncludes(
    linesText(tokens.lines ?? [], false),
    `entry ${NAME}-sts.amazonaws.com, with a token of the pod's service account for sts.amazonaws.com, cacheType ServiceAccount\n`,
  );
  const entryOf = async (image: string, options = {}) =>
    JSON.parse(
      (await explain(image, { format: "json", ...options })).stdout ?? "",
    )
      .entry;
  assertEquals(await entryOf("a.io/img"), {
    name: NAME,
    audience: null,
    cacheType: null,
  });
  assertEquals(await entryOf("e.io/img", { "service-account-audience": "x" }), {
    name: `${NAME}-x`,
    audience: "x",
    cacheType: "ServiceAccount",
  });
  assertEquals(await entryOf("b.io/img"), null);
});

Deno.test("explain of one entry says that another one answers", async () => {
  const own = await explain("e.io/img", { audience: "sts.amazonaws.com" });
  assertEquals(own.failure, undefined);
  const other = await explain("e.io/img", { "no-audience": "true" });
  assertEquals(
    other.failure?.message,
    `"ecr" is the first registry that matches e.io/img, and it belongs to another entry of the kubelet's config, ${NAME}-sts.amazonaws.com`,
  );
});
