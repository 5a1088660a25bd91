/**
 * The installation suite as one of `make e2e`: nodes with a real systemd, and
 * the real command `kind`, which lists them.
 * @module
 */
import { PROJECT } from "../../tools/paths.ts";
import type { Tally } from "./suite.ts";

/** See {@linkcode Suite}. */
export const name = "install";

/** See {@linkcode Suite}. */
export const needs =
  "Docker (Debian's docker.io as root), debootstrap from Debian, kind as a Go module";

/** See {@linkcode Suite}. */
export const proves =
  "node.sh and kind.sh install, upgrade, roll back, survive being killed, and uninstall on three containers with systemd that look like a Kind cluster";
/** See {@linkcode Suite}. */
export const leaves = "a real kubelet, which is a stand-in there";

/** See {@linkcode Suite}. */
export const isLong = true;

/** See `find_kind` and `DEBIAN` there. */
const MET = ["kind 0.32.0", "systemd of Debian bookworm"];

/** Runs it, with what it prints passed on. */
export async function run(): Promise<Tally> {
  const child = new Deno.Command("sh", {
    args: [`${PROJECT}/tests/e2e-install/run.sh`],
    stdin: "null",
    stdout: "piped",
  }).spawn();
  let text = "";
  for await (const part of child.stdout.pipeThrough(new TextDecoderStream())) {
    await Deno.stdout.write(new TextEncoder().encode(part));
    text += part;
  }
  await child.status;
  return { ...tallyOf(text), met: MET };
}

/** Reads what `run.sh` prints: a line for each case, and the sums at the end. */
export function tallyOf(text: string): Tally {
  const sums = /^(\d+) passed, (\d+) failed, (\d+) skipped$/m.exec(text);
  if (sums === null) throw new Error("it ended without its last line");
  const [, passed, failed, all] = sums.map(Number);
  const lines = [...text.matchAll(/^SKIPPED(?:, ALL OF IT)?: (.*)$/gm)]
    .map(([, line = ""]) => line);
  // Where nothing runs there is one line for all of them.
  const skipped = Array.from(
    { length: all ?? 0 },
    (_, at) => lines[at] ?? lines[0] ?? "",
  );
  return { passed: passed ?? 0, failed: failed ?? 0, skipped };
}
