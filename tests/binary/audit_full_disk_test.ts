/**
 * The audit on a disk that is full: what is written afterwards is whole.
 * @module
 */
import { assert, assertEquals, assertThrows } from "@std/assert";
import { execute } from "../kit/program.ts";
import { WRITABLE_PROGRAM } from "../kit/writable_program.ts";
import { SECRET_IMAGE, withAudit } from "../kit/auditing.ts";
import {
  CAN_MOUNT,
  FILL,
  NEEDS_MOUNT,
  tmpfs,
  withMounts,
} from "../kit/own_mounts.ts";

/** A page of tmpfs: what has room in it is written, and the rest is not. */
const PAGE = 4096;

/** Less than a line. */
const ROOM = 100;

/** Fills the file to a few bytes below the end of its page, and the disk behind it. */
const LEAVE_ROOM = `size=$(stat -c %s "$folder/audit.jsonl")
head -c $((${
  PAGE - ROOM - 1
} - size)) /dev/zero | tr '\\0' x >>"$folder/audit.jsonl"
echo >>"$folder/audit.jsonl"
${FILL}`;

const RUN = `"$program" get ${SECRET_IMAGE} "--config=$config" >/dev/null`;

Deno.test({
  name:
    `audit: half a line of a full disk takes no other line with it${NEEDS_MOUNT}`,
  ignore: !CAN_MOUNT,
  fn: () =>
    withAudit(async ({ audit, configPath, env }) => {
      await Deno.mkdir(audit, { mode: 0o700 });
      const script = `folder=$1 program=$2 config=$3
${RUN}
${LEAVE_ROOM}
${RUN}
${RUN}
rm "$folder/filler"
${RUN}
${RUN}
cat "$folder/audit.jsonl"
"$program" audit summary --format=json "--config=$config"`;
      const [command, ...args] = withMounts(tmpfs(16 * PAGE), audit, [
        "sh",
        "-euc",
        script,
        "sh",
        audit,
        WRITABLE_PROGRAM,
        configPath,
      ]);
      const { code, stdout, stderr } = await execute(command, args, {
        env: { ...env, PATH: "/usr/bin:/bin:/usr/sbin:/sbin" },
      });
      assertEquals({ code, stderr }, { code: 0, stderr: "" });
      const lines = stdout.trimEnd().split("\n");
      const [summary] = JSON.parse(lines.pop() ?? "");
      const [first = "", padding = "", half = "", ...whole] = lines;
      assertEquals(padding.replaceAll("x", ""), "");
      assertEquals(half.length, ROOM);
      assert(half.startsWith('{"time":"'), half);
      assertThrows(() => JSON.parse(half));
      assertEquals(whole.length, 2, stdout);
      for (const line of [first, ...whole]) {
        assertEquals(JSON.parse(line).image, SECRET_IMAGE);
      }
      assertEquals(summary.asks, 3);
    }),
});
