/**
 * The documents of the project.
 * @module
 */
import { PROJECT } from "../../tools/paths.ts";

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
