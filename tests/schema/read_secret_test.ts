import { assert, assertEquals, assertRejects } from "@std/assert";
import { ProviderError } from "../../src/runtime/errors.ts";
import type { Secret } from "../../src/schema/secret_value.ts";
import { readSecret } from "../../src/schema/read_secret.ts";
import { type MemoryFile, memoryRuntime } from "../kit/memory_runtime.ts";

const IN_FILE: Secret = { kind: "file", path: "/s" };

function fromFile(content: MemoryFile): Promise<string> {
  return readSecret(IN_FILE, memoryRuntime({ files: { "/s": content } }));
}

Deno.test("readSecret() gives an inline secret as it is written", async () => {
  const value = " two\nlines \n";
  const runtime = memoryRuntime();
  assertEquals(await readSecret({ kind: "inline", value }, runtime), value);
});

Deno.test("readSecret() cuts exactly one line ending from the end of a file", async () => {
  const table: readonly [string, string][] = [
    ["hunter2", "hunter2"],
    ["hunter2\n", "hunter2"],
    ["hunter2\r\n", "hunter2"],
    ["hunter2\n\n", "hunter2\n"],
    ["hunter2\r\n\r\n", "hunter2\r\n"],
    ["hunter2\r", "hunter2\r"],
    ["\nhunter2\n", "\nhunter2"],
    ["two\nlines\n", "two\nlines"],
    [" hunter2 \n", " hunter2 "],
    ["\n\n", "\n"],
    ["\n\r\n", "\n"],
    ["\r\n\n", "\r\n"],
    ["\r", "\r"],
    ["hunter2\n\r", "hunter2\n\r"],
    ["\ufeffhunter2\n", "hunter2"],
  ];
  for (const [content, expected] of table) {
    assertEquals(await fromFile(content), expected, JSON.stringify(content));
  }
});

Deno.test("readSecret() reads a file of 64 KiB and no larger one", async () => {
  const most = "x".repeat(65_536);
  assertEquals(await fromFile(most), most);
  const error = await assertRejects(() => fromFile(`${most}x`), ProviderError);
  assertEquals(
    error.message,
    "the secret file /s has 65537 bytes: the most is 65536",
  );
});

Deno.test("readSecret() refuses a file without a secret", async () => {
  const only =
    "the secret file /s holds only a line ending: write the secret into it";
  const table: readonly [MemoryFile, string, string][] = [
    ["\n", "SECRET_INVALID", only],
    ["\r\n", "SECRET_INVALID", only],
    ["", "SECRET_UNREADABLE", "the secret file /s is empty"],
    [
      { kind: "directory" },
      "SECRET_UNREADABLE",
      "the secret file /s is a directory: give the path of a file",
    ],
    // A byte order mark is no text.
    ["\ufeff\n", "SECRET_INVALID", only],
    ["\ufeff", "SECRET_INVALID", only],
    [
      { kind: "other" },
      "SECRET_UNREADABLE",
      "the secret file /s is not a regular file: give the path of one",
    ],
    [
      { failure: "denied", whenRead: true },
      "SECRET_UNREADABLE",
      "the secret file /s cannot be read by user 0: run as root, as the kubelet does, or let this user read it and enter its folder",
    ],
    [
      { failure: "failed" },
      "SECRET_UNREADABLE",
      "the secret file /s could not be read: the file system reports an error",
    ],
    [
      { failure: "missing" },
      "SECRET_UNREADABLE",
      "the secret file /s does not exist: create it, owned by root with mode 0600",
    ],
    [
      new Uint8Array([0xff]),
      "SECRET_UNREADABLE",
      "the secret file /s is not UTF-8 text",
    ],
  ];
  for (const [file, code, message] of table) {
    const error = await assertRejects(() => fromFile(file), ProviderError);
    assertEquals([error.code, error.message], [code, message]);
  }
});

Deno.test("readSecret() gives an environment variable without changing it", async () => {
  const runtime = memoryRuntime({ env: { T: "hunter2\n" } });
  const value = await readSecret({ kind: "env", name: "T" }, runtime);
  assertEquals(value, "hunter2\n");
});

Deno.test("readSecret() tells a missing environment variable from an empty one", async () => {
  const runtime = memoryRuntime({ env: { EMPTY: "" } });
  for (const [name, fact] of [["EMPTY", "empty"], ["MISSING", "not set"]]) {
    assert(name !== undefined);
    const error = await assertRejects(
      () => readSecret({ kind: "env", name }, runtime),
      ProviderError,
    );
    assertEquals(error.code, "SECRET_UNREADABLE");
    assertEquals(
      error.message,
      `the environment variable ${name} is ${fact}: set it in "env" of the kubelet's CredentialProviderConfig`,
    );
  }
});

Deno.test("readSecret() says of a file that comes meanwhile that it was not there", async () => {
  const { stat, ...world } = memoryRuntime({ files: { "/s": "word\n" } });
  let looks = 0;
  const runtime = {
    ...world,
    stat: (path: string) =>
      looks++ === 0 ? Promise.resolve("missing" as const) : stat(path),
  };
  const error = await assertRejects(
    () => readSecret(IN_FILE, runtime),
    ProviderError,
    "could not be read at first",
  );
  assertEquals([error.code, looks], ["SECRET_UNREADABLE", 2]);
});
