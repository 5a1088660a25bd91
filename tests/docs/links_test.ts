/**
 * The links of the documents lead somewhere.
 * @module
 */
import { assert } from "@std/assert";
import { PROJECT } from "../../tools/paths.ts";
import { anchorsIn, linksIn } from "../kit/markdown.ts";

for (
  const name of [
    "README.md",
    "CONTRIBUTING.md",
    ...await documents("bench"),
    ...await documents("docs"),
  ]
) {
  Deno.test(`${name}: every link to a file of the project resolves, with its heading`, async () => {
    const text = await Deno.readTextFile(`${PROJECT}/${name}`);
    for (const link of linksIn(text)) {
      if (/^https?:/.test(link)) continue;
      const [, heading] = link.split("#");
      const file = new URL(link, `file://${PROJECT}/${name}`);
      file.hash = "";
      await Deno.stat(file);
      if (heading === undefined) continue;
      assert(anchorsIn(await Deno.readTextFile(file)).includes(heading), link);
    }
  });
}

async function documents(folder: string): Promise<readonly string[]> {
  const found: string[] = [];
  for await (
    const { name, isDirectory } of Deno.readDir(`${PROJECT}/${folder}`)
  ) {
    const path = `${folder}/${name}`;
    if (isDirectory) found.push(...await documents(path));
    else if (name.endsWith(".md")) found.push(path);
  }
  return found.toSorted();
}
