import { assertEquals, assertRejects } from "@std/assert";
import { ProviderError } from "../../src/runtime/errors.ts";
import {
  isOpenToOthers,
  readTextFile,
  type TextFileKind,
} from "../../src/format/text_file.ts";
import { utf8 } from "../kit/decoding.ts";
import { type MemoryFile, memoryRuntime } from "../kit/memory_runtime.ts";

const KIND: TextFileKind = {
  what: "the test file",
  code: "SECRET_UNREADABLE",
  most: 10,
  remedy: "create it",
};

function read(file?: MemoryFile) {
  const files = file === undefined ? {} : { "/f": file };
  return readTextFile("/f", KIND, memoryRuntime({ files }));
}

Deno.test("readTextFile() gives the text and the mode", async () => {
  assertEquals(await read({ content: "héllo", mode: 0o640 }), {
    path: "/f",
    text: "héllo",
    mode: 0o640,
  });
});

Deno.test("readTextFile() reads up to the most bytes and cuts a byte order mark", async () => {
  assertEquals((await read("1234567890")).text, "1234567890");
  assertEquals((await read("\ufeffa: b")).text, "a: b");
});

Deno.test("readTextFile() says what is wrong and what to do", async () => {
  const table: readonly [string, MemoryFile | undefined, string][] = [
    ["missing", undefined, "does not exist: create it"],
    [
      "denied",
      { failure: "denied" },
      "cannot be read by user 0: run as root, as the kubelet does, or let this user read it and enter its folder",
    ],
    [
      "failed",
      { failure: "failed" },
      "could not be read: the file system reports an error",
    ],
    [
      "gone before it is read",
      { failure: "missing", whenRead: true },
      "does not exist: create it",
    ],
    [
      "denied when it is read",
      { failure: "denied", whenRead: true },
      "cannot be read by user 0: run as root, as the kubelet does, or let this user read it and enter its folder",
    ],
    [
      "a directory",
      { kind: "directory" },
      "is a directory: give the path of a file",
    ],
    [
      "a pipe or device",
      { kind: "other" },
      "is not a regular file: give the path of one",
    ],
    ["empty", "", "is empty"],
    ["one byte too large", "12345678901", "has 11 bytes: the most is 10"],
    ["too large in bytes only", "ééééé1", "has 11 bytes: the most is 10"],
    ["not UTF-8", new Uint8Array([0x61, 0xff]), "is not UTF-8 text"],
    ["half a letter", utf8("é").slice(0, 1), "is not UTF-8 text"],
    ["UTF-16", new Uint8Array([0xff, 0xfe, 0x61, 0]), "is not UTF-8 text"],
  ];
  for (const [label, file, expected] of table) {
    const error = await assertRejects(() => read(file), ProviderError);
    assertEquals(error.message, `the test file /f ${expected}`, label);
    assertEquals(error.code, "SECRET_UNREADABLE", label);
  }
});

Deno.test("isOpenToOthers() looks at what other users may read or write", () => {
  for (const mode of [0o600, 0o640, 0o660, 0o700, 0o601, 0]) {
    assertEquals(isOpenToOthers(mode), false, mode.toString(8));
  }
  for (const mode of [0o604, 0o602, 0o644, 0o666, 0o777, 0o4755]) {
    assertEquals(isOpenToOthers(mode), true, mode.toString(8));
  }
});
