import { assert, assertEquals, assertThrows } from "@std/assert";
import {
  type CommandLine,
  parseCommandLine,
} from "../../src/cli/command_line.ts";
import { COMMANDS } from "../../src/cli/commands.ts";
import { OPTIONS } from "../../src/cli/options.ts";
import { ProviderError } from "../../src/runtime/errors.ts";

const parse = (args: readonly string[]): CommandLine =>
  parseCommandLine(args, COMMANDS);

const NONE = {
  command: undefined,
  positionals: [],
  options: {},
  help: false,
  version: false,
  trace: false,
  timeoutMs: 30_000,
};

function refusal(...args: string[]): string {
  const { code, message } = assertThrows(
    () => parse(args),
    ProviderError,
  );
  assertEquals(code, "USAGE", args.join(" "));
  const end = '; see "registry-credential-provider --help"';
  assert(message.endsWith(end), message);
  return message.slice(0, -end.length);
}

Deno.test("parseCommandLine() without arguments answers the kubelet", () => {
  assertEquals(parse([]), NONE);
});

Deno.test("parseCommandLine() reads commands, arguments and options", () => {
  const get = { ...NONE, command: "get", positionals: ["nginx"] };
  const table: readonly [string, unknown][] = [
    ["--config=/c", { ...NONE, options: { config: "/c" } }],
    ["--config /c", { ...NONE, options: { config: "/c" } }],
    ["get nginx", get],
    ["get nginx --format json", { ...get, options: { format: "json" } }],
    ["--format=json get nginx", { ...get, options: { format: "json" } }],
    ["get --format=json nginx", { ...get, options: { format: "json" } }],
    ["get -- nginx", get],
    ["get 0123", { ...get, positionals: ["0123"] }],
    ["validate", { ...NONE, command: "validate" }],
    ["validate --kubelet-config /k", {
      ...NONE,
      command: "validate",
      options: { "kubelet-config": "/k" },
    }],
    ["kubelet-config --api-version v1beta1", {
      ...NONE,
      command: "kubelet-config",
      options: { "api-version": "v1beta1" },
    }],
    ["--timeout=20s", {
      ...NONE,
      options: { timeout: "20s" },
      timeoutMs: 20_000,
    }],
  ];
  for (const [line, expected] of table) {
    assertEquals(parse(line.split(" ")), expected, line);
  }
});

Deno.test("parseCommandLine() asks nothing more of a line that wants help", () => {
  for (const line of ["--help", "-h", "get --help", "nonsense -h"]) {
    assertEquals(parse(line.split(" ")).help, true, line);
  }
  assertEquals(parse(["--version"]).version, true);
});

Deno.test("parseCommandLine() accepts a timeout from 1s to 55s", () => {
  for (const [text, ms] of [["1s", 1_000], ["55s", 55_000]] as const) {
    assertEquals(parse([`--timeout=${text}`]).timeoutMs, ms);
  }
  for (const text of ["999ms", "56s", "1m", "20", "-5s", "0", "1d"]) {
    assertEquals(
      refusal(`--timeout=${text}`),
      "--timeout must be a Go duration from 1s to 55s, such as 20s",
      text,
    );
  }
});

