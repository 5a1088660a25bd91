/**
 * What of the AWS SDK is loaded for a token of ECR. Its loading grows with its
 * bytes, and is a large part of what the first answer on a node waits for.
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import {
  chunkOf,
  chunksWith,
  libraryOf,
  loadedWith,
  readGraph,
} from "../kit/chunk_graph.ts";

const graph = await readGraph();

const chunk = chunkOf(graph, "providers/ecr/credentials.ts");
const inputs = loadedWith(graph, chunk);

Deno.test("a token of ECR loads the SDK's client of ECR, and signs with it", () => {
  for (const part of ["client-ecr/dist-es/ECRClient.js", "/SignatureV4.js"]) {
    assert(inputs.some((input) => input.endsWith(part)), part);
  }
});

Deno.test("a token of ECR loads neither what STS speaks nor HTTP of Node", () => {
  const foreign =
    /\/xml-builder\/|\/protocols\/(?:query|xml|cbor)\/|\/node-http-handler\/|\/client-sts\//;
  assertEquals(inputs.filter((input) => foreign.test(input)), []);
});

for (
  const source of [
    "providers/ecr/credentials.ts",
    "providers/ecr/assume_role.ts",
  ]
) {
  Deno.test(`${source} loads no module of Node`, () => {
    const imports = chunksWith(graph, chunkOf(graph, source))
      .flatMap((name) => graph[name]?.imports ?? []);
    assertEquals(imports.filter((it) => it.startsWith("node:")), []);
  });
}

Deno.test("the search for credentials has the build of the SDK for Node", () => {
  const searched = loadedWith(
    graph,
    chunkOf(graph, "providers/ecr/aws_credentials.ts"),
  );
  assert(
    searched.some((input) => input.endsWith("/fromEnv.js")),
    `${searched}`,
  );
});

Deno.test("a token of ECR loads at most 160 KB of it", () => {
  const bytes = chunksWith(graph, chunk)
    .map((name) => graph[name])
    .filter((it) => Object.keys(it?.inputs ?? {}).some(libraryOf))
    .reduce((sum, it) => sum + (it?.bytes ?? NaN), 0);
  assert(bytes < 160_000, `${bytes} bytes`);
});
