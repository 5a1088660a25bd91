/**
 * Writes the contents of every page that is longer than a screen, and its way back.
 * @module
 */
import { allPages } from "../tests/kit/pages.ts";
import { withNavigation } from "./contents_text.ts";
import { PROJECT } from "./paths.ts";

for (const { path, text } of await allPages()) {
  if (!path.startsWith("docs/")) continue;
  await Deno.writeTextFile(`${PROJECT}/${path}`, withNavigation(path, text));
}
