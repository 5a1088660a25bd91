/**
 * Writes the contents of every document that is longer than a screen.
 * @module
 */
import { allPages } from "../tests/kit/pages.ts";
import { withContents } from "./contents_text.ts";
import { PROJECT } from "./paths.ts";

for (const { path, text } of await allPages()) {
  if (!path.startsWith("docs/")) continue;
  await Deno.writeTextFile(`${PROJECT}/${path}`, withContents(text));
}
