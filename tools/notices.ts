/**
 * Writes `THIRD_PARTY_NOTICES` from the last build: `deno run -A tools/notices.ts ARCH`.
 * @module
 */
import { bundledPackages } from "./bundled_packages.ts";
import { readGraph } from "./chunk_graph.ts";
import { noticesText } from "./notices_text.ts";
import { PROJECT } from "./paths.ts";

const [arch = ""] = Deno.args;
await Deno.writeTextFile(
  `${PROJECT}/THIRD_PARTY_NOTICES`,
  await noticesText(
    await bundledPackages(
      await readGraph(`registry-credential-provider-linux-${arch}`),
    ),
  ),
);
