/**
 * The shells that a node may have as `sh`, each of which runs `node.sh`.
 * @module
 */
import { type FakeNode } from "./fake_node.ts";
import { type Facts, withNode } from "./node_world.ts";

/** By name: the program and its options, as Debian, RPM and BusyBox systems have it. */
const SHELLS: { readonly [name: string]: readonly string[] } = {
  "dash": ["dash"],
  "bash --posix": ["bash", "--posix"],
  "busybox sh": ["busybox", "sh"],
};

/** Gives a test a node on which one of the shells runs the script. */
export type WithNode = (
  facts: Facts,
  test: (node: FakeNode) => Promise<void>,
) => Promise<void>;

/** A folder with the tools of BusyBox, for the shell that comes with them. */
let applets: Promise<string> | undefined;

async function linkApplets(busybox: string): Promise<string> {
  const folder = await Deno.makeTempDir({ prefix: "rcp-busybox-" });
  globalThis.addEventListener("unload", () => {
    Deno.removeSync(folder, { recursive: true });
  });
  const { stdout } = await new Deno.Command(busybox, { args: ["--list"] })
    .output();
  const own = ["busybox", "curl", "wget", "systemctl", "journalctl"];
  for (const name of new TextDecoder().decode(stdout).split("\n")) {
    if (name === "" || name.includes("/") || own.includes(name)) continue;
    await Deno.symlink(busybox, `${folder}/${name}`);
  }
  return folder;
}

/** In which shells a test runs. */
export interface Choice {
  /** Whether the test can run on this machine at all. */
  readonly isPossible?: boolean;
  /**
   * Whether the test is about what awk, sed and the like do, which those of the
   * system do for two of the shells: it runs once with each of the tools.
   */
  readonly isOfTools?: boolean;
}

/**
 * Registers a test once for each shell; one that is not here is skipped, and its
 * name says what it needs. What the program answers does not depend on the shell:
 * the first that is here has the real one where the test asks for no stand-in, and
 * the others have it where a test says `standIn: false`.
 */
export function inEachShell(
  name: string,
  test: (withNode: WithNode) => Promise<void>,
  { isPossible = true, isOfTools = false }: Choice = {},
): void {
  const first = Object.values(SHELLS).find(([program = ""]) => pathOf(program));
  for (const [shell, [program = "", ...options]] of Object.entries(SHELLS)) {
    if (isOfTools && program === "bash") continue;
    const path = pathOf(program);
    Deno.test({
      name: `${name} (${shell}${path === undefined ? " is not here" : ""})`,
      ignore: path === undefined || !isPossible,
      fn: () =>
        test(async (facts, run) => {
          const shell = [path ?? program, ...options];
          const tools = path !== undefined && program === "busybox"
            ? await (applets ??= linkApplets(path))
            : undefined;
          const given = tools === undefined ? {} : { tools };
          const standIn = program !== first?.[0];
          await withNode({ standIn, ...facts, shell, ...given }, run);
        }),
    });
  }
}

function pathOf(program: string): string | undefined {
  return ["/bin", "/usr/bin"].map((folder) => `${folder}/${program}`)
    .find((path) => {
      try {
        return Deno.statSync(path).isFile;
      } catch {
        return false;
      }
    });
}
