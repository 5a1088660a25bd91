import { assert, assertEquals, assertRejects } from "@std/assert";
import { ProviderError } from "../../src/errors.ts";
import {
  absolutePath,
  readSecret,
  readSecretFile,
  type Secret,
  secret,
} from "../../src/secret.ts";
import { decoded } from "../decoding.ts";
import { type MemoryFile, memoryRuntime } from "../memory_runtime.ts";

const IN_FILE: Secret = { kind: "file", path: "/s" };

function fromFile(content: MemoryFile): Promise<string> {
  return readSecret(IN_FILE, memoryRuntime({ files: { "/s": content } }));
}

Deno.test("secret accepts text, a file and an environment variable", () => {
  const table: readonly [unknown, Secret][] = [
    ["hunter2", { kind: "inline", value: "hunter2" }],
    ["", { kind: "inline", value: "" }],
    [{ file: "/s" }, { kind: "file", path: "/s" }],
    [{ env: "TOKEN_1" }, { kind: "env", name: "TOKEN_1" }],
    [{ env: "_t" }, { kind: "env", name: "_t" }],
  ];
  for (const [value, expected] of table) {
    assertEquals(decoded(secret, value), { value: expected, problems: [] });
  }
});

Deno.test("secret refuses every other form", () => {
  const path = "file: expected an absolute path, one that begins with /";
  const name = "env: expected the name of an environment variable";
  const both = 'expected either "file" or "env"';
  const table: readonly [unknown, string][] = [
    [12345, "expected text, found a number: put it in quotes"],
    [true, "expected text, found true or false: put it in quotes"],
    [null, "expected text, found nothing"],
    [["hunter2"], "expected text, found a list"],
    [{}, both],
    [{ file: "/s", env: "T" }, both],
    [{ file: "s" }, path],
    [{ file: "" }, path],
    [{ file: "~/s" }, path],
    [{ file: "/s\0" }, path],
    [{ file: null }, "file: expected text, found nothing"],
    [{ env: "" }, name],
    [{ env: "1T" }, name],
    [{ env: "A=B" }, name],
    [{ env: "$T" }, name],
    [{ flie: "/s" }, '"flie" is not known here: did you mean "file"?'],
    [{ hunter2: "" }, "key number 1 is not known here: known are file, env"],
  ];
  for (const [value, expected] of table) {
    const { value: actual, problems } = decoded(secret, value);
    assertEquals(actual, undefined, JSON.stringify(value));
    assertEquals(problems, [expected], JSON.stringify(value));
  }
});

Deno.test("absolutePath accepts the root and refuses what depends on a folder", () => {
  assertEquals(decoded(absolutePath, "/").value, "/");
  assertEquals(decoded(absolutePath, "./a").value, undefined);
});

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
  const only = "the secret file /s holds only a line ending";
  const table: readonly [MemoryFile, string, string][] = [
    ["\n", "SECRET_INVALID", only],
    ["\r\n", "SECRET_INVALID", only],
    ["", "SECRET_UNREADABLE", "the secret file /s is empty"],
    [
      { kind: "directory" },
      "SECRET_UNREADABLE",
      "the secret file /s is a directory: give the path of a file",
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

Deno.test("readSecretFile() leaves the text as it is", async () => {
  const runtime = memoryRuntime({ files: { "/s": "{}\n" } });
  assertEquals((await readSecretFile("/s", runtime)).text, "{}\n");
});
