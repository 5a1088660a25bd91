import { assertEquals } from "@std/assert";
import { parseElf } from "../../src/elf_header.ts";
import { PROGRAM } from "../program.ts";

Deno.test("parseElf() reads machine and loader of this project's program", async () => {
  const own = parseElf((await Deno.readFile(PROGRAM)).subarray(0, 65_536));
  assertEquals(own?.machine, Deno.build.arch);
  await Deno.stat(own?.loader ?? "no loader");
});
