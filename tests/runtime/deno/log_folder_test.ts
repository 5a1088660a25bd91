import { assertEquals } from "@std/assert";
import { openLogFolder } from "../../../src/runtime/deno/log_folder.ts";
import { inFolder } from "../../kit/temporary_folder.ts";

const LIMITS = { maxSize: 1_000_000, keep: 1 };

Deno.test("append() begins a line of its own, whatever is at the end of the file", async () => {
  const rows = [
    ["", "one\ntwo\n"],
    ["whole\n", "whole\none\ntwo\n"],
    ["half", "half\none\ntwo\n"],
    ["whole\nh", "whole\nh\none\ntwo\n"],
    ["\n", "\none\ntwo\n"],
  ] as const;
  for (const [before, after] of rows) {
    await inFolder(async (folder) => {
      const path = `${folder}/audit.jsonl`;
      await Deno.writeTextFile(path, before, { mode: 0o600 });
      const log = await openLogFolder(folder);
      for (const line of ["one", "two"]) await log?.append(line, LIMITS);
      assertEquals(await Deno.readTextFile(path), after);
    });
  }
});
