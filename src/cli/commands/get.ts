/**
 * `get IMAGE`: the credentials for an image.
 * @module
 */
import { columns } from "../columns.ts";
import type { Context, Invocation, Outcome } from "../command.ts";
import { openConfig } from "../../lookup/open_config.ts";
import { toDockerConfig } from "../../docker/config.ts";
import { formatGoDuration } from "../../format/duration_text.ts";
import { ProviderError } from "../../runtime/errors.ts";
import { parseImageName } from "../../image/fault.ts";
import type { ImageName } from "../../image/name.ts";
import { type Found, lookUp } from "../../lookup/lookup.ts";
import { staleNotice } from "../../cache/stale_notice.ts";

/** Runs the command. */
export async function run(
  { positionals, options }: Invocation,
  context: Context,
): Promise<Outcome> {
  const { configPath, providers, runtime, scope, notes } = context;
  const image = parseImageName(positionals[0] ?? "");
  const config = await openConfig(context);
  const asked = { image, scope };
  const found = await lookUp(asked, config, providers, runtime, notes);
  if (found === undefined) {
    throw new ProviderError(
      "NO_MATCH",
      `no registry ${
        scope === undefined ? "" : "of this entry "
      }in ${configPath} matches ${image.repository}: run "registry-credential-provider explain ${image.repository} --config ${configPath}" to see why`,
    );
  }
  const format = FORMATTERS[options["format"] ?? "table"];
  const answer = format?.(image, found) ?? "";
  const notice = staleNotice(found);
  return typeof answer === "string"
    ? { stdout: answer, notice }
    : { lines: answer, notice };
}

const FORMATTERS: {
  readonly [format: string]: (
    image: ImageName,
    found: Found,
  ) => string | readonly string[];
} = {
  table: (image, { rule, credentials, cacheKey, cacheDurationMs }) =>
    columns([
      ["image", image.repository],
      ["registry", `${rule.name} (${rule.provider})`],
      ["username", credentials.username],
      ["password", "(hidden; --format password shows it)"],
      [
        "kept for",
        `${
          formatGoDuration(cacheDurationMs)
        } per ${cacheKey.type.toLowerCase()}`,
      ],
    ]),
  json: (image, { rule, credentials, cacheKey, cacheDurationMs }) =>
    `${
      JSON.stringify({
        image: image.repository,
        registry: image.registry,
        rule: rule.name,
        provider: rule.provider,
        username: credentials.username,
        password: credentials.password,
        cacheKeyType: cacheKey.type,
        cacheDuration: formatGoDuration(cacheDurationMs),
      })
    }\n`,
  "docker-config": (image, { credentials }) =>
    toDockerConfig(image, credentials),
  password: (_image, { credentials }) => `${credentials.password}\n`,
};
