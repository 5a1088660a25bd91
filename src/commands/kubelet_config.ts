/**
 * `kubelet-config`: the CredentialProviderConfig that belongs to the config.
 * @module
 */
import type { Context, Invocation, Outcome } from "../command.ts";
import { openConfig } from "../config_file.ts";
import { formatGoDuration } from "../duration.ts";
import { ProviderError } from "../errors.ts";
import { API_GROUP, API_VERSIONS } from "../kubelet.ts";
import { CONFIG_GROUP } from "../kubelet_config.ts";
import { PLUGIN_NAME } from "../kubelet_drift.ts";

/** Runs the command. */
export async function run(
  { options }: Invocation,
  context: Context,
): Promise<Outcome> {
  const { configPath, defaultConfigPath } = context;
  const config = await openConfig(context);
  const version = options["api-version"] ?? API_VERSIONS[0];
  const onNode = options["config-on-node"] ?? configPath;
  if (!onNode.startsWith("/")) {
    throw new ProviderError(
      "USAGE",
      '--config-on-node is an absolute path; see "registry-credential-provider --help"',
    );
  }
  const patterns = config.rules.flatMap(({ match }) => match);
  const document = {
    apiVersion: `${CONFIG_GROUP}/${version}`,
    kind: "CredentialProviderConfig",
    providers: [{
      name: PLUGIN_NAME,
      apiVersion: `${API_GROUP}/${version}`,
      matchImages: [...new Set(patterns.map(({ text }) => text))],
      defaultCacheDuration: formatGoDuration(config.cacheDurationMs),
      ...onNode === defaultConfigPath ? {} : { args: [`--config=${onNode}`] },
    }],
  };
  return {
    stdout: options["format"] === "json"
      ? `${JSON.stringify(document, null, 2)}\n`
      : toYaml(document),
  };
}

// Text in double quotes means the same in JSON and in every version of YAML.
function toYaml(
  { apiVersion, kind, providers }: {
    apiVersion: string;
    kind: string;
    providers: readonly {
      readonly [key: string]: string | readonly string[];
    }[];
  },
): string {
  const entries = providers.map((provider) =>
    Object.entries(provider).map(([key, value], at) =>
      `  ${at === 0 ? "-" : " "} ${key}:${valueOf(value)}\n`
    ).join("")
  );
  return `apiVersion: ${apiVersion}\nkind: ${kind}\nproviders:\n${
    entries.join("")
  }`;
}

function valueOf(value: string | readonly string[]): string {
  if (typeof value === "string") return ` ${JSON.stringify(value)}`;
  return value.map((item) => `\n      - ${JSON.stringify(item)}`).join("");
}
