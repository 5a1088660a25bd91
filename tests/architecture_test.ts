/**
 * Who may import whom, who may do what, and how long a file may be.
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { readGraph } from "../tools/chunk_graph.ts";
import { PROJECT } from "../tools/paths.ts";
import { type Edge, moduleGraph, withoutComments } from "./module_graph.ts";

const TABLE = "providers/table.ts";
const COMMANDS = "providers/commands.ts";

/**
 * Everything that is not ours, and who imports it. A new importer or package is
 * a decision: it costs start-up time and has to be audited.
 */
const PACKAGES = {
  "@std/cli": ["src/command_line.ts"],
  "@std/yaml": ["src/yaml.ts"], // registries.yaml
  "yaml": ["src/kubelet_yaml.ts"], // the kubelet's files, as YAML 1.1
  "node:process": ["src/program_name.ts"], // the name it was started under
  "@aws-sdk/client-ecr": ["providers/ecr/token.ts"],
  "@aws-sdk/client-ecr-public": ["providers/ecr/token.ts"],
  "@aws-sdk/client-sts": ["providers/ecr/assume_role.ts"],
  "@aws-sdk/credential-provider-node": ["providers/ecr/aws_credentials.ts"],
  "jose": [
    "providers/jwt/inspect.ts",
    "providers/jwt/key.ts",
    "providers/jwt/key_halves.ts",
    "providers/jwt/key_kind.ts",
    "providers/jwt/keygen.ts",
    "providers/jwt/mint.ts",
  ],
};

/** What each module uses of `Deno`. All others get their effects as an argument. */
const DENO = {
  "src/main.ts": [
    "args",
    "cwd",
    "execPath",
    "exit",
    "stderr",
    "stdin",
    "stdout",
  ],
  "src/deno_runtime.ts": [
    "SeekMode",
    "build",
    "env",
    "errors",
    "execPath",
    "hostname",
    "lstat",
    "mkdir",
    "open",
    "osUptime",
    "readDir",
    "readLink",
    "stat",
    "uid",
    "writeTextFile",
  ],
  "src/deno_connection.ts": ["HttpClient", "createHttpClient", "env"],
  "src/deno_open_file.ts": [
    "FileInfo",
    "FsFile",
    "chmod",
    "errors",
    "lstat",
    "mkdir",
    "remove",
    "rename",
    "stat",
    "uid",
    "writeTextFile",
  ],
  "src/deno_cache_store.ts": [
    "errors",
    "lstat",
    "readDir",
    "remove",
    "rename",
    "writeTextFile",
  ],
  "src/deno_regular_file.ts": ["FileInfo", "FsFile", "open", "stat"],
  "src/deno_log_folder.ts": [
    "FileInfo",
    "FsFile",
    "SeekMode",
    "lstat",
    "open",
    "readDir",
    "readTextFile",
    "remove",
    "rename",
  ],
  "src/deno_private_folder.ts": [
    "FileInfo",
    "FsFile",
    "lstat",
    "mkdir",
    "open",
    "remove",
    "uid",
  ],
  "src/version.ts": ["build", "version"], // facts, no effects
};

/** They declare, do, or were given a function of this name. */
const FETCHING = [
  "src/credential_cache.ts",
  "src/deno_connection.ts",
  "src/deno_runtime.ts",
  "src/lookup.ts",
  "src/runtime.ts",
];

/**
 * What every answer loads: request, config, YAML, image and answer. No error
 * messages (`*_fault.ts`, `text_file.ts`, `config_invalid.ts`), and not the
 * words of the trace.
 */
