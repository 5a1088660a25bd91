/**
 * `completions` on the compiled program: what bash, zsh and fish then offer. The
 * words are those of docs/commands.md.
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { PROJECT } from "../../tools/paths.ts";
import { codeIn, tableOf } from "../kit/markdown.ts";
import { program } from "../kit/program.ts";
import { isThere, offered, type Shell } from "../kit/completing.ts";
import { assertFailure } from "../kit/failure.ts";

const NAME = "registry-credential-provider";
const SHELLS: readonly Shell[] = ["bash", "zsh", "fish"];

const ROWS = tableOf(
  await Deno.readTextFile(`${PROJECT}/docs/commands.md`),
  "command",
).flatMap(([call = "", text = ""]) => {
  const [command] = codeIn(call);
  const code = codeIn(text);
  const at = code.indexOf("--format");
  const formats = at < 0
    ? []
    : code.slice(at + 1).filter((word) => !word.startsWith("--"));
  return command === undefined ? [] : [{
    // Without its arguments: "cache list".
    words: command.split(" ").filter((word) => /^[a-z]/.test(word)),
    formats,
  }];
});

/** What may follow a command's first word. */
function below(first: string): readonly string[] {
  return ROWS.filter(({ words }) => words[0] === first && words.length > 1)
    .map(({ words }) => words[1] ?? "");
}

const FIRST = [...new Set(ROWS.map(({ words: [first = ""] }) => first))];
const FLAGS = ["--help", "--trace"];
/** Those of an entry of the kubelet. */
const ENTRY = [
  "--audience",
  "--cache-type",
  "--no-audience",
  "--service-account-audience",
];

const CASES: readonly (readonly [string, readonly string[]])[] = [
  ["", FIRST],
  ["ca", ["cache"]],
  ["do", ["docker-helper", "doctor"]],
  ["xyz", []],
  ...FIRST.filter((first) => below(first).length > 0).map((first) =>
    [`${first} `, below(first)] as const
  ),
  ["cache l", ["list"]],
  ["completions ", SHELLS],
  ["completions z", ["zsh"]],
  ...ROWS.filter(({ formats }) => formats.length > 0).map((
    { words, formats },
  ) => [`${words.join(" ")} --format `, formats] as const),
  ["get nginx --format p", ["password"]],
  ["get nginx --format=p", ["password"]],
  ["get nginx --format=", ["table", "json", "docker-config", "password"]],
  // Options before the command, and between its words, change nothing.
  ["--config /x --trace cache ", below("cache")],
  ["--config=/x cache --timeout 5s list --format j", ["json"]],
  // The value of an option is no command.
  ["--config cache jw", ["jwt"]],
  // Nor is an image.
  ["get cache --format t", ["table"]],
  ["kubelet-config --api-version ", ["v1", "v1alpha1", "v1beta1"]],
  // RFC 7518 section 3.1 and RFC 8037, without "none".
  [
    "jwt keygen --algorithm ",
    [
      ...["ES", "HS", "PS", "RS"].flatMap((family) =>
        [256, 384, 512].map((bits) => `${family}${bits}`)
      ),
      "EdDSA",
    ],
  ],
  ["help ", FIRST],
  ["--", [
    "--config",
    "--files-within",
    "--timeout",
    "--version",
    ...ENTRY,
    ...FLAGS,
  ]],
  ["get --", [
    "--config",
    "--files-within",
    "--timeout",
    "--format",
    ...ENTRY,
    ...FLAGS,
  ]],
  ["get nginx --co", ["--config"]],
  ["get nginx --no-audience --co", ["--config"]],
  ["get nginx --audience=a --cache-type ", ["ServiceAccount", "Token"]],
  ["kubelet-config --a", ["--any-host", "--api-version"]],
  // It takes no value, so what follows is a command.
  ["--no-audience ca", ["cache"]],
  ["validate --k", ["--kubelet-config"]],
  ["jwt keygen --", ["--algorithm", "--output", ...FLAGS]],
  ["completions --", FLAGS],
  // Before the second word of a command, what all of them take.
  ["cache --", ["--config", "--timeout", ...FLAGS]],
  ["audit --format ", ["json", "text"]],
  ["validate --config regi", ["registries.yaml"]],
  ["validate --config=regi", ["registries.yaml"]],
  ["get --files-within regi", ["registries.yaml"]],
  ["validate --files regi", ["registries.yaml"]],
  ["kubelet-config --merge-into regi", ["registries.yaml"]],
  // Nobody knows these.
  ["get --timeout ", []],
  ["get regi", []],
];

const scripts: Record<string, string> = {};
for (const shell of SHELLS) {
  const { code, stdout, stderr } = await program(["completions", shell]);
  assertEquals([code, stderr], [0, ""]);
  scripts[shell] = stdout;
}

for (const shell of SHELLS) {
  const isHere = await isThere(shell) && await isThere("script");
  const missing = isHere ? "" : ` (needs ${shell}, and script of bsdutils)`;
  const script = scripts[shell] ?? "";

  Deno.test({
    name:
      `completions ${shell}: ${shell} offers the words of docs/commands.md${missing}`,
    ignore: !isHere,
    fn: async () => {
      assert(ROWS.length >= 15, "the commands were not found");
      const lines = CASES.map(([line]) => `${NAME} ${line}`);
      const answers = await offered(shell, script, lines);
      const found = CASES.map(([line], at) => [line, bare(answers[at], line)]);
      const wanted = CASES.map(([line, words]) => [line, words.toSorted()]);
      assertEquals(found, wanted);
    },
  });

  Deno.test({
    name:
      `completions ${shell}: ${shell} completes a program that is called by a path${missing}`,
    ignore: !isHere,
    fn: async () => {
      const lines = [
        `./${NAME} cache `,
        `/usr/local/bin/${NAME} au`,
        "other ca",
      ];
      const [first, second, third] = await offered(shell, script, lines);
      assertEquals(first, ["clear", "list"]);
      assertEquals(second, ["audit"]);
      assert(!third?.includes("cache"), "another program is completed, too");
    },
  });
}

Deno.test("completions: without a shell, or with another, says which there are", async () => {
  for (
    const [args, says] of [
      [[], '"completions" needs SHELL'],
      [["tcsh"], '"completions" takes one of bash, zsh, fish'],
      [["bash", "zsh"], '"completions" takes only SHELL'],
    ] as const
  ) {
    const result = await program(["completions", ...args]);
    assertFailure(result, { code: "USAGE", says });
  }
});

Deno.test("completions: needs no config", async () => {
  const env = { REGISTRY_CREDENTIAL_PROVIDER_CONFIG: "/nowhere" };
  const { code, stdout } = await program(["completions", "bash"], { env });
  assertEquals([code, stdout], [0, scripts["bash"]]);
});

/** fish offers the whole word: --format=table. */
function bare(
  words: readonly string[] | undefined,
  line: string,
): readonly string[] {
  const before = /--\w+=/.exec(line.slice(line.lastIndexOf(" ") + 1))?.[0] ??
    "";
  return (words ?? []).map((word) =>
    word.startsWith(before) ? word.slice(before.length) : word
  );
}
