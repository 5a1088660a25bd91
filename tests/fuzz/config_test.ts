import { assert } from "@std/assert";
import { PROVIDERS } from "../../providers/table.ts";
import { checkConfig, loadConfig } from "../../src/config/file.ts";
import { openSections } from "../../src/config/open_rules.ts";
import { printable } from "../../src/runtime/printable.ts";
import { problemText } from "../../src/schema/place.ts";
import { memoryRuntime } from "../kit/memory_runtime.ts";
import { fuzz } from "../kit/fuzz/fuzzing.ts";
import { configText, configValue, reportingValue } from "../kit/fuzz/inputs.ts";
import { assertTellsNothing, resultOrRefusal } from "../kit/fuzz/refusal.ts";

const SECTIONS = await openSections(PROVIDERS);

async function holds(text: string): Promise<void> {
  const runtime = memoryRuntime({ files: { "/c": text } });
  const config = await resultOrRefusal(
    ["CONFIG_INVALID", "CONFIG_UNREADABLE"],
    () => loadConfig("/c", SECTIONS, runtime),
  );
  const checked = await resultOrRefusal(
    ["CONFIG_UNREADABLE"],
    () => checkConfig("/c", SECTIONS, runtime),
  );
  const problems = checked?.problems ?? [];
  for (const problem of problems) {
    assertTellsNothing(printable(problemText(problem)));
  }
  assert(config === undefined || problems.length === 0);
}

fuzz(
  "configs of any shape",
  configValue,
  (value) => holds(JSON.stringify(value) ?? ""),
);

fuzz(
  "configs with an audit and metrics of any shape",
  reportingValue,
  (value) => holds(JSON.stringify(value) ?? ""),
);

fuzz("configs with damaged text", configText, holds, [".\tapiVersion:"]);
