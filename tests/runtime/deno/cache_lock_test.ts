import { assert, assertEquals } from "@std/assert";
import { openCacheStore } from "../../../src/runtime/deno/cache_store.ts";
import { inFolder, makePipe, namesIn } from "../../kit/temporary_folder.ts";

Deno.test("tryExclusively() does not run while another process holds the lock, and does afterwards", async () => {
  await inFolder(async (folder) => {
    const store = await openCacheStore(folder);
    const work = () => Promise.resolve("done");
    const lock = await Deno.open(`${folder}/a.lock`, {
      create: true,
      write: true,
    });
    await lock.lock(true);
    assertEquals(await store.tryExclusively("a", work), undefined);
    assertEquals(await store.tryExclusively("b", work), { result: "done" });
    lock.close();
    assertEquals(await store.tryExclusively("a", work), { result: "done" });
  });
});

Deno.test("tryExclusively() gives the lock back where the work fails", async () => {
  await inFolder(async (folder) => {
    const store = await openCacheStore(folder);
    const failed = await store.tryExclusively(
      "a",
      () => Promise.reject(new Error("failed")),
    ).catch((error) => error.message);
    assertEquals(failed, "failed");
    const turn = await store.tryExclusively("a", () => Promise.resolve(1));
    assertEquals(turn, { result: 1 });
  });
});

Deno.test("tryExclusively() runs, and hangs at nothing, whatever is in place of the lock", async () => {
  await inFolder(async (folder) => {
    const store = await openCacheStore(folder);
    await Deno.mkdir(`${folder}/full.lock`);
    await Deno.writeTextFile(`${folder}/full.lock/inside`, "");
    await Deno.mkdir(`${folder}/empty.lock`);
    await makePipe(`${folder}/pipe.lock`);
    await Deno.symlink(`${folder}/made`, `${folder}/link.lock`);
    await Deno.symlink("loop.lock", `${folder}/loop.lock`);
    await Deno.writeTextFile(`${folder}/closed.lock`, "", { mode: 0o000 });
    for (const name of ["full", "empty", "pipe", "link", "loop", "closed"]) {
      const turn = await store.tryExclusively(name, () => Promise.resolve(1));
      assertEquals(turn, { result: 1 }, name);
    }
    assert(!(await namesIn(folder)).includes("made"), "a link was followed");
  });
});

Deno.test("list() and remove() find what a killed process left, and what is no file", async () => {
  await inFolder(async (folder) => {
    const outside = `${folder}/outside`;
    await Deno.mkdir(outside);
    await Deno.writeTextFile(`${outside}/file`, "unchanged");
    const store = await openCacheStore(`${folder}/cache`);
    const at = (name: string) => `${folder}/cache/${name}`;
    await store.write("whole", "text");
    await Deno.writeTextFile(at("torn.json.new"), "secr");
    await Deno.mkdir(at("folder.json"));
    await Deno.writeTextFile(at("folder.json/inside"), "");
    await Deno.symlink(outside, at("link.json"));
    await Deno.writeTextFile(at("a.lock"), "");
    const names = await store.list();
    assertEquals(names, ["folder", "link", "torn", "whole"]);
    for (const name of [...names, "missing"]) await store.remove(name);
    assertEquals(await namesIn(`${folder}/cache`), ["a.lock"]);
    assertEquals(await Deno.readTextFile(`${outside}/file`), "unchanged");
  });
});
