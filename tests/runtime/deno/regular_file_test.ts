import { assert, assertEquals } from "@std/assert";
import {
  readOpened,
  readRegularFile,
  readRestingFile,
} from "../../../src/runtime/deno/regular_file.ts";
import { utf8 } from "../../kit/decoding.ts";
import { inFolder, makePipe } from "../../kit/temporary_folder.ts";

/** What was read, as text. */
async function textOf(read: ReturnType<typeof readRegularFile>) {
  const file = await read;
  return typeof file === "object"
    ? { text: new TextDecoder().decode(file.bytes) }
    : file;
}

/** Looks at a file, and does something to it before it is opened. */
function lookThen(change: () => Promise<void>): typeof Deno.stat {
  return async (path) => {
    const facts = await Deno.stat(path);
    await change();
    return facts;
  };
}

Deno.test("readRegularFile() gives the whole file, up to the limit", async () => {
  await inFolder(async (folder) => {
    const path = `${folder}/file`;
    for (const text of ["", "a", "x".repeat(100_000)]) {
      await Deno.writeTextFile(path, text);
      assertEquals(await textOf(readRegularFile(path, text.length)), { text });
    }
    assertEquals(await readRegularFile(path, 99_999), 100_000);
  });
});

Deno.test("readRegularFile() opens neither a pipe nor a device nor a folder", async () => {
  await inFolder(async (folder) => {
    await makePipe(`${folder}/pipe`);
    await Deno.symlink(`${folder}/pipe`, `${folder}/link`);
    assertEquals(await readRegularFile(`${folder}/pipe`, 9), "special");
    assertEquals(await readRegularFile(`${folder}/link`, 9), "special");
    assertEquals(await readRegularFile("/dev/zero", 9), "special");
    assertEquals(await readRegularFile(folder, 9), "directory");
    await Deno.writeTextFile(`${folder}/file`, "text");
    await Deno.symlink(`${folder}/file`, `${folder}/other`);
    const other = `${folder}/other`;
    assertEquals(await textOf(readRegularFile(other, 9)), { text: "text" });
    assertEquals(await readRegularFile(other, 9, Deno.lstat), "special");
  });
});

Deno.test("readRegularFile() reads nothing of what is too large once it is open", async () => {
  await inFolder(async (folder) => {
    const path = `${folder}/file`;
    await Deno.writeTextFile(path, "small");
    const grow = lookThen(() => Deno.truncate(path, 1e12));
    assertEquals(await readRegularFile(path, 9, grow), 1e12);
    const replace = lookThen(async () => {
      await Deno.remove(path);
      await Deno.symlink("/dev/zero", path);
    });
    await Deno.writeTextFile(path, "small");
    assertEquals(await readRegularFile(path, 9, replace), "special");
  });
});

Deno.test("readRegularFile() gives the new file where one takes its place", async () => {
  await inFolder(async (folder) => {
    const path = `${folder}/file`;
    await Deno.writeTextFile(path, "old");
    const replace = lookThen(async () => {
      await Deno.writeTextFile(`${path}.new`, "another");
      await Deno.rename(`${path}.new`, path);
    });
    const read = textOf(readRegularFile(path, 9, replace));
    assertEquals(await read, { text: "another" });
  });
});

/** An open file that others change while it is read. */
function changing(
  before: string,
  after: { readonly text: string; readonly mtime?: number },
) {
  let read = 0;
  let looks = 0;
  const facts = (size: number, mtime: number) =>
    Promise.resolve(
      { isFile: true, size, mtime: new Date(mtime) } as Deno.FileInfo,
    );
  return {
    stat: () =>
      looks++ === 0
        ? facts(before.length, 1)
        : facts(after.text.length, after.mtime ?? 1),
    read: (into: Uint8Array) => {
      // The first half is still the old one.
      const whole = utf8(
        before.slice(0, before.length / 2) +
          after.text.slice(before.length / 2),
      );
      const piece = whole.subarray(read, read + Math.min(2, into.length));
      if (piece.length === 0) return Promise.resolve(null);
      into.set(piece);
      read += piece.length;
      return Promise.resolve(piece.length);
    },
    bytesRead: () => read,
  };
}

Deno.test("readOpened() gives no half of an old and a new text, and reads no more than was there", async () => {
  const rows = [
    ["oldold", { text: "newnew", mtime: 2 }],
    ["oldold", { text: "newnewnewnewnew" }],
    ["oldold", { text: "new" }],
    ["oldold", { text: "" }],
  ] as const;
  for (const [before, after] of rows) {
    const file = changing(before, after);
    assertEquals(await readOpened(file, 9), "changing", after.text);
    assert(file.bytesRead() <= before.length, `${file.bytesRead()}`);
  }
  const still = changing("oldold", { text: "oldold" });
  const read = await readOpened(still, 9);
  assert(typeof read === "object");
  assertEquals(read.bytes, utf8("oldold"));
});

// A clock that finds each writing fresh, however slow this machine is.
function timeOf(path: string): number {
  return Deno.statSync(path).mtime?.getTime() ?? 0;
}

Deno.test("readRestingFile() reads again until nobody writes any more", async () => {
  await inFolder(async (folder) => {
    const path = `${folder}/file`;
    await Deno.writeTextFile(path, "old");
    const pauses: number[] = [];
    const past = new Date(Date.now() - 60_000);
    // Somebody writes during the first two pauses.
    const sleep = async (ms: number) => {
      pauses.push(ms);
      if (pauses.length < 3) await Deno.writeTextFile(path, "new");
      else await Deno.utime(path, past, past);
    };
    const now = () => pauses.length < 3 ? timeOf(path) : Date.now();
    const read = await textOf(readRestingFile(path, 9, sleep, now));
    assertEquals(read, { text: "new" });
    assertEquals(pauses.length, 3);
  });
});

Deno.test("readRestingFile() says that a file is changing which never rests", async () => {
  await inFolder(async (folder) => {
    const path = `${folder}/file`;
    const write = () => Deno.writeTextFile(path, "text");
    await write();
    const now = () => timeOf(path);
    assertEquals(await readRestingFile(path, 9, write, now), "changing");
  });
});

Deno.test("readRestingFile() waits neither for an old file nor for one of another clock", async () => {
  await inFolder(async (folder) => {
    const path = `${folder}/file`;
    const never = () => Promise.reject(new Error("waited"));
    await Deno.writeTextFile(path, "text");
    for (const ms of [-60_000, 60_000]) {
      const time = new Date(Date.now() + ms);
      await Deno.utime(path, time, time);
      const read = await textOf(readRestingFile(path, 9, never));
      assertEquals(read, { text: "text" });
    }
    assertEquals(await readRestingFile(folder, 9, never), "directory");
  });
});
