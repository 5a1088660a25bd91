/**
 * Who may import whom, and who may do what: checked on the modules as Deno itself
 * resolves them, with types and lazy imports.
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { PROJECT } from "../tools/paths.ts";
import { type Edge, moduleGraph, withoutComments } from "./kit/module_graph.ts";
import { sourceFiles } from "./kit/source_files.ts";

/**
 * The rooms of `src`, from the ground up. A room imports only from the rows
 * above it in this list; two rooms in one row do not know each other.
 */
const ROOMS = [
  ["src/runtime/"], // effects, and what goes wrong
  ["src/format/"],
  ["src/schema/", "src/image/"],
  ["src/http/", "src/docker/"],
  ["src/provider.ts"], // the port
  ["src/jwt/"],
  ["src/subject/"], // providers see nothing behind it
  ["src/config/"],
  ["src/kubelet/", "src/cache/"],
  ["src/lookup/"],
  ["src/audit/"],
  ["src/check/"],
  ["src/cli/"],
  ["src/main.ts"],
];

/** Where each package is imported. A further one costs time, and an audit. */
const PACKAGES: Record<string, readonly string[]> = {
  "@aws-sdk/client-ecr": ["providers/ecr/credentials.ts"],
  "@aws-sdk/client-ecr-public": ["providers/ecr/credentials.ts"],
  "@aws-sdk/client-sts": ["providers/ecr/assume_role.ts"],
  "@aws-sdk/credential-provider-node": ["providers/ecr/aws_credentials.ts"],
  "@std/cli": ["src/cli/command_line.ts"],
  "@std/yaml": ["src/format/yaml.ts"],
  "jose": ["src/jwt/", "providers/jwt/commands/"],
  "node:process": ["src/cli/program_name.ts"], // the name it was started under
  "yaml": ["src/format/key_line.ts", "src/kubelet/yaml/document.ts"],
};

/** Members of `Deno` that belong to `src/main.ts` alone. */
const OF_MAIN = ["args", "exit", "exitCode", "stderr", "stdin", "stdout"];

/** They have the effect, or declare or call a function of their own of that name. */
const OF_FETCH = [
  "src/cache/credential_cache.ts",
  "src/lookup/lookup.ts",
  "src/runtime/",
];

const { modules, edges } = await moduleGraph();
const show = ({ from, to }: Edge) => `${from} -> ${to}`;
const rowOf = (path: string) =>
  ROOMS.findIndex((row) => row.some((room) => path.startsWith(room)));
const roomOf = (path: string) =>
  ROOMS.flat().find((room) => path.startsWith(room));
/** "jwt" for everything below providers/jwt. */
const providerOf = (path: string) => /^providers\/(\w+)\//.exec(path)?.[1];
const isCommand = (path: string) => /^providers\/\w+\/commands\//.test(path);

Deno.test("the module graph holds every file of src and providers", async () => {
  const files = [
    ...await sourceFiles("src"),
    ...await sourceFiles("providers"),
  ];
  assertEquals([...modules.keys()].sort(), files.sort());
});

Deno.test("every file of src is in a room, and none is deeper than two rooms", () => {
  const files = [...modules.keys()].filter((path) => path.startsWith("src/"));
  assertEquals(files.filter((path) => rowOf(path) < 0), []);
  assertEquals(files.filter((path) => path.split("/").length > 4), []);
});

Deno.test("a room imports only from itself and from the rooms below it", () => {
  const inside = edges.filter(({ from, to }) =>
    from.startsWith("src/") && to.startsWith("src/")
  );
  assert(inside.length > 100, "the imports were not found");
  const upwards = inside.filter(({ from, to }) =>
    roomOf(from) !== roomOf(to) && rowOf(from) <= rowOf(to)
  );
  assertEquals(upwards.map(show), []);
});

Deno.test("the core knows no provider: src/main.ts alone imports their two tables", () => {
  const crossing = edges.filter(({ from, to }) =>
    from.startsWith("src/") && to.startsWith("providers/")
  );
  assertEquals(crossing.map(show).sort(), [
    "src/main.ts -> providers/commands.ts",
    "src/main.ts -> providers/table.ts",
  ]);
});

