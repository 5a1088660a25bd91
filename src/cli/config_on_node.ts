/**
 * Where the config will be on the node.
 * @module
 */
import type { Invocation } from "./command.ts";
import { usageError } from "./unknown_command.ts";

/**
 * The path of `--config-on-node`, or where the config is now.
 *
 * @throws {ProviderError} `USAGE` where it is not an absolute path.
 */
export function pathOnNode(
  options: Invocation["options"],
  configPath: string,
): string {
  // An empty path, of a variable without a value, is told where it is read.
  const onNode = options["config-on-node"];
  if (onNode === undefined) return configPath;
  if (onNode.startsWith("/")) return onNode;
  throw usageError("--config-on-node must be an absolute path");
}
