/**
 * What a provider warns of in the patterns of its rule.
 * @module
 */
import type { Provider } from "../../src/provider.ts";
import { decoded, patternOf } from "./decoding.ts";
import { memoryRuntime } from "./memory_runtime.ts";

/** The numbers of the patterns that it warns of, for a rule with this section. */
export async function warnedOf(
  { section }: Provider,
  value: unknown,
  ...patterns: readonly string[]
): Promise<readonly (number | undefined)[] | undefined> {
  const warnings = await decoded(section, value).value?.warnings?.(
    memoryRuntime(),
    patterns.map(patternOf),
  );
  return warnings?.map(({ pattern }) => pattern);
}
