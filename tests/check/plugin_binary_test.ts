import { assertEquals } from "@std/assert";
import { readElf } from "../../src/check/elf_header.ts";
import { wayTo } from "../../src/lookup/file_trust.ts";
import { binaryFaults } from "../../src/check/plugin_binary.ts";
import { elfOf } from "../kit/elf.ts";
import { type MemoryFile, memoryRuntime } from "../kit/memory_runtime.ts";

const LOADER = "/lib64/ld-linux-x86-64.so.2";

/** What the headers of a file in memory say. */
function elfIn(content: Uint8Array) {
  return readElf("/p", memoryRuntime({ files: { "/p": content } }));
}

Deno.test("readElf() reads machine and loader", async () => {
  assertEquals(await elfIn(elfOf(62, LOADER)), {
    machine: "x86_64",
    loader: LOADER,
  });
  const none = { machine: "aarch64", loader: undefined };
  assertEquals(await elfIn(elfOf(183)), none);
  const other = { machine: "number 999", loader: undefined };
  assertEquals(await elfIn(elfOf(999)), other);
});

Deno.test("readElf() finds program headers behind everything else", async () => {
  const start = elfOf(62, LOADER);
  const bytes = new Uint8Array(200_000);
  bytes.set(start);
  bytes.set(start.subarray(64, 176), 150_000);
  bytes.fill(0, 64, 176);
  new DataView(bytes.buffer).setBigUint64(32, 150_000n, true);
  assertEquals(await elfIn(bytes), { machine: "x86_64", loader: LOADER });
});

Deno.test("readElf() knows no other file, and ends on a broken one", async () => {
  const big = elfOf(62);
  big[5] = 2;
  const far = elfOf(62, LOADER);
  new DataView(far.buffer).setBigUint64(32, 2n ** 60n, true);
  const flat = elfOf(62, LOADER);
  new DataView(flat.buffer).setUint16(54, 0, true);
  const script = new TextEncoder().encode("#!/bin/sh\n".repeat(9));
  for (const bytes of [new Uint8Array(), script, big]) {
    assertEquals(await elfIn(bytes), undefined);
  }
  for (const bytes of [far, flat]) {
    const expected = { machine: "x86_64", loader: undefined };
    assertEquals(await elfIn(bytes), expected);
  }
});

async function faults(
  file: MemoryFile | undefined,
  mounts?: string,
  more: { readonly [path: string]: MemoryFile } = { [LOADER]: "" },
) {
  const files = { ...more, ...file === undefined ? {} : { "/b/p": file } };
  const runtime = memoryRuntime({ files });
  return await binaryFaults(
    "/b/p",
    await wayTo("/b/p", runtime),
    mounts,
    runtime,
  );
}

const sound = { content: elfOf(62, LOADER), mode: 0o755 };
const ROOT = "1 0 8:1 / / rw - ext4 a rw\n";

Deno.test("binaryFaults() finds nothing where a kubelet can run the program", async () => {
  assertEquals(await faults(sound), []);
  assertEquals(await faults(sound, ROOT), []);
  assertEquals(
    await faults({ link: "/c/p" }, ROOT, {
      "/c/p": sound,
      [LOADER]: "",
    }),
    [],
  );
});

Deno.test("binaryFaults() tells everything that keeps it from being run", async () => {
  const noexec = `${ROOT}2 1 8:2 / /b rw,noexec - ext4 b rw`;
  const first = async (
    file: MemoryFile | undefined,
    mounts?: string,
    more?: { readonly [path: string]: MemoryFile },
  ) => (await faults(file, mounts, more))[0]?.split(": ")[0];
  const table: readonly (readonly [string | undefined, string])[] = [
    [
      await first(undefined),
      "/b does not exist, and no kubelet starts without it",
    ],
    [await first({ kind: "directory" }), "/b/p is not a regular file"],
    [await first({ ...sound, mode: 0o644 }), "/b/p is not executable"],
    [
      await first(sound, noexec),
      "/b is mounted noexec, so nothing in it can be run",
    ],
    [
      await first({ content: "#!/bin/sh", mode: 0o755 }),
      "/b/p is not a program for 64-bit Linux",
    ],
    [
      await first({ content: elfOf(183), mode: 0o755 }),
      "/b/p is for aarch64, and this machine is x86_64",
    ],
    [
      await first(sound, undefined, {}),
      `/b/p needs ${LOADER}, which is not there`,
    ],
  ];
  for (const [found, expected] of table) assertEquals(found, expected);
});
