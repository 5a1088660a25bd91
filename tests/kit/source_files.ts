/**
 * The files of one kind below a folder of the project.
 * @module
 */
import { PROJECT } from "../../tools/paths.ts";

/** Paths in the project of every file below a folder whose name ends so. */
export async function sourceFiles(
  folder: string,
  end = ".ts",
): Promise<string[]> {
  const files: string[] = [];
  for await (
    const { name, isDirectory } of Deno.readDir(`${PROJECT}/${folder}`)
  ) {
    const path = `${folder}/${name}`;
    if (isDirectory) files.push(...await sourceFiles(path, end));
    else if (name.endsWith(end)) files.push(path);
  }
  return files;
}