const START = [
  "src/answer.ts",
  "src/cache_duration.ts",
  "src/characters.ts",
  "src/config.ts",
  "src/config_file.ts",
  "src/config_path.ts",
  "src/deadline.ts",
  "src/deno_regular_file.ts",
  "src/deno_runtime.ts",
  "src/did_you_mean.ts",
  "src/duration.ts",
  "src/go_duration_text.ts",
  "src/image_name.ts",
  "src/image_pattern.ts",
  "src/is_mapping.ts",
  "src/kubelet_call.ts",
  "src/kubelet_request.ts",
  "src/kubelet_response.ts",
  "src/lookup.ts",
  "src/main.ts",
  "src/open_section.ts",
  "src/own_folders.ts",
  "src/pattern_match.ts",
  "src/place.ts",
  "src/printable.ts",
  "src/read_secret.ts",
  "src/registries.ts",
  "src/report_settings.ts",
  "src/rule_match.ts",
  "src/schema.ts",
  "src/secret.ts",
  "src/secret_value.ts",
  "src/service_account.ts",
  "src/small_file.ts",
  "src/utf8.ts",
  "src/yaml.ts",
  "src/yaml_problem.ts",
];

const { modules, edges } = await moduleGraph();
const show = ({ from, to }: Edge) => `${from} -> ${to}`;
/** "jwt" for providers/jwt.ts and everything below providers/jwt/. */
const providerOf = (path: string) =>
  [TABLE, COMMANDS].includes(path)
    ? undefined
    : /^providers\/(\w+)(?:\.ts|\/)/.exec(path)?.[1];
const isProvider = (path: string) => providerOf(path) !== undefined;
/** A provider's own commands: they know the config, and the provider does not know them. */
const isProviderCommand = (path: string) =>
  edges.some(({ from, to }) => from === COMMANDS && to === path) &&
  isProvider(path);

Deno.test("the module graph holds every file of src and providers", async () => {
  const files: string[] = [];
  const folders = ["src", "src/commands", "src/http", "providers"];
  for await (
    const { name, isDirectory } of Deno.readDir(`${PROJECT}/providers`)
  ) {
    if (isDirectory) folders.push(`providers/${name}`);
  }
  for (const folder of folders) {
    for await (const { name } of Deno.readDir(`${PROJECT}/${folder}`)) {
      if (name.endsWith(".ts")) files.push(`${folder}/${name}`);
    }
  }
  assertEquals([...modules.keys()].sort(), files.sort());
});

Deno.test("src reaches the providers only from src/main.ts to their two tables", () => {
  const crossing = edges.filter(({ from, to }) =>
    from.startsWith("src/") && to.startsWith("providers/")
  );
  assertEquals(crossing.map(show).sort(), [
    `src/main.ts -> ${COMMANDS}`,
    `src/main.ts -> ${TABLE}`,
  ]);
});

Deno.test("providers/table.ts imports every provider, only dynamically, and no code beside", () => {
  const loaded = edges.filter(({ from, isDynamic }) =>
    from === TABLE && isDynamic
  ).map(({ to }) => to);
  const entries = [...modules.keys()].filter((path) =>
    isProvider(path) && path.split("/").length === 2
  );
  assertEquals(loaded.sort(), entries.sort());
  const fixed = edges.filter(({ from, isDynamic }) =>
    from === TABLE && !isDynamic
  );
  assertEquals(fixed.map(({ to }) => to), ["src/provider.ts"]);
});

Deno.test("providers/commands.ts imports the commands of providers, only dynamically", () => {
  const imports = edges.filter(({ from }) => from === COMMANDS);
  const fixed = imports.filter(({ isDynamic }) => !isDynamic);
  assertEquals(fixed.map(({ to }) => to), ["src/command.ts"]);
  const others = edges.filter(({ from, to }) =>
    from !== COMMANDS && isProviderCommand(to)
  );
  assertEquals(others.map(show), []);
});

Deno.test("a provider knows no other provider, no config file, no kubelet and no command", () => {
  const forbidden = edges.filter(({ from, to }) => {
    if (!isProvider(from)) return false;
    if (to.startsWith("providers/")) return providerOf(to) !== providerOf(from);
    return !isProviderCommand(from) &&
      (to.startsWith("src/command") || to.startsWith("src/config") ||
        to.startsWith("src/kubelet") || to.startsWith("src/cache") ||
        to.startsWith("src/credential_cache") ||
        ["src/main.ts", "src/lookup.ts", "src/deno_runtime.ts"].includes(to));
  });
  assertEquals(forbidden.map(show), []);
});

