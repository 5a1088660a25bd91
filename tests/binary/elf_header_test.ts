import { assert, assertEquals } from "@std/assert";
import { denoRuntime } from "../../src/runtime/deno/runtime.ts";
import { readElf } from "../../src/check/elf_header.ts";
import { PROGRAM } from "../kit/program.ts";

Deno.test("readElf() reads machine and loader of this project's program", async () => {
  const { signal } = new AbortController();
  const own = await readElf(
    PROGRAM,
    denoRuntime({ signal, timeoutMs: 30_000 }),
  );
  assert(typeof own === "object");
  assertEquals(own.machine, Deno.build.arch);
  await Deno.stat(own.loader ?? "no loader");
});
