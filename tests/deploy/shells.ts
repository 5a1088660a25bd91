/**
 * The shells that a node may have as `sh`, each of which runs `node.sh`.
 * @module
 */
import { type Facts, type FakeNode, withNode } from "./fake_node.ts";

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

/**
 * Registers a test once for each shell; one that is not here is skipped, and its
 * name says what it needs.
 *
 * @param isPossible Whether the test can run on this machine at all.
 */
export function inEachShell(
  name: string,
  test: (withNode: WithNode) => Promise<void>,
  isPossible = true,
): void {
  for (const [shell, [program = "", ...options]] of Object.entries(SHELLS)) {
    const path = pathOf(program);
    Deno.test({
      name: `${name} (${shell}${path === undefined ? " is not here" : ""})`,
      ignore: path === undefined || !isPossible,
      fn: () =>
        test((facts, run) =>
          withNode({ ...facts, shell: [path ?? program, ...options] }, run)
        ),
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
