/**
 * Wrong command lines, and standard streams that are closed, full or never end.
 * @module
 */
import { assertEquals, assertStringIncludes } from "@std/assert";
import {
  execute,
  PROGRAM,
  program,
  request,
  shell,
  staticConfig,
  withFiles,
} from "../kit/program.ts";
import { assertFailure } from "../kit/failure.ts";

const CONFIG = staticConfig();

const USAGES: readonly (readonly [readonly string[], string])[] = [
  [["--unknown"], "unknown option: known are --config"],
  [["--confg=/x"], 'unknown option "--confg": did you mean "--config"?'],
  [["-x"], "unknown option: known are --config"],
  [["-__=x"], "unknown option: known are --config"],
  [["--no-help"], "unknown option"],
  [
    ["frobnicate"],
    "unknown command: known are get, explain, validate, kubelet-config",
  ],
  [["gett", "nginx"], 'unknown command "gett": did you mean "get"?'],
  [["constructor"], "unknown command: known are get"],
  [["get"], '"get" needs IMAGE'],
  [["get", "a", "b"], '"get" takes only IMAGE'],
  [["explain"], '"explain" needs IMAGE'],
  [["validate", "file.yaml"], '"validate" takes no argument'],
  [["--config="], "--config needs a value"],
  [["--config", ""], "--config needs a value"],
  [["get", "nginx", "--config", ""], "--config needs a value"],
  [["get", "nginx", "--format", ""], "--format needs a value"],
  [
    ["get", "nginx", "--format=xml"],
    "--format must be one of table, json, docker-config, password",
  ],
  [
    ["explain", "nginx", "--format=table"],
    "--format must be one of text, json",
  ],
  [["--format=json"], "--format cannot be used with a kubelet request"],
  [
    ["get", "nginx", "--kubelet-config=/x"],
    "--kubelet-config cannot be used with get",
  ],
  [
    ["kubelet-config", "--api-version=v2"],
    "--api-version must be one of v1, v1beta1, v1alpha1",
  ],
  [
    ["kubelet-config", "--config-on-node=relative"],
    "--config-on-node must be an absolute path",
  ],
  [
    ["validate", "--config-on-node=relative"],
    "--config-on-node must be an absolute path",
  ],
  [["--timeout=5"], "--timeout must be a Go duration from 1s to 55s"],
  [["--timeout=999ms"], "--timeout must be a Go duration from 1s to 55s"],
  [["--timeout=56s"], "--timeout must be a Go duration from 1s to 55s"],
  [["--timeout=soon"], "--timeout must be a Go duration from 1s to 55s"],
];

for (const [args, says] of USAGES) {
  Deno.test(`refuses the command line "${args.join(" ")}"`, async () => {
    await withFiles({ "c.yaml": CONFIG }, async (folder) => {
      // So that nothing but the command line is wrong.
      const env = { REGISTRY_CREDENTIAL_PROVIDER_CONFIG: `${folder}/c.yaml` };
      const stdin = request("r.example.com/app");
      const result = await program(args, { env, stdin });
      assertFailure(result, { code: "USAGE", says });
      assertFailure(result, {
        code: "USAGE",
        says: 'see "registry-credential-provider --help"',
      });
    });
  });
}

async function withArgs(
  test: (args: readonly string[], folder: string) => Promise<void>,
): Promise<void> {
  await withFiles({ "registries.yaml": CONFIG }, async (folder) => {
    await test([`--config=${folder}/registries.yaml`], folder);
  });
}

const STDIN = request("r.example.com/app");
const OUTPUT_CLOSED = {
  code: "OUTPUT_CLOSED",
  says: "standard output was closed before the whole answer was written",
} as const;

Deno.test("a standard output whose reader has gone is a failure", async () => {
  await withArgs(async (args) => {
    const child = start(args);
    await child.stdout.cancel();
    const writer = child.stdin.getWriter();
    await writer.write(new TextEncoder().encode(STDIN));
    await writer.close();
    const stderr = await new Response(child.stderr).text();
    const { code } = await child.status;
    assertFailure({ code, stdout: "", stderr }, OUTPUT_CLOSED);
  });
});

Deno.test("a standard output that is full is a failure", async () => {
  await withArgs(async (args) => {
    const result = await shell('exec "$0" "$@" >/dev/full', args, {
      stdin: STDIN,
    });
    assertFailure(result, OUTPUT_CLOSED);
  });
});

