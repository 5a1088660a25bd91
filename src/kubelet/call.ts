/**
 * The arguments of the kubelet's own calls, read without a parser.
 * @module
 */

/** A run without a command. */
export interface KubeletCall {
  /** The value of `--config`. */
  readonly config: string | undefined;
}

/**
 * Reads no arguments, `--config FILE` and `--config=FILE`: all that a
 * kubelet's config needs, and all that answers without loading the commands.
 *
 * @returns `undefined` for everything else, whatever it may be.
 */
export function kubeletCall(args: readonly string[]): KubeletCall | undefined {
  const [first, second, ...more] = args;
  if (first === undefined) return { config: undefined };
  const joined = first.startsWith("--config=");
  const value = joined ? first.slice("--config=".length) : second;
  const others = joined ? args.length - 1 : more.length;
  if (!joined && first !== "--config") return undefined;
  if (others > 0 || value === undefined || value === "") return undefined;
  if (value.startsWith("-")) return undefined;
  return { config: value };
}
