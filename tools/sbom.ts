/**
 * Writes the bill of materials of what is in `dist`:
 * `deno run -A tools/sbom.ts ARCH`, where ARCH was built last.
 * @module
 */
import config from "../deno.json" with { type: "json" };
import { builtPrograms } from "./built_program.ts";
import { bundledPackages } from "./bundled_packages.ts";
import { readGraph } from "./chunk_graph.ts";
import { PROJECT } from "./paths.ts";
import { sbomText } from "./sbom_text.ts";

const [arch = ""] = Deno.args;
const epoch = Deno.env.get("SOURCE_DATE_EPOCH");
const path =
  `${PROJECT}/dist/registry-credential-provider-${config.version}.cdx.json`;
await Deno.writeTextFile(
  path,
  await sbomText({
    version: config.version,
    packages: await bundledPackages(
      await readGraph(`registry-credential-provider-linux-${arch}`),
    ),
    lock: JSON.parse(await Deno.readTextFile(`${PROJECT}/deno.lock`)),
    programs: await builtPrograms(),
    deno: Deno.version,
    epoch: epoch === undefined ? undefined : Number(epoch),
  }),
);
console.error(`wrote ${path}`);
