/**
 * The quick starts of the README, as somebody types them. Run as a program with a
 * heading, it prints the blocks of that one for a shell.
 * @module
 */
import { blocksOf, sectionOf } from "./markdown.ts";
import { pageOf } from "./pages.ts";

/** The blocks of a quick start for a shell. */
export interface QuickStart {
  /** Those that run on any machine. */
  readonly anywhere: readonly string[];
  /** Those that need what a suite of `make e2e` has: a kubelet, or a cluster. */
  readonly inSuite: readonly string[];
}

/**
 * Reads a quick start.
 *
 * @param heading That of its section: `Quick start: Kind`.
 */
export async function quickStart(heading: string): Promise<QuickStart> {
  const { text } = await pageOf("README.md");
  const blocks = blocksOf(sectionOf(text, heading))
    .filter(({ language }) => language === "sh");
  return {
    anywhere: blocks.filter(({ runBy }) => runBy === undefined)
      .map((block) => block.text),
    inSuite: blocks.filter(({ runBy }) => runBy !== undefined)
      .map((block) => block.text),
  };
}

if (import.meta.main) {
  const { anywhere, inSuite } = await quickStart(Deno.args[0] ?? "");
  console.log([...anywhere, ...inSuite].join(""));
}
