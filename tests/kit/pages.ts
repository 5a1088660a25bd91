/**
 * The documents of the project.
 * @module
 */
import { PROJECT } from "../../tools/paths.ts";
import { blocksOf } from "./markdown.ts";

/** A document by its path in the project. */
export interface Page {
  readonly path: string;
  readonly text: string;
}

/** README.md, CONTRIBUTING.md and every page below docs, in order. */
export async function allPages(): Promise<readonly Page[]> {
  const paths = ["README.md", "CONTRIBUTING.md"];
  for (const folder of ["docs", "docs/providers"]) {
    const found: string[] = [];
    for await (const { name } of Deno.readDir(`${PROJECT}/${folder}`)) {
      if (name.endsWith(".md")) found.push(`${folder}/${name}`);
    }
    paths.push(...found.sort());
  }
  return await Promise.all(paths.map(pageOf));
}

/** One of them. */
export async function pageOf(path: string): Promise<Page> {
  return { path, text: await Deno.readTextFile(`${PROJECT}/${path}`) };
}

/** The first block of a page with this command in it. @throws Where there is none. */
export async function blockWith(
  path: string,
  command: string,
): Promise<string> {
  const { text } = await pageOf(path);
  const block = blocksOf(text).find((it) => it.text.includes(command));
  if (block === undefined) throw new Error(`${path} does not show ${command}`);
  return block.text;
}
