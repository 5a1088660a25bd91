/**
 * A folder that can be looked at, and that answers nothing else: a file system of
 * FUSE whose server stops. So it is with a network file system whose server is
 * gone, and a process can be ended while it waits there.
 *
 * `hanging_folder.ts` is that server, on stdin and stderr; see `/dev/fuse` and
 * fuse_kernel.h of Linux.
 * @module
 */
import { assert } from "@std/assert";
import { PROJECT } from "../../tools/paths.ts";

/** Whether this machine lets this user mount one. */
export const CAN_HANG = Deno.uid() === 0 &&
  await Deno.stat("/dev/fuse").then(() => true, () => false);

/** What to write behind the name of a test that is skipped without it. */
export const NEEDS_FUSE = CAN_HANG ? "" : " (needs root and /dev/fuse)";

// One descriptor for both ways. stdout of Deno waits for a line feed.
const SERVE = `exec 0<>/dev/fuse 2>&0
mount -i -t fuse -o fd=0,rootmode=40700,user_id=0,group_id=0 hanging "$1"
exec "$2" run --quiet --no-check --allow-all "$3"`;

/** Runs a test while a folder (0700) hangs. It is empty before and afterwards. */
export async function withHangingFolder(
  folder: string,
  test: () => Promise<void>,
): Promise<void> {
  await Deno.mkdir(folder, { mode: 0o700 });
  const module = `${PROJECT}/tests/kit/hanging_folder.ts`;
  const server = new Deno.Command("sh", {
    args: ["-euc", SERVE, "sh", folder, Deno.execPath(), module],
    stdin: "null",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  try {
    const reader = server.stdout.getReader();
    assert(!(await reader.read()).done, "the folder cannot be mounted");
    // Keeps in the kernel what can be looked at.
    for (let time = 0; time < 2; time++) await Deno.lstat(folder);
    server.kill("SIGSTOP");
    await reader.cancel();
    await test();
  } finally {
    // Whoever still waits there gets an error.
    server.kill("SIGKILL");
    await server.status;
    await new Deno.Command("umount", { args: ["--lazy", folder] }).output();
    await Deno.remove(folder);
  }
}

// Numbers of fuse_kernel.h.
const GETATTR = 3;
const INIT = 26;
const STATX = 52;
const ENOSYS = -38;
const HEADER = 16;
const ATTRIBUTES = 16;
const A_DAY = 86_400n;

/** Answers what is needed to look at the folder, and nothing else. */
function serve(): void {
  const buffer = new Uint8Array(1 << 20);
  while (true) {
    const length = Deno.stdin.readSync(buffer);
    if (length === null) return;
    const view = new DataView(buffer.buffer, 0, length);
    const unique = view.getBigUint64(8, true);
    const reply = (error: number, body: DataView) => {
      const bytes = new Uint8Array(HEADER + body.byteLength);
      const head = new DataView(bytes.buffer);
      head.setUint32(0, bytes.length, true);
      head.setInt32(4, error, true);
      head.setBigUint64(8, unique, true);
      bytes.set(new Uint8Array(body.buffer), HEADER);
      Deno.stderr.writeSync(bytes);
    };
    const body = (size: number) => new DataView(new ArrayBuffer(size));
    switch (view.getUint32(4, true)) {
      case INIT: {
        const init = body(64);
        init.setUint32(0, 7, true); // the version of the protocol
        init.setUint32(4, 31, true);
        init.setUint32(20, 1 << 16, true); // the most bytes of a write
        reply(0, init);
        Deno.stdout.writeSync(new TextEncoder().encode("mounted\n"));
        break;
      }
      case STATX:
        reply(ENOSYS, body(0));
        break;
      case GETATTR: {
        const facts = body(104);
        facts.setBigUint64(0, A_DAY, true);
        facts.setBigUint64(ATTRIBUTES, 1n, true); // the inode
        facts.setUint32(ATTRIBUTES + 60, 0o40700, true);
        facts.setUint32(ATTRIBUTES + 64, 2, true); // links
        reply(0, facts);
        break;
      }
    }
  }
}

if (import.meta.main) serve();
