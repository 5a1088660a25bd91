/**
 * The TypeScript files of a folder of the project.
 * @module
 */
import { PROJECT } from "../../tools/paths.ts";

/** Paths in the project of every `.ts` file below a folder. */
export async function sourceFiles(folder: string): Promise<string[]> {
  const files: string[] = [];
  for await (
    const { name, isDirectory } of Deno.readDir(`${PROJECT}/${folder}`)
  ) {
    const path = `${folder}/${name}`;
    if (isDirectory) files.push(...await sourceFiles(path));
    else if (name.endsWith(".ts")) files.push(path);
  }
  return files;
}
