/**
 * The bill of materials names what is in the program, as CycloneDX wants it.
 * @module
 */
import { assert, assertEquals, assertRejects } from "@std/assert";
import config from "../../deno.json" with { type: "json" };
import pins from "../../tools/toolchain/pins.json" with { type: "json" };
import { bundledPackages } from "../../tools/bundled_packages.ts";
import { builtPrograms } from "../../tools/built_program.ts";
import { readGraph } from "../../tools/chunk_graph.ts";
import { PROJECT } from "../../tools/paths.ts";
import {
  type LockFile,
  type SbomFacts,
  sbomText,
} from "../../tools/sbom_text.ts";
import { billCheck } from "../kit/cyclonedx.ts";
import { PROGRAM } from "../kit/program.ts";

const arch = Deno.build.arch === "aarch64" ? "arm64" : "amd64";
const lock: LockFile = JSON.parse(
  await Deno.readTextFile(`${PROJECT}/deno.lock`),
);
const facts: SbomFacts = {
  version: config.version,
  packages: await bundledPackages(
    await readGraph(`registry-credential-provider-linux-${arch}`),
  ),
  lock,
  programs: await builtPrograms(),
  deno: Deno.version,
};

interface Component {
  readonly "bom-ref": string;
  readonly name: string;
  readonly hashes?: readonly { alg: string; content: string }[];
  readonly properties?: readonly { name: string; value: string }[];
}

interface Bill {
  readonly metadata: {
    readonly timestamp?: string;
    readonly component: Component & { readonly components: Component[] };
  };
  readonly components: readonly Component[];
  readonly dependencies: readonly {
    readonly ref: string;
    readonly dependsOn: readonly string[];
  }[];
}

const read = async (changes: Partial<SbomFacts> = {}): Promise<Bill> =>
  JSON.parse(await sbomText({ ...facts, ...changes }));

Deno.test("the bill is valid by CycloneDX's own schema", async () => {
  const check = await billCheck();
  const bill = await read({ epoch: 1_790_000_000 });
  assertEquals(check(bill), []);
  for (const wrong of [{ specVersion: 1.6 }, { unknown: 1 }]) {
    assert(check({ ...bill, ...wrong }).length > 0, "the schema says nothing");
  }
});

Deno.test("the bill has each package in the program once, with the checksum of deno.lock", async () => {
  const { components } = await read();
  const refs = components.map((it) => it["bom-ref"]);
  assertEquals(refs.length, new Set(refs).size);
  assertEquals(refs.length, facts.packages.length + 2);
  const jose = components.find(({ name }) => name === "jose");
  assertEquals(jose?.["bom-ref"], "pkg:npm/jose@6.2.18");
  const base64 = (lock.npm["jose@6.2.18"]?.integrity ?? "").replace(
    "sha512-",
    "",
  );
  const hex = [...atob(base64)].map((byte) =>
    byte.charCodeAt(0).toString(16).padStart(2, "0")
  ).join("");
  assertEquals(jose?.hashes, [{ alg: "SHA-512", content: hex }]);
  // Used by the tests and the build, and not in the program.
  for (const name of ["ajv", "rolldown", "assert"]) {
    assertEquals(components.filter((it) => it.name === name), [], name);
  }
});

Deno.test("the bill has the checksum of the program, and of its base", async () => {
  const { metadata, components } = await read();
  const name = `registry-credential-provider-linux-${arch}`;
  const file = metadata.component.components.find((it) => it.name === name);
  const digest = await new Deno.Command("sha256sum", {
    args: [PROGRAM],
  }).output();
  const [expected] = new TextDecoder().decode(digest.stdout).split(" ");
  assertEquals(file?.hashes, [{ alg: "SHA-256", content: expected ?? "" }]);

  const deno = components.find((it) => it.name === "deno");
  const base = deno?.properties?.find((it) =>
    it.name === `denort:${Deno.build.target}:sha256`
  );
  const network = await Deno.readTextFile(`${PROJECT}/.toolchain/network`);
  // On an open network Deno itself fetches the base, and has checked it.
  if (network.trim() === "npm") {
    assertEquals(base?.value, pins.denort[arch].sha256);
  }
  assertEquals(base?.value.length, 64);
});

Deno.test("the bill's dependencies lead from the program to every component", async () => {
  const { metadata, components, dependencies } = await read();
  const known = new Map(dependencies.map((it) => [it.ref, it.dependsOn]));
  const reached = new Set<string>();
  const open = [metadata.component["bom-ref"]];
  for (let ref = open.pop(); ref !== undefined; ref = open.pop()) {
    if (reached.has(ref)) continue;
    reached.add(ref);
    open.push(...known.get(ref) ?? []);
  }
  const missed = components.map((it) => it["bom-ref"])
    .filter((ref) => !reached.has(ref));
  assertEquals(missed, []);
});

Deno.test("the bill is the same each time, and has a time only from SOURCE_DATE_EPOCH", async () => {
  assertEquals(await sbomText(facts), await sbomText(facts));
  assertEquals((await read()).metadata.timestamp, undefined);
  const { metadata } = await read({ epoch: 1_790_000_000 });
  assertEquals(metadata.timestamp, "2026-09-21T14:13:20.000Z");
});

Deno.test("a package that is not in deno.lock is refused", async () => {
  const packages = facts.packages.map((it) => ({ ...it, version: "0.0.0" }));
  await assertRejects(() => read({ packages }), Error, "is not in deno.lock");
});