Deno.test("the tables import lazily: each provider by its face, and their commands", () => {
  const lazy = (table: string) =>
    edges.filter(({ from, isDynamic }) => from === table && isDynamic)
      .map(({ to }) => to).sort();
  const files = [...modules.keys()];
  const faces = files.filter((path) => /^providers\/\w+\/provider/.test(path));
  assertEquals(lazy("providers/table.ts"), faces.sort());
  const commands = files.filter(isCommand);
  assertEquals(lazy("providers/commands.ts"), commands.sort());
});

Deno.test("a provider knows no other provider, and of the core what its port knows", () => {
  const port = rowOf("src/subject/");
  const forbidden = edges.filter(({ from, to }) => {
    if (providerOf(from) === undefined || !modules.has(to)) return false;
    if (to.startsWith("providers/")) return providerOf(to) !== providerOf(from);
    return !isCommand(from) && rowOf(to) > port;
  });
  assertEquals(forbidden.map(show), []);
});

Deno.test("a command is loaded only by its table, and lazily", () => {
  const loads = edges.filter(({ to }) => /\/commands\/\w+\.ts$/.test(to));
  assert(loads.length > 10, "the commands were not found");
  const others = loads.filter(({ from, isDynamic }) =>
    !/\/commands\.ts$/.test(from) || !isDynamic
  );
  assertEquals(others.map(show), []);
});

Deno.test("every package is imported where the list says, and nowhere else", () => {
  const foreign = edges.filter(({ to }) => !modules.has(to));
  assertEquals(
    [...new Set(foreign.map(({ to }) => to))].sort(),
    Object.keys(PACKAGES),
  );
  const elsewhere = foreign.filter(({ from, to }) =>
    !PACKAGES[to]?.some((place) => from.startsWith(place))
  );
  assertEquals(elsewhere.map(show), []);
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

Deno.test("only src/runtime/deno has effects, and only src/main.ts has arguments, stdio and the exit", () => {
  const found: string[] = [];
  for (const [path, text] of modules) {
    const isMain = path === "src/main.ts";
    const isAllowed = isMain || path.startsWith("src/runtime/deno/");
    for (
      const [, name = ""] of withoutComments(text).matchAll(/\bDeno\.(\w+)/g)
    ) {
      // Facts about the program, and no effect.
      const isFact = path === "src/runtime/version.ts" &&
        ["build", "version"].includes(name);
      if (OF_MAIN.includes(name) ? !isMain : !(isAllowed || isFact)) {
        found.push(`${path}: Deno.${name}`);
      }
    }
  }
  assertEquals(found, []);
});

Deno.test("nothing writes to the console, reads Node's process, fetches or reaches for Deno as a value", () => {
  for (const [path, text] of modules) {
    // src/main.ts silences the console, for the libraries that write to it.
    const code = withoutComments(text).replace("console[level] = () => {}", "");
    const found = code.match(
      /\bconsole\b|\bprocess\.|\bglobalThis\b|\bDeno\s*[[;,)}\]]/,
    );
    assertEquals(found?.[0], undefined, path);
    if (OF_FETCH.some((it) => path.startsWith(it))) continue;
    const fetches = code.match(/(?<!\.)\bfetch\(/);
    assertEquals(fetches?.[0], undefined, path);
  }
});

const linesIn = (text: string) => text.split("\n").length - 1;

Deno.test("no file is longer than 250 lines, tests and tools included", async () => {
  const others = await Promise.all(
    ["bench", "tests", "tools"].map((folder) => sourceFiles(folder)),
  );
  assert(others.flat().length > 100, "the tests were not found");
  const texts = await Promise.all(
    others.flat().map(async (path) =>
      [path, await Deno.readTextFile(`${PROJECT}/${path}`)] as const
    ),
  );
  const long = [...modules, ...texts].filter(([, text]) => linesIn(text) > 250);
  assertEquals(long.map(([path]) => path), []);
});

Deno.test("half of the files of src and providers have at most 80 lines", () => {
  const lengths = [...modules.values()].map(linesIn).sort((a, b) => a - b);
  const median = lengths[Math.floor(lengths.length / 2)] ?? Infinity;
  assert(median <= 80, `the median is ${median}`);
});
