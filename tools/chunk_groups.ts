/**
 * Which modules stand in one chunk.
 *
 * The bundler makes a chunk for each lazy import, and one for each set of them
 * that shares modules. That is right for commands, and makes too many of what a
 * kubelet waits for: each has to be found, parsed and linked.
 * @module
 */
import type { CodeSplittingGroup } from "rolldown";

/**
 * The groups, the first one first: a module is in the first group that has or
 * imports it. With each module comes all that it imports other than lazily.
 */
export const chunkGroups: CodeSplittingGroup[] = [
  // What every run loads, and with it the little that most answers need later.
  together(
    "main",
    "src/main",
    "src/format/json_object",
    "src/schema/annotation_key",
    "src/schema/not_empty",
    "src/schema/secret",
    "src/schema/read_secret",
    "src/jwt/audience",
  ),
  together("errors", "src/runtime/errors"),
  together(
    "cache",
    "src/lookup/through_cache",
    "src/runtime/deno/cache_store",
  ),
  // What a request with a token and the providers that pass one on share.
  together("payload", "src/jwt/payload"),
  // What the providers share that sign, exchange or pass on a token.
  together("subject", "src/subject/section", "src/subject/end"),
  together("jwt", "providers/jwt/provider", "providers/jwt/section"),
  together("mint", "src/jwt/key", "src/jwt/mint"),
];

function together(
  name: string,
  ...modules: readonly string[]
): CodeSplittingGroup {
  return { name, test: new RegExp(`/(?:${modules.join("|")})\\.ts$`) };
}
