/**
 * What of the AWS SDK is loaded for a token of ECR. Its loading grows with its
 * bytes, and is a large part of what the first answer on a node waits for.
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { loadedWith, readGraph } from "./module_graph.ts";

const graph = await readGraph();
const chunk = Object.keys(graph.outputs).find((path) =>
  graph.outputs[path]?.entryPoints.includes("providers/ecr/token.ts")
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
    /\/xml-builder\/|\/protocols\/(?:query|xml|cbor)\/|\/node-http-handler\.js$|\/client-sts\//;
  assertEquals(inputs.filter((input) => foreign.test(input)), []);
});

Deno.test("a token of ECR loads at most 170 KB of it", async () => {
  const { size } = await Deno.stat(new URL(`../../${chunk}`, import.meta.url));
  assert(size < 170_000, `${size} bytes`);
});
