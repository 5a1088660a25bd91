/**
 * Where deploy/kind.sh stops, and what it leaves then.
 * @module
 */
import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { exists, NODES, STATE, withWorld } from "./kind_world.ts";

for (const exit of [1, 3]) {
  Deno.test(`the second node ends with ${exit}: the first is done, the third is not touched`, async () => {
    await withWorld(["docker"], NODES, async (world) => {
      await world.write(`${world.node("kind-b")}/exit`, `${exit}`);
      const { code, stderr } = await world.kind("install");
      assertEquals(code, exit);
      assertStringIncludes(
        stderr,
        "done: kind-a; failed: kind-b; not touched: kind-c",
      );
      assertEquals((await world.calls("kind-a")).length, 1);
      assertEquals((await world.calls("kind-b")).length, 1);
      assertEquals(await world.calls("kind-c"), []);
      assertEquals(exists(`${world.node("kind-b")}/${STATE}`), false);
    });
  });
}

Deno.test("a copy that fails leaves no stage, and node.sh is not run", async () => {
  await withWorld(["docker"], { "kind-a": {} }, async (world) => {
    // A folder is no file to read from: the copy into the node fails.
    await Deno.remove(`${world.folder}/project/dist/node.sh`);
    await Deno.mkdir(`${world.folder}/project/dist/node.sh`);
    const { code } = await world.kind("install");
    assertEquals(code, 1);
    assertEquals(await world.calls("kind-a"), []);
    assertEquals(exists(`${world.node("kind-a")}/${STATE}`), false);
  });
});

for (const command of ["install", "uninstall"]) {
  Deno.test(`${command} without node.sh says that a build makes it, and leaves no stage`, async () => {
    await withWorld(["docker"], { "kind-a": {} }, async (world) => {
      await Deno.remove(`${world.folder}/project/dist/node.sh`);
      const { code, stderr } = await world.kind(command);
      assertEquals(code, 1);
      assertMatch(stderr, /dist\/node\.sh is missing: run make build/);
      assertEquals(exists(`${world.node("kind-a")}/${STATE}`), false);
    });
  });
}

for (
  const [what, env, message] of [
    [
      "config",
      { CONFIG: "/no/such/file" },
      "the config /no/such/file is not a file",
    ],
    [
      "folder of secrets",
      { FILES: "/no/such/folder" },
      "FILES=/no/such/folder is not a folder",
    ],
  ] as const
) {
  Deno.test(`a ${what} that is missing is said before a node is asked`, async () => {
    await withWorld(["docker"], NODES, async (world) => {
      const { code, stderr } = await world.kind("install", env);
      assertEquals(code, 1);
      assertStringIncludes(stderr, message);
      assertEquals(await world.log(), []);
    });
  });
}

for (const command of ["", "remove"]) {
  Deno.test(`"${command}" is a wrong call`, async () => {
    await withWorld(["docker"], NODES, async (world) => {
      assertEquals((await world.kind(command)).code, 2);
    });
  });
}
