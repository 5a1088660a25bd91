import { assertEquals } from "@std/assert";
import { parseElf } from "../../src/elf_header.ts";
import { wayTo } from "../../src/file_trust.ts";
import { binaryFaults } from "../../src/plugin_binary.ts";
import { elfOf } from "../elf.ts";
import { type MemoryFile, memoryRuntime } from "../memory_runtime.ts";

const LOADER = "/lib64/ld-linux-x86-64.so.2";

Deno.test("parseElf() reads machine and loader", () => {
  assertEquals(parseElf(elfOf(62, LOADER)), {
    machine: "x86_64",
    loader: LOADER,
  });
  assertEquals(parseElf(elfOf(183)), { machine: "aarch64", loader: undefined });
  assertEquals(parseElf(elfOf(999))?.machine, "number 999");
});

Deno.test("parseElf() knows no other file, and ends on a broken one", () => {
  const big = elfOf(62);
  big[5] = 2;
  const far = elfOf(62, LOADER);
  new DataView(far.buffer).setBigUint64(32, 2n ** 60n, true);
  assertEquals(parseElf(new Uint8Array()), undefined);
  assertEquals(
    parseElf(new TextEncoder().encode("#!/bin/sh\n".repeat(9))),
    undefined,
  );
  assertEquals(parseElf(big), undefined);
  assertEquals(parseElf(far), { machine: "x86_64", loader: undefined });
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
    [await first({ kind: "directory" }), "/b/p is no regular file"],
    [await first({ ...sound, mode: 0o644 }), "/b/p is not executable"],
    [
      await first(sound, noexec),
      "/b is mounted noexec, so nothing in it can be run",
    ],
    [
      await first({ content: "#!/bin/sh", mode: 0o755 }),
      "/b/p is no program for 64-bit Linux",
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
