/**
 * What is baked into the compiled program: its rights, its modules, its size.
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { PROJECT } from "../../tools/paths.ts";
import { readCompiledProgram } from "../../tools/toolchain/compiled_program.mjs";
import { PROGRAM } from "../kit/program.ts";

interface Entry {
  readonly File?: { readonly n: string; readonly o: readonly [number, number] };
}

/** The data section that `deno compile` adds to the runtime. */
interface Section {
  readonly bytes: number;
  readonly metadata: Record<string, unknown>;
  readonly npmBytes: number;
  /** Modules that were fetched from elsewhere. */
  readonly remote: readonly number[];
  readonly files: readonly Entry[];
  /** The content of a file. */
  readonly text: (name: string) => string;
}

const section = readSection(PROGRAM);
const names = section.files.map(({ File }) => File?.n ?? "no file");

function readSection(path: string): Section {
  const data = new Uint8Array(readCompiledProgram(path).data);
  const view = new DataView(data.buffer);
  const u64 = (at: number) => Number(view.getBigUint64(at, true));
  let at = 0;
  const take = (bytes: number) => data.subarray(at, at += bytes);
  const blob = () => take(u64((at += 8) - 8));
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  assertEquals(text(take(8)), "d3n0l4nd");
  const metadata = JSON.parse(text(blob()));
  const npmBytes = blob().length;
  const remote = [0, 0, 0].map(() => view.getUint32((at += 4) - 4, true));
  const files: readonly Entry[] = JSON.parse(text(blob()));
  const content = blob();
  return {
    bytes: data.length,
    metadata,
    npmBytes,
    remote,
    files,
    text: (name) => {
      const [from = 0, bytes = 0] =
        files.find(({ File }) => File?.n === name)?.File?.o ?? [];
      return text(content.subarray(from, from + bytes));
    },
  };
}

Deno.test("the program may read, connect, write to its own folders, and nothing else", () => {
  const rights = section.metadata["permissions"] as Record<string, unknown>;
  const granted = Object.fromEntries(
    Object.entries(rights).filter(([, value]) => value !== null),
  );
  // What Deno lets every compiled program import from; the denial goes before it.
  delete granted["allow_import"];
  assertEquals(granted, {
    allow_read: [], // an empty list stands for everything
    allow_env: [],
    allow_net: [],
    allow_sys: ["hostname", "uid", "homedir", "osUptime"],
    allow_write: [
      "/run/registry-credential-provider",
      "/var/cache/registry-credential-provider",
      "/var/lib/registry-credential-provider",
    ],
    deny_import: [],
    prompt: false,
  });
});

Deno.test("the program asks no questions, keeps no code cache and trusts what the machine trusts", () => {
  const { metadata } = section;
  assertEquals(metadata["code_cache_key"], null);
  assertEquals(metadata["env_vars_from_env_file"], {
    DENO_TLS_CA_STORE: "system,mozilla",
  });
  assertEquals(metadata["unsafely_ignore_certificate_errors"], null);
  assertEquals(metadata["ca_data"], null);
  assertEquals(metadata["argv"], []);
  assertEquals(metadata["entrypoint_key"], "main.js");
  assertEquals(metadata["preload_modules"], []);
  assertEquals(metadata["require_modules"], []);
});

Deno.test("the program embeds the bundle, and no other file", async () => {
  const arch = Deno.build.arch === "aarch64" ? "arm64" : "amd64";
  const bundle = `${PROJECT}/.build/registry-credential-provider-linux-${arch}`;
  const built = (await Array.fromAsync(Deno.readDir(bundle)))
    .filter(({ isFile }) => isFile).map(({ name }) => name);
  assert(built.includes("main.js"));
  assert(names.includes("main.js"));
  // A chunk that nothing imports stays outside.
  assertEquals(names.filter((name) => !built.includes(name)), []);
  assertEquals(section.npmBytes, 0);
  assertEquals(section.metadata["node_modules"], null);
  assertEquals(section.remote, [0, 0, 0], "specifiers, redirects, modules");
});

Deno.test("every import of the program is a word of its own bundle", () => {
  const known = new Set(names.map((name) => `"./${name}"`));
  // Modules of the runtime itself, which the AWS SDK uses.
  const isBuiltIn = (specifier: string) => specifier.startsWith('"node:');
  // Asymmetric signatures, which ECR does not know; there is no such package.
  const isAbsent = (specifier: string) =>
    specifier === '"@aws-sdk/signature-v4-crt"';
  for (const name of names) {
    // The bundler writes lazy imports as templates without anything to fill in.
    const text = section.text(name)
      .replaceAll(/(\bimport\()`([^`$]*)`/g, '$1"$2"');
    const dynamic = [...text.matchAll(/\bimport\s*\(([^)]*)\)/g)];
    const fixed = [
      ...text.matchAll(/(?:\bfrom|\bimport)\s*("[\w@.][\w@./:-]*")/g),
    ];
    for (const [, specifier = ""] of [...dynamic, ...fixed]) {
      assert(
        known.has(specifier) || isBuiltIn(specifier) || isAbsent(specifier),
        `${name} imports ${specifier}`,
      );
    }
  }
});

Deno.test("the program compiles no text and starts no worker", () => {
  for (const name of names) {
    const found = section.text(name).match(
      /\beval\s*\(|\bnew\s+(?:Function|Worker)\b|\bimportScripts\b/,
    );
    assertEquals(found, null, name);
  }
});

Deno.test("the program is at most 2 MB larger than the runtime that it stands on", () => {
  assert(section.bytes > 10_000, `${section.bytes} bytes are no program`);
  assert(section.bytes <= 2_000_000, `${section.bytes} bytes`);
});
