import { assertEquals } from "@std/assert";
import { writeRecord } from "../../src/audit.ts";
import type { LogFolder } from "../../src/log_folder.ts";
import { newNotes, type Notes } from "../../src/notes.ts";
import { memoryRuntime } from "../memory_runtime.ts";

const END = { error: undefined, totalMs: 1 };
const audit = { directory: "/audit", maxSize: 4_096, keep: 1 };

function notesOf(): Notes {
  return { ...newNotes(), audit };
}

const never = new Promise<never>(() => {});
const faults: Record<string, () => Promise<LogFolder | undefined>> = {
  "a folder that never answers": () => never,
  "a folder that fails": () => Promise.reject(new Error("disk")),
  "a folder that cannot be trusted": () => Promise.resolve(undefined),
  "a write that never ends": () =>
    Promise.resolve({ append: () => never, read: async function* () {} }),
  "a write that fails": () =>
    Promise.resolve({
      append: () => Promise.reject(new Error("full")),
      read: async function* () {},
    }),
};
for (const [what, openLog] of Object.entries(faults)) {
  Deno.test(`writeRecord() ends quietly with ${what}, and waits 1 s at most`, async () => {
    const waits: number[] = [];
    const sleep = (ms: number): Promise<void> => {
      waits.push(ms);
      return Promise.resolve();
    };
    const runtime = { ...memoryRuntime(), openLog, sleep };
    await writeRecord(notesOf(), END, runtime);
    assertEquals(waits, [1_000]);
  });
}
