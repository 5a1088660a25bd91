/**
 * `THIRD_PARTY_NOTICES` has the licence of everything that is in the program.
 * @module
 */
import {
  assert,
  assertEquals,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { bundledPackages } from "../../tools/bundled_packages.ts";
import { readGraph } from "../../tools/chunk_graph.ts";
import { noticesText } from "../../tools/notices_text.ts";
import { PROJECT } from "../../tools/paths.ts";

const arch = Deno.build.arch === "aarch64" ? "arm64" : "amd64";
const packages = await bundledPackages(
  await readGraph(`registry-credential-provider-linux-${arch}`),
);
const committed = await Deno.readTextFile(`${PROJECT}/THIRD_PARTY_NOTICES`);

Deno.test('THIRD_PARTY_NOTICES is what "make notices" writes', async () => {
  assertEquals(committed, await noticesText(packages));
});

Deno.test("the notices name every package whose code is in the program", async () => {
  const parts = `${PROJECT}/.build/registry-credential-provider-linux-${arch}`;
  const code = (await Promise.all(
    (await Array.fromAsync(Deno.readDir(parts))).map(({ name }) =>
      Deno.readTextFile(`${parts}/${name}`)
    ),
  )).join("\n");
  // Words that only these packages have, and no minifier changes.
  const words = {
    "jose": "JWTExpired",
    "bowser": "SamsungBrowser",
    "@aws-sdk/client-ecr": "AmazonEC2ContainerRegistry_V20150921",
    "@aws-sdk/client-sts": "AssumeRoleRequest",
    "@smithy/signature-v4": "AWS4-HMAC-SHA256",
  };
  for (const [name, word] of Object.entries(words)) {
    if (code.includes(word)) assertStringIncludes(committed, `\n${name} `);
  }
  assert(code.includes("AWS4-HMAC-SHA256"), "the code was not found");
});

const bundleOf = (...files: readonly string[]) => ({
  "main.js": { inputs: Object.fromEntries(files.map((file) => [file, 1])) },
});

Deno.test("a further package changes the notices", async () => {
  const [ajv] = await Array.fromAsync(
    Deno.readDir(`${PROJECT}/node_modules/.deno`),
  ).then((all) => all.filter(({ name }) => name.startsWith("ajv@")));
  assert(ajv !== undefined);
  const file = `node_modules/.deno/${ajv.name}/node_modules/ajv/dist/ajv.js`;
  const [added] = await bundledPackages(bundleOf(file, "src/main.ts"));
  assert(added !== undefined);
  const text = await noticesText([...packages, added]);
  assertStringIncludes(text, `\najv ${added.version}\n`);
  assertStringIncludes(text, "Evgeny Poberezkin");
  assert(!committed.includes("Evgeny Poberezkin"));
});

Deno.test("code that is of no package, and a package without a licence, are refused", async () => {
  await assertRejects(
    () => bundledPackages(bundleOf("/tmp/copied.js")),
    Error,
    "/tmp/copied.js is of no package",
  );
  const [yaml] = packages.filter(({ name }) => name === "@std/yaml");
  assert(yaml !== undefined);
  // A source without a line of copyright, as one of a package that has none.
  const files = ["deno.json"];
  await assertRejects(
    () => noticesText([{ ...yaml, files }]),
    Error,
    "@std/yaml",
  );
});
