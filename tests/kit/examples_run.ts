/**
 * Runs the examples of a document, as if on a node.
 * @module
 */
import { assertEquals } from "@std/assert";
import { blocksOf, fileOf, shownIn } from "./markdown.ts";

/** The folder of the examples. A test has it elsewhere. */
export const FOLDER = "/etc/kubernetes/credential-providers";

/** What stands for the node. */
export interface ExampleNode {
  /** In the place of {@linkcode FOLDER}; the program is put there, too. */
  readonly folder: string;
  readonly program: string;
  /** Texts of the document, and what they are here: paths, ports. */
  readonly elsewhere: readonly (readonly [document: string, here: string])[];
}

/**
 * Writes the files of a document, and asserts that every command of its
 * `console` blocks prints what is shown.
 *
 * @param name Where the document is, for messages.
 * @returns How many commands there were.
 */
export async function runExamples(
  name: string,
  document: string,
  { folder, program, elsewhere }: ExampleNode,
): Promise<number> {
  const toTest = (text: string) =>
    elsewhere.reduce((all, [there, here]) => all.replaceAll(there, here), text);
  const toNode = (text: string) =>
    elsewhere.toReversed().reduce(
      (all, [there, here]) => all.replaceAll(here, there),
      text,
    );
  const copy = `${folder}/registry-credential-provider`;
  // A hard link, where the file system allows one: the program is large.
  await Deno.link(program, copy).catch(() => Deno.copyFile(program, copy));
  let count = 0;
  for (const block of blocksOf(document)) {
    const file = fileOf(block);
    if (file !== undefined) {
      await Deno.writeTextFile(toTest(file), toTest(block.text), {
        mode: 0o600,
      });
    }
    if (block.language !== "console") continue;
    for (const { command, output } of shownIn(block)) {
      const actual = await shell(toTest(command), folder);
      const place = `${name}:${block.line}: ${command}`;
      assertEquals(toNode(actual), output, place);
      count++;
    }
  }
  return count;
}

/** Runs a command; what it prints on both streams, in order. */
async function shell(command: string, folder: string): Promise<string> {
  const { stdout } = await new Deno.Command("sh", {
    args: ["-c", `exec 2>&1; ${command}`],
    cwd: folder,
    clearEnv: true,
    env: {
      PATH: `${folder}:/usr/bin:/bin`,
      HARBOR_PASSWORD: "an-example-password",
      HUB_TOKEN: "an-example-token",
    },
    stdin: "null",
  }).output();
  return new TextDecoder().decode(stdout);
}
