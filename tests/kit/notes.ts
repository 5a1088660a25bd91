import type { Notes } from "../../src/lookup/notes.ts";

/** The notes of a run of which nothing is known yet. */
export function newNotes(): Notes {
  return { command: "kubelet" };
}
