import { assertEquals } from "@std/assert";
import { denoRuntime } from "../../../src/runtime/deno/runtime.ts";
import { utf8 } from "../../kit/decoding.ts";
import { withFiles } from "../../kit/program.ts";

const RUNTIME = denoRuntime({
  signal: new AbortController().signal,
  timeoutMs: 30_000,
});

Deno.test("denoRuntime().stat() gives kind, size and permission bits", async () => {
  await withFiles({ file: "héllo" }, async (folder) => {
    await Deno.chmod(`${folder}/file`, 0o640);
    await Deno.symlink(`${folder}/file`, `${folder}/link`);
    await Deno.utime(`${folder}/file`, 100, 100);
    const facts = {
      kind: "file",
      size: 6,
      mode: 0o640,
      modifiedAt: 100_000,
    } as const;
    assertEquals(await RUNTIME.stat(`${folder}/file`), facts);
    assertEquals(await RUNTIME.stat(`${folder}/link`), facts);
    const found = await RUNTIME.stat(folder);
    assertEquals(typeof found === "string" ? found : found.kind, "directory");
    const device = await RUNTIME.stat("/dev/null");
    assertEquals(typeof device === "string" ? device : device.kind, "other");
  });
});

Deno.test("denoRuntime tells a missing file, also below a file or a broken link", async () => {
  await withFiles({ file: "x" }, async (folder) => {
    await Deno.symlink(`${folder}/nothing`, `${folder}/link`);
    for (const name of ["nothing", "file/x", "link", "a/b/c"]) {
      const path = `${folder}/${name}`;
      assertEquals(await RUNTIME.stat(path), "missing", name);
      assertEquals(await RUNTIME.readFile(path, 9), "missing", name);
      assertEquals(await RUNTIME.readFolder(path), "missing", name);
    }
  });
});

Deno.test("denoRuntime().readFile() gives bytes and mode, and opens no folder", async () => {
  await withFiles({ file: "héllo" }, async (folder) => {
    assertEquals(await RUNTIME.readFile(`${folder}/file`, 6), {
      bytes: utf8("héllo"),
      mode: 0o600,
    });
    assertEquals(await RUNTIME.readFile(`${folder}/file`, 5), 6);
    assertEquals(await RUNTIME.readFile(folder, 9), "directory");
  });
});

Deno.test("denoRuntime fails on a link to itself", async () => {
  await withFiles({}, async (folder) => {
    await Deno.symlink(`${folder}/loop`, `${folder}/loop`);
    assertEquals(await RUNTIME.stat(`${folder}/loop`), "failed");
  });
});

Deno.test("denoRuntime().readFolder() gives names in byte order", async () => {
  await withFiles(
    { b: "", a: "", B: "", "10": "", "9": "" },
    async (folder) => {
      assertEquals(await RUNTIME.readFolder(folder), [
        "10",
        "9",
        "B",
        "a",
        "b",
      ]);
    },
  );
});

Deno.test("denoRuntime().env() gives a variable that is set", () => {
  const name = "RCP_TEST_VARIABLE";
  assertEquals(RUNTIME.env(name), undefined);
  Deno.env.set(name, "");
  try {
    assertEquals(RUNTIME.env(name), "");
  } finally {
    Deno.env.delete(name);
  }
});

Deno.test("denoRuntime().lstat() and readLink() look at a link itself", async () => {
  await withFiles({ file: "x" }, async (folder) => {
    await Deno.symlink("nowhere", `${folder}/link`);
    await Deno.chmod(`${folder}/file`, 0o640);
    const { uid, gid } = await Deno.stat(`${folder}/file`);
    const { kind, ...link } = await RUNTIME.lstat(`${folder}/link`) as {
      kind: string;
      uid: number;
    };
    assertEquals([kind, link.uid], ["link", uid ?? 0]);
    assertEquals(await RUNTIME.lstat(`${folder}/file`), {
      kind: "file",
      mode: 0o640,
      uid: uid ?? 0,
      gid: gid ?? 0,
    });
    assertEquals(await RUNTIME.lstat(`${folder}/none`), "missing");
    assertEquals(await RUNTIME.readLink(`${folder}/link`), {
      target: "nowhere",
    });
    assertEquals(await RUNTIME.readLink(`${folder}/none`), {
      failure: "missing",
    });
  });
});

Deno.test("denoRuntime().readPart() gives bytes from anywhere, and what there is of a short file", async () => {
  await withFiles({ file: "héllo" }, async (folder) => {
    const path = `${folder}/file`;
    assertEquals(await RUNTIME.readPart(path, 0, 3), utf8("hé"));
    assertEquals(await RUNTIME.readPart(path, 0, 100), utf8("héllo"));
    assertEquals(await RUNTIME.readPart(path, 3, 100), utf8("llo"));
    assertEquals(await RUNTIME.readPart(path, 100, 3), new Uint8Array());
    assertEquals(await RUNTIME.readPart(`${folder}/none`, 0, 3), "missing");
  });
});
