import { assertEquals } from "@std/assert";
import {
  distrust,
  distrustedPaths,
  wayTo,
} from "../../src/lookup/file_trust.ts";
import { type MemoryFile, memoryRuntime } from "../kit/memory_runtime.ts";

function way(path: string, files: { readonly [path: string]: MemoryFile }) {
  return wayTo(path, memoryRuntime({ files }));
}

Deno.test("wayTo() goes through every folder and every symbolic link", async () => {
  const { steps, real, failure } = await way("/a/link/../x/./f", {
    "/a/link": { link: "../b/deep" },
    "/b/x": { link: "/c" },
    "/b/deep/any": "",
    "/c/f": "text",
  });
  assertEquals(steps.map(({ path }) => path), [
    "/",
    "/a",
    "/a/link",
    "/b",
    "/b/deep",
    "/b/x",
    "/c",
    "/c/f",
  ]);
  assertEquals([real, failure], ["/c/f", undefined]);
});

Deno.test("wayTo() tells where it ends, also on a link to itself", async () => {
  const files = { "/a/loop": { link: "loop" }, "/a/to": { link: "/no" } };
  const table: readonly (readonly [string, string, string])[] = [
    ["/a/b/c", "/a/b", "missing"],
    ["/a/to", "/no", "missing"],
    ["/a/loop", "/a/loop", "failed"],
  ];
  for (const [path, at, why] of table) {
    const { failure } = await way(path, files);
    assertEquals(failure, { path: at, why } as typeof failure);
  }
});

Deno.test("distrust() names whoever can change something on the way", async () => {
  const folder = (mode: number, uid = 0, gid = 0): MemoryFile => ({
    kind: "directory",
    mode,
    uid,
    gid,
  });
  const table: readonly (readonly [
    { readonly [path: string]: MemoryFile },
    readonly string[],
  ])[] = [
    [{ "/d/f": { content: "", mode: 0o600 } }, []],
    [{ "/d/f": { content: "", mode: 0o664 } }, [
      'group 0 may write to /d/f (mode 0664): run "chmod go-w /d/f"',
    ]],
    [{ "/d/f": { content: "", mode: 0o664, gid: 7 } }, [
      'group 7 may write to /d/f (mode 0664): run "chmod go-w /d/f"',
    ]],
    [{ "/d": folder(0o777), "/d/f": "" }, [
      'everybody may write to /d (mode 0777): run "chmod go-w /d"',
    ]],
    [{ "/d": folder(0o1777), "/d/f": "" }, []],
    [{ "/d": folder(0o1777, 5), "/d/f": "" }, [
      '/d belongs to user 5 (mode 1777): run "chown root /d"',
    ]],
    [{ "/d/f": { link: "/e/f", uid: 9 }, "/e/f": { content: "", uid: 8 } }, [
      '/d/f belongs to user 9 (mode 0777): run "chown root /d/f"',
      '/e/f belongs to user 8 (mode 0600): run "chown root /e/f"',
    ]],
  ];
  for (const [files, expected] of table) {
    const { steps } = await way("/d/f", files);
    assertEquals(distrust(steps), expected, JSON.stringify(files));
  }
});

Deno.test("distrust() trusts one more user than root, and nobody else's group", async () => {
  const { steps } = await way("/d/f", {
    "/d": { kind: "directory", mode: 0o775, uid: 5, gid: 5 },
    "/d/f": { content: "", mode: 0o600, uid: 6 },
  });
  assertEquals(distrust(steps, 5), [
    'group 5 may write to /d (mode 0775): run "chmod go-w /d"',
    '/d/f belongs to user 6 (mode 0600): run "chown root /d/f"',
  ]);
});

Deno.test("distrustedPaths() looks at each step once, and tells each fault once", async () => {
  const asked: string[] = [];
  const world = memoryRuntime({
    files: {
      "/d": { kind: "directory", mode: 0o757 },
      "/d/a": "",
      "/d/b": "",
    },
  });
  const faults = await distrustedPaths(["/d/a", "/d/b", "/d/a", "/no"], {
    ...world,
    lstat: (path) => {
      asked.push(path);
      return world.lstat(path);
    },
  });
  assertEquals(faults, [
    'everybody may write to /d (mode 0757): run "chmod go-w /d"',
  ]);
  assertEquals(asked.sort(), ["/", "/d", "/d/a", "/d/b", "/no"]);
});
