/**
 * The documents name what exists, and all of it.
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { PROVIDERS } from "../../providers/table.ts";
import { PROVIDER_COMMANDS } from "../../providers/commands.ts";
import { COMMANDS as CORE_COMMANDS } from "../../src/cli/commands.ts";
import type { Command } from "../../src/cli/command.ts";
import { configJsonSchema } from "../../src/config/config.ts";
import {
  type ErrorCode,
  EXIT,
  exitCodeOf,
  ProviderError,
} from "../../src/runtime/errors.ts";
import { openSections } from "../../src/config/open_rules.ts";
import { FLAGS, OPTIONS } from "../../src/cli/options.ts";
import { REPORT_SECTIONS } from "../../src/config/report_sections.ts";
import type { JsonSchema } from "../../src/schema/schema.ts";
import { PROJECT } from "../../tools/paths.ts";
import { config } from "../kit/program.ts";
import { sourceFiles } from "../kit/source_files.ts";
import {
  allCodeIn,
  blocksOf,
  codeIn,
  tableOf,
  yamlOfKind,
} from "../kit/markdown.ts";
import { allPages, pageOf } from "../kit/pages.ts";

const ALL = await allPages();
const { text: CONTRIBUTING } = await pageOf("CONTRIBUTING.md");
const { text: COMMAND_PAGE } = await pageOf("docs/commands.md");
const { text: ERROR_PAGE } = await pageOf("docs/errors.md");
const CODE = ALL.map(({ text }) => allCodeIn(text)).join("\n");
const OPTIONS_CODE = ALL
  .filter(({ path }) =>
    /^docs\/(?:commands|configuration|doctor|providers\/\w+)\.md$/.test(path)
  )
  .map(({ text }) => allCodeIn(text)).join("\n");
const COMMANDS = { ...CORE_COMMANDS, ...PROVIDER_COMMANDS };

/** Mappings that may have any keys. */
const ANY_KEYS = ["allow", "claims", "form", "headers", "json", "parameters"];

/** Options of other programs that these documents show. */
const FOREIGN_OPTIONS = [
  "password-stdin", // docker login
  "username",
];

Deno.test("the documents: the configs show every key that a config can have", async () => {
  const shown = new Set<string>();
  for (const { path, text } of ALL) {
    if (!/^docs\/(?:configuration|providers\/\w+)\.md$/.test(path)) continue;
    for (const { value } of await yamlOfKind(text, "RegistryConfig")) {
      keysOf(value, shown);
    }
  }
  const schema = configJsonSchema(
    await openSections(PROVIDERS),
    REPORT_SECTIONS,
  );
  const known = new Set<string>();
  propertiesOf(schema, known);
  assert(known.has("dockerConfigFile"), "the schema was not walked");
  assertEquals([...shown].sort(), [...known].sort());
});

Deno.test("docs/errors.md: explains every error code with its exit code, and no other", async () => {
  const source = await Deno.readTextFile(`${PROJECT}/src/runtime/errors.ts`);
  const union = /export type ErrorCode =([^;]+);/.exec(source)?.[1] ?? "";
  const codes = [...union.matchAll(/"(\w+)"/g)].map(([, code = ""]) => code);
  assert(
    codes.length >= 12,
    "the codes were not found in src/runtime/errors.ts",
  );
  const rows = tableOf(ERROR_PAGE, "code");
  const shown = rows.map(([code = "", exitCode, advice = ""]) => {
    assert(advice.length > 20, `no advice for ${code}`);
    return `${codeIn(code)[0]} ${exitCode}`;
  });
  const expected = codes.map((code) =>
    `${code} ${exitCodeOf(new ProviderError(code as ErrorCode, ""))}`
  );
  assertEquals(shown.toSorted(), expected.toSorted());
});

Deno.test("docs/errors.md: explains every exit code, and no other", () => {
  const shown = tableOf(ERROR_PAGE, "exit code").map(([code]) => Number(code));
  assertEquals(shown.toSorted(), [0, ...Object.values(EXIT)].toSorted());
});

Deno.test("docs/commands.md: lists every command with every format it has", () => {
  const rows = tableOf(COMMAND_PAGE, "command").map((
    [call = "", text = ""],
  ) => ({
    call: codeIn(call)[0],
    code: codeIn(text),
  }));
  const calls = rows.flatMap(({ call }) => call ?? []);
  const expected = Object.entries(COMMANDS).map(([name, { positionals }]) =>
    [name, ...positionals].join(" ")
  );
  assertEquals(calls.toSorted(), expected.toSorted());
  for (const { call = "", code } of rows) {
    const formats = commandOf(call)?.formats ?? [];
    if (!code.includes("--format")) continue;
    const shown = code.slice(code.indexOf("--format"))
      .filter((word) => !word.startsWith("--"));
    assertEquals(shown, formats, call);
  }
});

