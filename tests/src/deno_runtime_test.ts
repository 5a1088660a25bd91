import { assertEquals } from "@std/assert";
import { denoRuntime } from "../../src/deno_runtime.ts";
import { utf8 } from "../decoding.ts";
import { withFiles } from "../program.ts";

Deno.test("denoRuntime.stat() gives kind, size and permission bits", async () => {
  await withFiles({ file: "héllo" }, async (folder) => {
    await Deno.chmod(`${folder}/file`, 0o640);
    await Deno.symlink(`${folder}/file`, `${folder}/link`);
    const facts = { kind: "file", size: 6, mode: 0o640 } as const;
    assertEquals(await denoRuntime.stat(`${folder}/file`), facts);
    assertEquals(await denoRuntime.stat(`${folder}/link`), facts);
    const found = await denoRuntime.stat(folder);
    assertEquals(typeof found === "string" ? found : found.kind, "directory");
    const device = await denoRuntime.stat("/dev/null");
    assertEquals(typeof device === "string" ? device : device.kind, "other");
  });
});

Deno.test("denoRuntime tells a missing file, also below a file or a broken link", async () => {
  await withFiles({ file: "x" }, async (folder) => {
    await Deno.symlink(`${folder}/nothing`, `${folder}/link`);
    for (const name of ["nothing", "file/x", "link", "a/b/c"]) {
      const path = `${folder}/${name}`;
      assertEquals(await denoRuntime.stat(path), "missing", name);
      assertEquals(await denoRuntime.readFile(path), "missing", name);
      assertEquals(await denoRuntime.readFolder(path), "missing", name);
    }
  });
});

Deno.test("denoRuntime.readFile() gives the bytes, and fails on a folder", async () => {
  await withFiles({ file: "héllo" }, async (folder) => {
    assertEquals(await denoRuntime.readFile(`${folder}/file`), utf8("héllo"));
    assertEquals(await denoRuntime.readFile(folder), "failed");
  });
});

Deno.test("denoRuntime fails on a link to itself", async () => {
  await withFiles({}, async (folder) => {
    await Deno.symlink(`${folder}/loop`, `${folder}/loop`);
    assertEquals(await denoRuntime.stat(`${folder}/loop`), "failed");
  });
});

Deno.test("denoRuntime.readFolder() gives names in byte order", async () => {
  await withFiles(
    { b: "", a: "", B: "", "10": "", "9": "" },
    async (folder) => {
      assertEquals(await denoRuntime.readFolder(folder), [
        "10",
        "9",
        "B",
        "a",
        "b",
      ]);
    },
  );
});

Deno.test("denoRuntime.env() gives a variable that is set", () => {
  const name = "RCP_TEST_VARIABLE";
  assertEquals(denoRuntime.env(name), undefined);
  Deno.env.set(name, "");
  try {
    assertEquals(denoRuntime.env(name), "");
  } finally {
    Deno.env.delete(name);
  }
});
