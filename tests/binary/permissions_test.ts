/**
 * The compiled program cannot write outside its folders, spawn or load a
 * library: tried by a probe that is compiled with the same flags, and refused by the runtime.
 * @module
 */
import { assertEquals } from "@std/assert";
import { PROJECT } from "../../tools/paths.ts";
import { execute, withFiles } from "../program.ts";

const ARCH = Deno.build.arch === "aarch64" ? "arm64" : "amd64";

/** What the program needs itself; so the probe runs, and its refusals mean something. */
const GRANTED = [
  "read a file",
  "read a variable",
  "set a variable of its own",
  "connect to a port",
  "connect as Node does",
  "listen",
  "resolve a name",
  "ask for the host name",
  "ask for the host name as Node does",
  "ask for the user",
  "ask for the uptime",
];

const REFUSED = [
  "write a new file",
  "write over a file",
  "open a file to append",
  "truncate a file",
  "remove a file",
  "rename a file",
  "copy a file",
  "link a file",
  "link a file by name",
  "make a directory",
  "make a temporary file",
  "change a mode",
  "change a time",
  "write as Node does",
  "run a program",
  "run a program as Node does",
  "run itself",
  "kill another process",
  "load a library",
  "load a library as Node does",
  "open a socket of the machine",
  "ask for the interfaces",
  "ask for more rights",
];

/**
 * Deno has no flag that stops a computed `import()` or a worker from loading a
 * file that may be read. Such code has no more rights than the program, which is
 * what is shown here; and `embedded_test.ts` shows that the program has neither.
 */
const LOADED = [
  "code in a file",
  "code in a data URL",
  "code in a text",
  "code in a worker",
];

/** What ends in words of its own. */
const OTHERWISE = {
  "import from an allowed host": "TypeError", // module not found
  "import from another host": "TypeError",
  "fetch": "TypeError", // not refused: the listener hangs up
};

Deno.test("the compiled program cannot write elsewhere, spawn or load anything", async () => {
  const work = await Deno.makeTempDir({ prefix: "rcp-probe-" });
  try {
    const build = await execute("/bin/sh", [
      `${PROJECT}/tools/build.sh`,
      ARCH,
      `${work}/rcp-probe`,
      `${PROJECT}/tests/binary/probe/main.ts`,
    ], { env: Deno.env.toObject() });
    assertEquals(build.code, 0, build.stderr);

    await withFiles({
      "there.txt": "untouched",
      "module.js": `export const outcome = await ${code("module")}`,
      "worker.js": `postMessage(await ${code("worker")})`,
    }, async (folder) => {
      const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
      const accepting = (async () => {
        for await (const connection of listener) {
          connection.close();
        }
      })();
      const { stdout, stderr } = await execute(`${work}/rcp-probe`, [], {
        env: {
          PROBE_FOLDER: folder,
          PROBE_PORT: `${(listener.addr as Deno.NetAddr).port}`,
        },
      });
      listener.close();
      await accepting;

      assertEquals(stderr, "");
      assertEquals(JSON.parse(stdout), {
        ...all(GRANTED, "done"),
        ...all(REFUSED, "NotCapable"),
        ...all(LOADED, "NotCapable"),
        ...OTHERWISE,
      });
      assertEquals(await Deno.readTextFile(`${folder}/there.txt`), "untouched");
      const names = (await Array.fromAsync(Deno.readDir(folder)))
        .map(({ name }) => name);
      assertEquals(names.sort(), ["module.js", "there.txt", "worker.js"]);
    });
  } finally {
    await Deno.remove(work, { recursive: true });
  }
});

/** Code that tries to write and tells what became of it. */
function code(name: string): string {
  return `Deno.writeTextFile(Deno.env.get("PROBE_FOLDER") + "/${name}.txt", "x")
    .then(() => "done", ({ name }) => name)`;
}

function all(names: readonly string[], outcome: string) {
  return Object.fromEntries(names.map((name) => [name, outcome]));
}
