import { assertEquals } from "@std/assert";
import type { CacheStore } from "../../src/runtime/cache_store.ts";
import type { LogFolder } from "../../src/runtime/log_folder.ts";
import type { Notes } from "../../src/lookup/notes.ts";
import { newNotes } from "../kit/notes.ts";
import { reportRun } from "../../src/audit/report.ts";
import type { Runtime } from "../../src/runtime/runtime.ts";
import { memoryCacheStore } from "../kit/memory_cache_store.ts";
import { memoryRuntime } from "../kit/memory_runtime.ts";

const END = { error: undefined, totalMs: 1 };
const webhook = {
  url: "https://collector.example.com/",
  headers: [],
  caFile: undefined,
  timeoutMs: 700,
  stateDirectory: "/state",
};
const audit = { directory: "/audit", maxSize: 4_096, keep: 1 };
const metrics = { file: "/metrics/m.prom" };
const credentials = { username: "u", password: "p" };

const never = new Promise<never>(() => {});
const fail = () => Promise.reject(new Error("disk"));
const log = (append: () => Promise<void>): LogFolder => ({
  append,
  read: async function* () {},
});

const faults: Record<string, Partial<Runtime>> = {
  "an audit folder that never answers": { openLog: () => never },
  "an audit folder that fails": { openLog: fail },
  "an audit folder that cannot be trusted": {
    openLog: () => Promise.resolve(undefined),
  },
  "a line that is never written": {
    openLog: () => Promise.resolve(log(() => never)),
  },
  "a line that cannot be written": {
    openLog: () => Promise.resolve(log(fail)),
  },
  "a state folder that never answers": { openCache: () => never },
  "a state folder that fails": { openCache: fail },
  "a receiver that never answers": { fetch: () => never },
  "a receiver that fails": { fetch: fail },
  "metrics that are never written": { updateOpenFile: () => never },
  "metrics that cannot be written": { updateOpenFile: fail },
};
for (const [what, effects] of Object.entries(faults)) {
  const name =
    `reportRun() ends quietly with ${what}, and waits 1.5 s and the time of the webhook at most`;
  // What goes on when the time is over ends with the process.
  Deno.test({ name, sanitizeOps: false }, async () => {
    const waits: number[] = [];
    const store: CacheStore = memoryCacheStore();
    const runtime = {
      ...memoryRuntime(),
      openCache: () => Promise.resolve(store),
      ...effects,
      sleep: (ms: number): Promise<void> => {
        waits.push(ms);
        return Promise.resolve();
      },
    };
    const reports = { audit: { ...audit, webhook }, metrics, rules: [] };
    const notes: Notes = { ...newNotes(), credentials, reports };
    await reportRun(notes, END, runtime);
    assertEquals(Math.max(...waits), 2_200);
  });
}

const quick = "reportRun() waits 1.5 s at most without a webhook";
// What went on in the tests above may end in this one.
Deno.test({ name: quick, sanitizeOps: false }, async () => {
  const waits: number[] = [];
  const runtime = {
    ...memoryRuntime(),
    openLog: () => never,
    sleep: (ms: number): Promise<void> => {
      waits.push(ms);
      return Promise.resolve();
    },
  };
  const reports = {
    audit: { ...audit, webhook: undefined },
    metrics: undefined,
    rules: [],
  };
  await reportRun({ ...newNotes(), reports }, END, runtime);
  assertEquals(new Set(waits), new Set([1_500]));
});
