import { assert, assertEquals } from "@std/assert";
import { secretFaults } from "../../src/check/secret_faults.ts";
import type { Secret } from "../../src/schema/secret_value.ts";
import {
  type MemoryFile,
  memoryRuntime,
  type World,
} from "../kit/memory_runtime.ts";

const FILE: Secret = { kind: "file", path: "/s" };

/** What is wrong with one secret, in a config of this mode. */
async function ofSecret(
  secret: Secret,
  mode = 0o600,
  world: World = {},
  expected = "warning",
) {
  const config = { path: "/c", text: "", mode };
  const faults = await secretFaults(secret, config, memoryRuntime(world));
  return faults.map(({ severity, message }) => {
    assertEquals(severity, expected);
    assert(!message.includes("hunter2"), message);
    return message;
  });
}

Deno.test("secretFaults() reports a config with a secret that others can read", async () => {
  const inline: Secret = { kind: "inline", value: "hunter2" };
  assertEquals(await ofSecret(inline, 0o600), []);
  assertEquals(await ofSecret(inline, 0o640), []);
  assertEquals(await ofSecret(inline, 0o644), [
    'holds a secret, and every user can read /c: run "chmod 600 /c", or move the secret to a file',
  ]);
});

Deno.test("secretFaults() reports a secret file that others can read", async () => {
  const content = "hunter2";
  const world = (mode: number) => ({ files: { "/s": { content, mode } } });
  assertEquals(await ofSecret(FILE, 0o644, world(0o600)), []);
  assertEquals(await ofSecret(FILE, 0o600, world(0o604)), [
    'every user can read /s: run "chmod 600 /s"',
  ]);
});

Deno.test("secretFaults() reports a secret file that is not there", async () => {
  const expected = [
    "the secret file /s does not exist or cannot be reached from here: create it, owned by root with mode 0600",
  ];
  assertEquals(await ofSecret(FILE), expected);
  const files = { "/s": { failure: "denied" } } as const;
  assertEquals(await ofSecret(FILE, 0o600, { files }), expected);
});

Deno.test("secretFaults() reports an environment variable that is not set", async () => {
  const variable: Secret = { kind: "env", name: "T" };
  assertEquals(await ofSecret(variable, 0o644, { env: { T: "hunter2" } }), []);
  assertEquals(await ofSecret(variable), [
    'the environment variable T is not set here: the kubelet needs it in "env" of its CredentialProviderConfig',
  ]);
});

Deno.test("secretFaults() says that an answer could not read a secret", async () => {
  const table: readonly [MemoryFile, string][] = [
    ["", "is empty"],
    ["\n", "holds only a line ending: write the secret into it"],
    ["\r\n", "holds only a line ending: write the secret into it"],
    [new Uint8Array([0x68, 0xff, 0xfe]), "is not UTF-8 text"],
    ["hunter2".repeat(10_000), "has 70000 bytes: the most is 65536"],
    [{ kind: "directory" }, "is a directory: give the path of a file"],
  ];
  for (const [content, says] of table) {
    const files = { "/s": content };
    const found = await ofSecret(FILE, 0o600, { files }, "error");
    assertEquals(found, [`the secret file /s ${says}`]);
  }
  const variable: Secret = { kind: "env", name: "T" };
  assertEquals(await ofSecret(variable, 0o600, { env: { T: "" } }, "error"), [
    'the environment variable T is empty: set it in "env" of the kubelet\'s CredentialProviderConfig',
  ]);
});

Deno.test("secretFaults() only warns of a secret that this user may not read", async () => {
  const files = { "/s": { failure: "denied", whenRead: true } } as const;
  assertEquals(await ofSecret(FILE, 0o600, { files }), [
    "the secret file /s cannot be read by user 0: run as root, as the kubelet does, or let this user read it and enter its folder",
  ]);
});
