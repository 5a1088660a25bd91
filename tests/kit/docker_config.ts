/**
 * A config whose password stands in a Docker config file.
 * @module
 */
import { staticConfig, withFiles } from "./program.ts";

/** Runs a test with a Docker config file of this text, and the arguments that name the config. */
export async function withDockerConfig(
  text: string,
  test: (given: { path: string; args: readonly string[] }) => Promise<void>,
): Promise<void> {
  await withFiles({ "config.json": text }, async (folder) => {
    const path = `${folder}/config.json`;
    const configPath = `${folder}/registries.yaml`;
    const config = staticConfig(`{ dockerConfigFile: ${path} }`);
    await Deno.writeTextFile(configPath, config);
    await test({ path, args: [`--config=${configPath}`] });
  });
}
