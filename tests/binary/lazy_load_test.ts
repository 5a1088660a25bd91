/**
 * The AWS SDK is loaded only where a token of ECR is fetched, and jose only
 * where a JWT is minted: by the graph of the modules, and by what a running
 * program has evaluated.
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { PROVIDERS } from "../../providers/table.ts";
import { config, execute, request } from "../kit/program.ts";
import { IMAGE, passwordOf } from "../kit/caching.ts";
import { withBackend } from "../kit/ecr_backend.ts";
import { withStateFolder } from "../kit/writable_program.ts";
import {
  chunkOf,
  libraryOf,
  loadedWith,
  readGraph,
  tracedProgram,
} from "../kit/chunk_graph.ts";

const graph = await readGraph();

/** What is loaded with a chunk: libraries, and providers that are not its own. */
function librariesWith(source: string): readonly string[] {
  const inputs = loadedWith(graph, chunkOf(graph, source));
  return [...new Set(inputs.flatMap((input) => libraryOf(input) ?? []))].sort();
}

Deno.test("no command but completions loads what writes the scripts for shells", () => {
  const other = [
    "src/main.ts",
    "src/cli/commands.ts",
    "src/cli/command_line.ts",
  ]
    .flatMap((source) => loadedWith(graph, chunkOf(graph, source)));
  const completions = loadedWith(
    graph,
    chunkOf(graph, "src/cli/commands/completions.ts"),
  );
  const scripts = /src\/cli\/completion\/\w+\.ts$/;
  assertEquals(other.filter((input) => scripts.test(input)), []);
  assertEquals(completions.filter((input) => scripts.test(input)).length, 4);
});

const chunks: readonly [string, readonly string[]][] = [
  ["providers/acr/provider.ts", []],
  ["providers/acr/credentials.ts", []],
  ["providers/acr/certificate.ts", []],
  ["providers/ecr/provider.ts", []],
  ["providers/ecr/provider_without_subject.ts", []],
  ["providers/gcp/provider.ts", []],
  ["providers/gcp/credentials.ts", []],
  ["providers/jwt/provider.ts", []],
  ["providers/static/provider.ts", []],
  ["providers/token/provider.ts", []],
  ["providers/exchange/provider.ts", []],
  ["providers/exchange/credentials.ts", []],
  ["src/cache/credential_cache.ts", []],
  ["src/cli/commands/cache_list.ts", []],
  ["src/cli/commands/get.ts", []],
  ["src/cli/commands/completions.ts", []],
  ["providers/ecr/credentials.ts", ["aws"]],
  ["src/jwt/mint.ts", ["jose"]],
  ["src/jwt/sign.ts", ["jose"]],
  ["providers/vault/provider.ts", []],
  ["providers/vault/credentials.ts", []],
];
for (const [source, libraries] of chunks) {
  Deno.test(`${source} is loaded with ${libraries.join() || "no library"}`, () => {
    assertEquals(librariesWith(source), libraries);
  });
}

for (const name of Object.keys(PROVIDERS)) {
  Deno.test(`an answer of ${name} loads no code of another provider`, () => {
    const own = new RegExp(`providers/${name}/`);
    const entries = Object.values(graph).flatMap(({ entryPoints }) =>
      entryPoints.filter((entry) => own.test(entry))
    );
    assert(entries.length > 0, "no chunk was found");
    const inputs = entries.flatMap((entry) =>
      loadedWith(graph, chunkOf(graph, entry))
    );
    const others = inputs.filter((input) =>
      /providers\/\w+\//.test(input) && !own.test(input)
    );
    assertEquals([...new Set(others)], []);
  });
}

/** Libraries that a run of the program has evaluated, and its answer. */
async function trace(
  program: string,
  image: string,
  { configPath, env = {} }: {
    readonly configPath: string;
    readonly env?: Record<string, string>;
  },
): Promise<{ loaded: readonly string[]; password: string }> {
  const result = await execute(program, [`--config=${configPath}`], {
    stdin: request(image),
    env,
  });
  const lines = result.stderr.split("\n").filter((line) => line !== "");
  const loaded = lines.map((line) => /^loaded (\w+)$/.exec(line)?.[1] ?? line);
  const password = passwordOf({ ...result, stderr: "" });
  return { loaded: [...new Set(loaded)].sort(), password };
}

Deno.test("a running program evaluates the AWS SDK only for an empty cache, and jose only for a JWT", async () => {
  const program = await tracedProgram(graph);
  await withBackend((backend) =>
    withStateFolder(async (folder) => {
      const text = config(`- name: ecr
  match: ["*.dkr.ecr.*.amazonaws.com"]
  ecr: { endpoint: "${backend.endpoint}" }
- name: jwt
  match: [jwt.example.com]
  jwt:
    username: node
    key: { file: ${folder}/key.pem }
    algorithm: ES256
    issuer: https://nodes.example.com
    audience: registry
    subject: node
- name: static
  match: [static.example.com]
  static: { username: u, password: p }
`);
      const configPath = `${folder}/registries.yaml`;
      const cache = `cache: { directory: ${folder}/cache }\n`;
      await Deno.writeTextFile(configPath, text + cache, { mode: 0o600 });
      await Deno.writeTextFile(`${folder}/key.pem`, await newKey(), {
        mode: 0o600,
      });
      const env = {
        AWS_ACCESS_KEY_ID: "AKIAIOSFODNN7EXAMPLE",
        AWS_SECRET_ACCESS_KEY: "secret-key",
        AWS_EC2_METADATA_DISABLED: "true",
        HOME: folder,
      };
      const run = (image: string) => trace(program, image, { configPath, env });

      const fixed = await run("static.example.com/app");
      assertEquals(fixed, { loaded: [], password: "p" });
      const minted = await run("jwt.example.com/app");
      assertEquals(minted.loaded, ["jose"]);
      const fetched = await run(IMAGE);
      assertEquals(fetched.loaded, ["aws"]);
      assertEquals(fetched.password, backend.last());
      const cached = await run(IMAGE);
      assertEquals(cached, { loaded: [], password: backend.last() });
      assertEquals(backend.calls(), 1);
    })
  );
});

/** A private key in PEM (PKCS #8). */
async function newKey(): Promise<string> {
  const algorithm = { name: "ECDSA", namedCurve: "P-256" };
  const pair = await crypto.subtle.generateKey(algorithm, true, [
    "sign",
    "verify",
  ]);
  const bytes = new Uint8Array(
    await crypto.subtle.exportKey("pkcs8", pair.privateKey),
  );
  const base64 = btoa(String.fromCharCode(...bytes)).replace(/.{64}/g, "$&\n");
  return `-----BEGIN PRIVATE KEY-----\n${base64}\n-----END PRIVATE KEY-----\n`;
}