Deno.test("the documents: name every option, and none that does not exist", () => {
  const shown = [...OPTIONS_CODE.matchAll(/(?<![\w-])--([a-z][a-z-]*)/g)]
    .map(([, name = ""]) => name);
  const own = [...Object.keys(OPTIONS), ...Object.keys(FLAGS)];
  for (const name of own) assert(shown.includes(name), `--${name} is missing`);
  const unknown = shown.filter((name) =>
    !own.includes(name) && !FOREIGN_OPTIONS.includes(name)
  );
  assertEquals(unknown, []);
});

Deno.test("the documents: call only commands that exist", () => {
  const calls = [
    ...CODE.matchAll(
      /(?:^|\$ |[|&] )registry-credential-provider ([a-z][\w-]*(?: [a-z]+)?)/gm,
    ),
  ].map(([, name = ""]) => name);
  assert(calls.length > 5, "the calls were not found");
  assertEquals(calls.filter((call) => commandOf(call) === undefined), []);
});

Deno.test("CONTRIBUTING.md: the examples of a provider and of a command build, and answer", async () => {
  const [provider, command, entry] = blocksOf(CONTRIBUTING)
    .filter(({ language }) => language === "ts").map(({ text }) => text);
  assert(entry !== undefined, "the examples were not found");
  await withCopyOfSources(async (folder) => {
    await Deno.mkdir(`${folder}/providers/example`);
    const write = (path: string, text = "") =>
      Deno.writeTextFile(`${folder}/${path}`, text);
    await write("providers/example/provider.ts", provider);
    await addTo(
      `${folder}/providers/table.ts`,
      /(?=\} as const satisfies)/,
      'example: () => import("./example/provider.ts"),\n',
    );
    await write("src/cli/commands/whoami.ts", command);
    await addTo(`${folder}/src/cli/commands.ts`, /(?=\};\n$)/, entry);
    await write(
      "registries.yaml",
      config(`- { name: a, match: [a.example.com], example: { token: t } }\n`),
    );
    assertEquals(await deno(folder, ["check", "--quiet", "src/main.ts"]), "");
    const run = ["run", "--quiet", "--allow-all", "src/main.ts"];
    assertEquals(await deno(folder, [...run, "whoami"]), `${Deno.uid()}\n`);
    const get = ["get", "a.example.com/x", "--config", "registries.yaml"];
    assertEquals(
      await deno(folder, [...run, ...get, "--format", "password"]),
      "t\n",
    );
  });
});

function commandOf(call: string): Command | undefined {
  const [first = "", second] = call.split(" ");
  return COMMANDS[`${first} ${second}`] ?? COMMANDS[first];
}

function keysOf(value: unknown, keys: Set<string>): void {
  if (typeof value !== "object" || value === null) return;
  for (const [key, child] of Object.entries(value)) {
    if (!Array.isArray(value)) keys.add(key);
    if (!ANY_KEYS.includes(key)) keysOf(child, keys);
  }
}

/** The sources in a folder of their own, with what they import. */
async function withCopyOfSources(
  work: (folder: string) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    for (
      const path of [
        ...await sourceFiles("src"),
        ...await sourceFiles("providers"),
      ]
    ) {
      const copy = `${folder}/${path}`;
      await Deno.mkdir(copy.slice(0, copy.lastIndexOf("/")), {
        recursive: true,
      });
      await Deno.copyFile(`${PROJECT}/${path}`, copy);
    }
    for (const name of ["deno.json", "deno.lock"]) {
      await Deno.copyFile(`${PROJECT}/${name}`, `${folder}/${name}`);
    }
    for (const name of ["vendor", "node_modules"]) {
      await Deno.symlink(`${PROJECT}/${name}`, `${folder}/${name}`);
    }
    await work(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function addTo(path: string, place: RegExp, text: string): Promise<void> {
  const before = await Deno.readTextFile(path);
  const after = before.replace(place, text);
  assert(after !== before, `no place was found in ${path}`);
  await Deno.writeTextFile(path, after);
}

/** What Deno prints on both streams in a folder. */
async function deno(folder: string, args: string[]): Promise<string> {
  const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args,
    cwd: folder,
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return text(stdout) + text(stderr);
}

// Everything that "properties" of a JSON Schema names, however deep.
function propertiesOf(schema: JsonSchema, names: Set<string>): void {
  for (const [keyword, value] of Object.entries(schema)) {
    if (typeof value !== "object" || value === null) continue;
    if (keyword === "properties") {
      for (const name of Object.keys(value)) names.add(name);
    }
    propertiesOf(value as JsonSchema, names);
  }
}
