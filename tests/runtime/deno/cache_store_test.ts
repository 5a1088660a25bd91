import { assertEquals } from "@std/assert";
import { openCacheStore } from "../../../src/runtime/deno/cache_store.ts";
import { inFolder, makePipe, namesIn } from "../../kit/temporary_folder.ts";

const IS_ROOT = Deno.uid() === 0;
const NEEDS_ROOT = IS_ROOT ? "" : " (needs root)";

async function mode(path: string): Promise<number> {
  return ((await Deno.lstat(path)).mode ?? 0) & 0o7777;
}

/** Asserts that a store keeps nothing, and yet lets work be done. */
async function assertKeepsNothing(folder: string): Promise<void> {
  const store = await openCacheStore(folder);
  assertEquals(await store.write("a", "secret"), false);
  assertEquals(await store.read("a"), undefined);
  const turn = await store.tryExclusively("a", () => Promise.resolve("done"));
  assertEquals(turn, { result: "done" });
  assertEquals(await store.list(), []);
}

Deno.test("openCacheStore() makes a folder 0700 with files 0600", async () => {
  await inFolder(async (folder) => {
    const store = await openCacheStore(`${folder}/new/cache`);
    assertEquals(await store.write("a", "text"), true);
    await store.tryExclusively("a", () => Promise.resolve());
    assertEquals(await mode(`${folder}/new`), 0o700);
    assertEquals(await mode(`${folder}/new/cache`), 0o700);
    assertEquals(await mode(`${folder}/new/cache/a.json`), 0o600);
    assertEquals(await mode(`${folder}/new/cache/a.lock`), 0o600);
    assertEquals(await namesIn(`${folder}/new/cache`), ["a.json", "a.lock"]);
  });
});

Deno.test("openCacheStore() keeps entries apart, lists them and removes them", async () => {
  await inFolder(async (folder) => {
    const store = await openCacheStore(folder);
    await store.write("b", "2");
    await store.write("a", "1");
    await store.write("a", "3");
    assertEquals(await store.list(), ["a", "b"]);
    assertEquals(await store.read("a"), "3");
    assertEquals(await store.read("b"), "2");
    await store.remove("a");
    assertEquals(await store.list(), ["b"]);
    assertEquals(await store.read("a"), undefined);
  });
});

for (const permissions of [0o755, 0o750, 0o701, 0o770, 0o777]) {
  const text = permissions.toString(8);
  Deno.test(`openCacheStore() keeps nothing in a folder with mode 0${text}`, async () => {
    await inFolder(async (folder) => {
      await Deno.chmod(folder, permissions);
      await assertKeepsNothing(folder);
      assertEquals(await namesIn(folder), []);
    });
  });
}

Deno.test("openCacheStore() keeps nothing in a folder that is a symbolic link", async () => {
  await inFolder(async (folder) => {
    await Deno.mkdir(`${folder}/real`, { mode: 0o700 });
    await Deno.symlink(`${folder}/real`, `${folder}/cache`);
    await assertKeepsNothing(`${folder}/cache`);
    assertEquals(await namesIn(`${folder}/real`), []);
  });
});

Deno.test("openCacheStore() keeps nothing where a link leads nowhere, or a file is in the way", async () => {
  await inFolder(async (folder) => {
    await Deno.symlink(`${folder}/nowhere`, `${folder}/link`);
    await Deno.writeTextFile(`${folder}/file`, "text");
    await assertKeepsNothing(`${folder}/link`);
    await assertKeepsNothing(`${folder}/file`);
    await assertKeepsNothing(`${folder}/file/below`);
    assertEquals(await namesIn(folder), ["file", "link"]);
  });
});

Deno.test({
  name:
    `openCacheStore() keeps nothing in a folder of another user${NEEDS_ROOT}`,
  ignore: !IS_ROOT,
  fn: async () => {
    await inFolder(async (folder) => {
      await Deno.chown(folder, 65_534, 65_534);
      await assertKeepsNothing(folder);
      assertEquals(await namesIn(folder), []);
    });
  },
});

Deno.test({
  name: `read() uses no entry of another user${NEEDS_ROOT}`,
  ignore: !IS_ROOT,
  fn: async () => {
    await inFolder(async (folder) => {
      const store = await openCacheStore(folder);
      await store.write("a", "text");
      await Deno.chown(`${folder}/a.json`, 65_534, 65_534);
      assertEquals(await store.read("a"), undefined);
    });
  },
});

Deno.test("read() uses no entry that others can reach", async () => {
  await inFolder(async (folder) => {
    const store = await openCacheStore(folder);
    await store.write("a", "text");
    for (const permissions of [0o640, 0o604, 0o644, 0o620, 0o602, 0o601]) {
      await Deno.chmod(`${folder}/a.json`, permissions);
      assertEquals(await store.read("a"), undefined, permissions.toString(8));
    }
    await Deno.chmod(`${folder}/a.json`, 0o600);
    assertEquals(await store.read("a"), "text");
  });
});

Deno.test("read() uses no symbolic link, no folder and no pipe", async () => {
  await inFolder(async (folder) => {
    const store = await openCacheStore(folder);
    await store.write("target", "text");
    await Deno.symlink(`${folder}/target.json`, `${folder}/link.json`);
    await Deno.mkdir(`${folder}/folder.json`, { mode: 0o700 });
    await makePipe(`${folder}/pipe.json`);
    for (const name of ["link", "folder", "pipe", "missing"]) {
      assertEquals(await store.read(name), undefined, name);
    }
  });
});

Deno.test("read() uses an entry of 64 KiB, and none that is larger", async () => {
  await inFolder(async (folder) => {
    const store = await openCacheStore(folder);
    const text = "x".repeat(64 * 1024);
    await store.write("a", text);
    assertEquals(await store.read("a"), text);
    await store.write("a", `${text}x`);
    assertEquals(await store.read("a"), undefined);
  });
});

Deno.test("write() replaces a symbolic link and never follows one", async () => {
  await inFolder(async (folder) => {
    const victim = `${folder}/victim`;
    await Deno.writeTextFile(victim, "unchanged", { mode: 0o644 });
    const store = await openCacheStore(`${folder}/cache`);
    for (const name of ["a.json", "a.json.new", "a.lock"]) {
      await Deno.symlink(victim, `${folder}/cache/${name}`);
    }
    const turn = await store.tryExclusively("a", () => store.write("a", "s"));
    assertEquals(turn, { result: true });
    assertEquals(await store.read("a"), "s");
    assertEquals(await Deno.readTextFile(victim), "unchanged");
    assertEquals(await namesIn(`${folder}/cache`), ["a.json", "a.lock"]);
  });
});

Deno.test("write() tells where it is not possible, and leaves nothing behind", async () => {
  await inFolder(async (folder) => {
    const store = await openCacheStore(folder);
    await Deno.mkdir(`${folder}/a.json`);
    await Deno.writeTextFile(`${folder}/a.json/inside`, "");
    assertEquals(await store.write("a", "secret"), false);
    assertEquals(await namesIn(folder), ["a.json"]);
  });
});

Deno.test("write() goes on after a process that was killed while it wrote", async () => {
  await inFolder(async (folder) => {
    const store = await openCacheStore(folder);
    await Deno.writeTextFile(`${folder}/a.json.new`, "half", { mode: 0o644 });
    assertEquals(await store.write("a", "whole"), true);
    assertEquals(await store.read("a"), "whole");
    assertEquals(await mode(`${folder}/a.json`), 0o600);
    assertEquals(await namesIn(folder), ["a.json"]);
  });
});
