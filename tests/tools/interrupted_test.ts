import { assert, assertEquals } from "@std/assert";
import { PROJECT } from "../../tools/paths.ts";
import { sourceFiles } from "../kit/source_files.ts";

const END = /^ *trap '.*' EXIT$/m;
const SIGNALS = /^ *trap '.*' INT TERM HUP$/m;

Deno.test("a script that cleans up at its end does so when it is interrupted", async () => {
  // dash and BusyBox sh run no EXIT trap when a signal ends them; bash does.
  const scripts = [
    ...await sourceFiles("deploy", ".sh"),
    ...await sourceFiles("tools", ".sh"),
  ];
  const texts = await Promise.all(scripts.map(async (script) => ({
    script,
    text: await Deno.readTextFile(`${PROJECT}/${script}`),
  })));
  const cleaning = texts.filter(({ text }) => END.test(text));
  assert(cleaning.length > 0);
  assertEquals(
    cleaning.filter(({ text }) => !SIGNALS.test(text))
      .map(({ script }) => script),
    [],
  );
});