Deno.test("with a standard output that was never open, the answer is in no file", async () => {
  await withArgs(async (args, folder) => {
    const before = await contentsOf(folder);
    // The first file that is opened would be number 1, and get the answer.
    const result = await shell('exec "$0" "$@" >&-', args, { stdin: STDIN });
    assertEquals([result.stdout, result.stderr], ["", ""]);
    assertEquals(await contentsOf(folder), before);
  });
});

Deno.test("with a standard error that is closed, the exit code still says it", async () => {
  await withArgs(async (args, folder) => {
    const result = await shell('exec "$0" "$@" 2>&-', args, { stdin: "{}" });
    assertEquals(result, { code: 1, stdout: "", stderr: "" });
    assertEquals(await contentsOf(folder), { "registries.yaml": CONFIG });
  });
});

Deno.test("a standard input that never ends is given up after --timeout", async () => {
  await withArgs(async (args) => {
    const child = start([...args, "--timeout=1s"]);
    // Not a figure of speed: without the deadline this test would not end.
    const guard = setTimeout(() => child.kill("SIGKILL"), 300_000);
    const { code, stdout, stderr } = await child.output();
    clearTimeout(guard);
    await child.stdin.close().catch(() => {});
    const result = { code, stdout: text(stdout), stderr: text(stderr) };
    assertFailure(result, {
      code: "DEADLINE_EXCEEDED",
      says: "no answer within 1 s: standard input stayed open",
    });
  });
});

const script = await Deno.stat("/usr/bin/script").then(() => true, () => false);

/** What each command says on a terminal before it reads from there. */
const WAITING: readonly (readonly [string, string])[] = [
  ["docker-helper get", "waits for a server URL such as harbor.example.com"],
  ["jwt inspect", "waits for a token"],
  [
    "doctor --kubelet-process=-",
    "waits for what /proc says of the kubelet",
  ],
];

for (const [command, says] of WAITING) {
  Deno.test({
    name: `on a terminal "${command}" says what it waits for${
      script ? "" : " (needs script of util-linux)"
    }`,
    ignore: !script,
    fn: () =>
      withArgs(async (args) => {
        const { stdout } = await execute("/usr/bin/script", [
          "--quiet",
          "--command",
          `${PROGRAM} ${command} ${
            command === "jwt inspect" ? "" : args.join(" ")
          }`,
          "/dev/null",
          // What is typed: a line, and the end of the input.
        ], {
          env: { PATH: "/usr/bin:/bin", SHELL: "/bin/sh" },
          stdin: "x\n\x04",
        });
        assertStringIncludes(
          stdout,
          `registry-credential-provider: ${says} on standard input; Ctrl-D ends it`,
        );
      }),
  });
}

Deno.test("an empty variable for the config is told as such", async () => {
  for (const args of [[], ["get", "r.example.com/a"], ["validate"]]) {
    const result = await program(args, {
      stdin: request("r.example.com/a"),
      env: { REGISTRY_CREDENTIAL_PROVIDER_CONFIG: "" },
    });
    assertFailure(result, {
      code: "CONFIG_UNREADABLE",
      says:
        "the environment variable REGISTRY_CREDENTIAL_PROVIDER_CONFIG is empty: set it to the path of the config, or unset it",
    });
  }
});

Deno.test("cache clear refuses a name that no registry has", () =>
  withArgs(async (args) => {
    for (
      const [name, says] of [
        [
          "rr",
          '"cache clear" knows no registry "rr", and nothing is cached under that name: did you mean "r"?',
        ],
        ["other", '"cache list" shows the names'],
      ] as const
    ) {
      const result = await program(["cache", "clear", name, ...args]);
      assertFailure(result, { code: "USAGE", says });
    }
    const known = await program(["cache", "clear", "r", ...args]);
    assertEquals([known.code, known.stderr], [0, ""]);
  }));

function start(args: readonly string[]): Deno.ChildProcess {
  return new Deno.Command(PROGRAM, {
    args: [...args],
    clearEnv: true,
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

function text(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

async function contentsOf(folder: string): Promise<Record<string, string>> {
  const contents: Record<string, string> = {};
  for await (const { name } of Deno.readDir(folder)) {
    contents[name] = await Deno.readTextFile(`${folder}/${name}`);
  }
  return contents;
}
