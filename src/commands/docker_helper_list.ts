/**
 * `docker-helper list`: the registries that `docker-helper get` answers for, as
 * far as the config names them.
 *
 * Those are the hosts that a pattern names without wildcards. No backend is
 * asked; where a user name is not known without one, it is empty.
 * @module
 */
import type { Context, Invocation, Outcome } from "../command.ts";
import { openConfig } from "../config_file.ts";
import { dockerServer } from "../docker_config.ts";
import { ProviderError } from "../errors.ts";
import type { ImageName } from "../image_name.ts";
import { decide } from "../lookup.ts";
import type { CredentialSource } from "../provider.ts";
import type { Runtime } from "../runtime.ts";
import { parseServerUrl } from "../server_url.ts";

/** Runs the command. */
export async function run(
  _invocation: Invocation,
  context: Context,
): Promise<Outcome> {
  const config = await openConfig(context);
  const listed: Record<string, string> = {};
  for (const { text } of config.rules.flatMap(({ match }) => match)) {
    const image = wholeRegistry(text);
    if (image === undefined) continue;
    const server = dockerServer(image.registry);
    if (Object.hasOwn(listed, server)) continue;
    const decision = await decide(image, config, context.providers);
    if (decision === undefined) continue;
    listed[server] = await usernameOf(decision.source, context.runtime);
  }
  return { stdout: `${JSON.stringify(listed)}\n` };
}

function wholeRegistry(pattern: string): ImageName | undefined {
  const image = pattern.includes("*") ? undefined : parseServerUrl(pattern);
  return image?.path === "" ? image : undefined;
}

async function usernameOf(
  source: CredentialSource,
  runtime: Runtime,
): Promise<string> {
  try {
    return await source.username?.(runtime) ?? "";
  } catch (error) {
    // One file that is missing does not hide the other registries.
    if (error instanceof ProviderError) return "";
    throw error;
  }
}
