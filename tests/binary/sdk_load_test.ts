/**
 * What of the AWS SDK is loaded for a token of ECR. Its loading grows with its
 * bytes, and is a large part of what the first answer on a node waits for.
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import {
  chunksWith,
  libraryOf,
  loadedWith,
  readGraph,
} from "./module_graph.ts";

const graph = await readGraph();
const chunk = Object.keys(graph).find((path) =>
  graph[path]?.entryPoints.includes("providers/ecr/token.ts")
);
assert(chunk !== undefined);
const inputs = loadedWith(graph, chunk);

Deno.test("a token of ECR loads the SDK's client of ECR, and signs with it", () => {
  for (const part of ["client-ecr/dist-es/ECRClient.js", "/SignatureV4.js"]) {
    assert(inputs.some((input) => input.endsWith(part)), part);
  }
});

Deno.test("a token of ECR loads neither what STS speaks nor HTTP of Node", () => {
  const foreign =
    /\/xml-builder\/|\/protocols\/(?:query|xml|cbor)\/|\/client-sts\//;
  assertEquals(inputs.filter((input) => foreign.test(input)), []);
});

Deno.test("a token of ECR loads at most 170 KB of it", () => {
  const bytes = chunksWith(graph, chunk)
    .map((name) => graph[name])
    .filter((it) => Object.keys(it?.inputs ?? {}).some(libraryOf))
    .reduce((sum, it) => sum + (it?.bytes ?? NaN), 0);
  assert(bytes < 170_000, `${bytes} bytes`);
});
