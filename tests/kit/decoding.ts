/**
 * What the tests of the modules share: decoding with all problems, and configs
 * and images made from a few words.
 * @module
 */
import { type Config, decodeConfig } from "../../src/config/config.ts";
import type { LoadedConfig } from "../../src/config/file.ts";
import { unopenedSections } from "../../src/config/registries.ts";
import { parseImageName } from "../../src/image/fault.ts";
import type { ImageName } from "../../src/image/name.ts";
import { parseImagePattern, toTarget } from "../../src/image/pattern.ts";
import { explained } from "../../src/schema/explained.ts";
import { type KubeletRequest, readRequest } from "../../src/kubelet/request.ts";
import { requestRefused } from "../../src/kubelet/request_fault.ts";
import type { ImagePattern } from "../../src/image/match.ts";
import { Place, type Problem, problemText } from "../../src/schema/place.ts";
import type { Schema } from "../../src/schema/schema.ts";

/** Problems as people read them, but for the lines of a file that is none. */
export function problemTexts(problems: readonly Problem[]): readonly string[] {
  return explained(problems, "").map(problemText);
}

/** Decodes a value; problems come as text, as people read them. */
export function decoded<T>(
  schema: Schema<T>,
  value: unknown,
): { value: T | undefined; problems: readonly string[] } {
  const problems: Problem[] = [];
  const result = schema.decode(value, Place.root(problems));
  return { value: result, problems: problemTexts(problems) };
}

/** A config whose rules are the keys in their order, each with its patterns. */
export function configOf(
  rules: { readonly [name: string]: readonly string[] },
): Config {
  const { config, problems } = decodeConfig({
    apiVersion: "registry-credential-provider/v1",
    kind: "RegistryConfig",
    registries: Object.entries(rules).map(([name, match]) => ({
      name,
      match,
      static: { username: "user", password: "word" },
    })),
  }, unopenedSections(["static"]));
  if (config === undefined) throw new Error(problems.map(problemText).join());
  return config;
}

/** A pattern that is known to be one. */
export function patternOf(text: string): ImagePattern {
  const pattern = parseImagePattern(text);
  if (pattern === undefined) throw new Error(`no pattern: ${text}`);
  return pattern;
}

/** An image, normalised. */
export function imageOf(reference: string): ImageName {
  return parseImageName(reference);
}

/** An image, normalised and taken apart for matching. */
export function targetOf(reference: string): ImagePattern {
  return toTarget(imageOf(reference));
}

/**
 * A request that the kubelet would send.
 *
 * @throws {ProviderError} What the program says where it is none.
 */
export async function decodeRequest(
  bytes: Uint8Array,
): Promise<KubeletRequest> {
  const request = await readRequest(bytes);
  if (typeof request === "object" && "image" in request) return request;
  throw requestRefused(request);
}

/** A text as UTF-8. */
export function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** Two rules with this section, as if they had been read from `/c`. */
export function loadedConfig(
  section: unknown = { username: "user", password: "word" },
): LoadedConfig {
  const { rules, ...config } = configOf({ a: ["a.io/b/"], c: ["*.io"] });
  const file = { path: "/c", text: "", mode: 0o600 };
  return {
    ...config,
    rules: rules.map((rule) => ({ ...rule, section })),
    file,
  };
}