Deno.test("a command is loaded only by src/commands.ts, dynamically", () => {
  const importers = edges.filter(({ to }) => to.startsWith("src/commands/"));
  assert(importers.length > 0);
  assertEquals(
    importers.filter(({ from, isDynamic }) =>
      from !== "src/commands.ts" || !isDynamic
    ).map(show),
    [],
  );
});

Deno.test("every package has exactly the importers that are pinned here", () => {
  const found: Record<string, string[]> = {};
  for (const { from, to } of edges) {
    if (!modules.has(to)) (found[to] ??= []).push(from);
  }
  for (const importers of Object.values(found)) importers.sort();
  assertEquals(found, PACKAGES);
});

Deno.test("no module imports itself by way of others", () => {
  const done = new Set<string>();
  const cycles: string[] = [];
  function visit(module: string, above: readonly string[]): void {
    if (above.includes(module)) {
      cycles.push([...above.slice(above.indexOf(module)), module].join(" -> "));
    }
    if (done.has(module)) return;
    done.add(module);
    for (const { from, to } of edges) {
      if (from === module) visit(to, [...above, module]);
    }
  }
  visit("src/main.ts", []);
  assertEquals(cycles, []);
});

Deno.test("arguments, standard streams and the exit belong to src/main.ts, files and variables to src/deno_runtime.ts", () => {
  const used: Record<string, string[]> = {};
  for (const [path, text] of modules) {
    const members = withoutComments(text).matchAll(/\bDeno\.(\w+)/g);
    const names = new Set([...members].map(([, name]) => name ?? ""));
    if (names.size > 0) used[path] = [...names].sort();
  }
  assertEquals(used, DENO);
});

Deno.test("nothing writes to the console, reads Node's process or reaches for Deno as a value", () => {
  for (const [path, text] of modules) {
    // src/main.ts silences the console, for the libraries that write to it.
    const code = withoutComments(text).replace("console[level] = () => {}", "");
    const found = code.match(
      /\bconsole\b|\bprocess\.|\bglobalThis\b|\bDeno\s*[[;,)}\]]/,
    ) ?? (FETCHING.includes(path) ? null : code.match(/(?<!\.)\bfetch\(/));
    assertEquals(found?.[0], undefined, path);
  }
});

Deno.test("what is loaded before the request is read holds no provider, no command and no package but YAML, and is one module", async () => {
  const arch = Deno.build.arch === "aarch64" ? "arm64" : "amd64";
  const graph = await readGraph(`registry-credential-provider-linux-${arch}`);
  const start = graph["main.js"];
  assert(start !== undefined);
  assertEquals(start.imports, []);
  const inputs = Object.keys(start.inputs);
  assert(inputs.includes("src/main.ts"));
  assert(inputs.includes(TABLE));
  assertEquals(inputs.filter(isProvider), []);
  assertEquals(inputs.filter((it) => it.startsWith("src/command")), []);
  // Exactly this: what else an answer may need is loaded where it does.
  assertEquals(
    inputs.filter((it) => it.startsWith("src/")).sort(),
    START.toSorted(),
  );
  // Of packages only the parser of YAML.
  assertEquals(
    inputs.filter((it) =>
      !/^(?:src|providers|vendor\/jsr\.io\/@std\/yaml)\//.test(it)
    ),
    [],
  );
  // V8 parses all of it for every answer; half of it is the parser of YAML.
  assert(start.bytes < 60_000, `the start has ${start.bytes} bytes`);
});

Deno.test("no file is longer than 250 lines, and half of them have at most 100", () => {
  const lengths = [...modules].map(([path, text]) =>
    [text.split("\n").length - 1, path] as const
  ).sort(([a], [b]) => a - b);
  assertEquals(lengths.filter(([lines]) => lines > 250), []);
  const [median] = lengths[Math.floor(lengths.length / 2)] ?? [Infinity];
  assert(median <= 100, `the median is ${median}`);
});