Deno.test("parseCommandLine() refuses wrong calls and says what is right", () => {
  const table: readonly [string, string][] = [
    ["get", '"get" needs IMAGE'],
    ["explain --format=json", '"explain" needs IMAGE'],
    ["get a b", '"get" takes only IMAGE'],
    ["validate /c", '"validate" takes no argument'],
    ["completions", '"completions" needs SHELL'],
    ["completions tcsh", '"completions" takes one of bash, zsh, fish'],
    ["completions bash zsh", '"completions" takes only SHELL'],
    ["gte nginx", 'unknown command "gte": did you mean "get"?'],
    ["cache lst", 'unknown command "cache lst": did you mean "cache list"?'],
    ["cache", '"cache" needs a subcommand: cache list, cache clear'],
    ["cache hunter2", '"cache" needs a subcommand: cache list, cache clear'],
    [
      "hunter2",
      "unknown command: known are get, explain, validate, kubelet-config, doctor, docker-helper get, docker-helper list, docker-helper store, docker-helper erase, docker-helper version, cache list, cache clear, audit tail, audit summary, completions, schema, help",
    ],
    [
      "constructor",
      "unknown command: known are get, explain, validate, kubelet-config, doctor, docker-helper get, docker-helper list, docker-helper store, docker-helper erase, docker-helper version, cache list, cache clear, audit tail, audit summary, completions, schema, help",
    ],
    ["--confg=/c", 'unknown option "--confg": did you mean "--config"?'],
    [
      "--hunter2hunter2",
      "unknown option: known are --config, --timeout, --format, --kubelet-config, --files-within, --config-on-node, --files, --merge-into, --remove-from, --service-account-audience, --any-host, --rbac, --audience, --no-audience, --cache-type, --kubelet-process, --algorithm, --output, --api-version, --trace, --help, --version",
    ],
    [
      "-x",
      "unknown option: known are --config, --timeout, --format, --kubelet-config, --files-within, --config-on-node, --files, --merge-into, --remove-from, --service-account-audience, --any-host, --rbac, --audience, --no-audience, --cache-type, --kubelet-process, --algorithm, --output, --api-version, --trace, --help, --version",
    ],
    ["--format=json", "--format cannot be used with a kubelet request"],
    [
      "get nginx --kubelet-config=/k",
      "--kubelet-config cannot be used with get",
    ],
    ["validate --api-version=v1", "--api-version cannot be used with validate"],
    ["get nginx --config=", "--config needs a value"],
    ["get nginx --config", "--config needs a value"],
    ["--timeout=", "--timeout needs a value"],
    [
      "get nginx --format=yaml",
      "--format must be one of table, json, docker-config, password",
    ],
    ["explain nginx --format=password", "--format must be one of text, json"],
    [
      "kubelet-config --api-version=v2",
      "--api-version must be one of v1, v1beta1, v1alpha1",
    ],
  ];
  for (const [line, expected] of table) {
    assertEquals(refusal(...line.split(" ")), expected, line);
  }
});

Deno.test("parseCommandLine() says what is wrong with an option that there is", () => {
  // As it may stand in "args" of the kubelet's config.
  assertEquals(
    refusal("--config /etc/hunter2.yaml"),
    "--config has a space after it in the same argument: write --NAME=VALUE, or the value as an argument of its own",
  );
  for (const arg of ["-config=/hunter2", "-config", "---config=/hunter2"]) {
    assertEquals(refusal(arg), "--config needs two dashes", arg);
  }
  assertEquals(refusal("-help"), "--help needs two dashes");
});

Deno.test("parseCommandLine() repeats no value of the command line", () => {
  const secret = "hunter2";
  const lines = [
    [secret],
    [`--${secret}`],
    [`--password=${secret}`],
    [`--confg=${secret}`],
    [`--timeout=${secret}`],
    ["get", "nginx", `--format=${secret}`],
    ["get", "nginx", secret],
    ["validate", secret],
    [`-p${secret}`],
  ];
  for (const args of lines) {
    const message = refusal(...args);
    assert(!message.includes(secret), message);
  }
});

Deno.test("parseCommandLine() knows every option and format of every command", () => {
  for (const [name, { options, positionals }] of Object.entries(COMMANDS)) {
    for (const option of options) {
      assert(Object.hasOwn(OPTIONS, option), `${name} --${option}`);
    }
    for (const format of COMMANDS[name]?.formats ?? []) {
      const line = [name, ...positionals, `--format=${format}`];
      assertEquals(parse(line).options["format"], format);
    }
  }
});

Deno.test("parseCommandLine() takes a dash after an option for its value", () => {
  for (const words of [["--kubelet-process", "-"], ["--kubelet-process=-"]]) {
    const line = parseCommandLine(["doctor", ...words], COMMANDS);
    assertEquals(line.options["kubelet-process"], "-");
    assertEquals(line.positionals, []);
  }
});
