/**
 * The help of the program and of each command, and the version.
 * @module
 */
import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import settings from "../../deno.json" with { type: "json" };
import { program } from "../kit/program.ts";

/** Options of an entry of the kubelet. */
const ENTRY = [
  "--audience",
  "--no-audience",
  "--cache-type",
  "--service-account-audience",
];

const COMMANDS: { readonly [name: string]: readonly string[] } = {
  get: [
    "IMAGE",
    "--config",
    "--files-within",
    "--timeout",
    "--format",
    ...ENTRY,
  ],
  explain: ["IMAGE", "--config", "--timeout", "--format", ...ENTRY],
  validate: [
    "--config",
    "--files-within",
    "--config-on-node",
    "--files",
    "--timeout",
    "--format",
    "--kubelet-config",
  ],
  doctor: ["--config", "--timeout", "--format", "--kubelet-process"],
  "kubelet-config": [
    "--config",
    "--files-within",
    "--config-on-node",
    "--timeout",
    "--format",
    "--api-version",
    "--service-account-audience",
    "--any-host",
    "--rbac",
    "--merge-into",
    "--remove-from",
  ],
};

for (const option of ["--help", "-h"]) {
  Deno.test(`${option} names every command, the exit codes and where the config is`, async () => {
    const { code, stdout, stderr } = await program([option]);
    assertEquals([code, stderr], [0, ""]);
    for (const name of Object.keys(COMMANDS)) {
      assertMatch(stdout, new RegExp(`^  ${name} .*\\S$`, "m"));
    }
    for (const code of [0, 1, 2, 3]) {
      assertMatch(stdout, new RegExp(`^  ${code}  \\w`, "m"));
    }
    assertStringIncludes(stdout, "$REGISTRY_CREDENTIAL_PROVIDER_CONFIG");
    assertStringIncludes(stdout, "registries.yaml beside the program");
    assertStringIncludes(
      stdout,
      "/etc/kubernetes/credential-providers/registries.yaml",
    );
  });
}

for (const [name, words] of Object.entries(COMMANDS)) {
  Deno.test(`${name} --help names what the command takes, and nothing else`, async () => {
    const { code, stdout, stderr } = await program([name, "--help"]);
    assertEquals([code, stderr], [0, ""]);
    const [, first = ""] = stdout.split("\nUsage:\n");
    const options = [...stdout.matchAll(/^ {2}(--[a-z-]+) /gm)]
      .map(([, option]) => option ?? "");
    const takesImage = first.includes(` ${name} IMAGE `) ? ["IMAGE"] : [];
    assertEquals([...takesImage, ...options].sort(), [...words].sort());
  });
}

Deno.test("--version is one line with version, commit, target and base", async () => {
  const { code, stdout, stderr } = await program(["--version"]);
  assertEquals([code, stderr], [0, ""]);
  assertMatch(
    stdout,
    /^registry-credential-provider \S+ \(commit (?:[0-9a-f]{12}\+?|unknown), (?:x86_64|aarch64)-unknown-linux-gnu, Deno \d+\.\d+\.\d+, base [\w' ]+\)\n$/,
  );
  assertEquals(stdout.split(" ")[1], settings.version);
});
