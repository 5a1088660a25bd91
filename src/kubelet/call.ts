/**
 * The arguments of the kubelet's own calls, read without a parser.
 * @module
 */

/** A run without a command: the values of its options by their names. */
export type KubeletCall = { readonly [option: string]: string | undefined };

/** What an entry of the kubelet's config may hold, and whether a value follows. */
const OPTIONS = new Map([
  ["config", true],
  ["files-within", true],
  ["audience", true],
  ["cache-type", true],
  ["service-account-audience", true],
  ["no-audience", false],
]);

const CACHE_TYPES: readonly string[] = ["ServiceAccount", "Token"];

/**
 * Reads the arguments of an entry: all that a kubelet's config needs, and all
 * that answers without loading the commands. An option without a value has the
 * value `true`.
 *
 * @returns `undefined` for everything else, whatever it may be.
 */
export function kubeletCall(args: readonly string[]): KubeletCall | undefined {
  const call: Record<string, string> = {};
  for (let at = 0; at < args.length; at++) {
    const [word = "", ...parts] = (args[at] ?? "").split("=");
    const name = word.slice(2);
    const hasValue = OPTIONS.get(name);
    const isNew = word.startsWith("--") && !Object.hasOwn(call, name);
    if (hasValue === undefined || !isNew) return undefined;
    if (!hasValue && parts.length > 0) return undefined;
    if (hasValue && parts.length === 0) parts.push(args[++at] ?? "");
    const value = hasValue ? parts.join("=") : "true";
    if (value === "" || value.startsWith("-")) return undefined;
    call[name] = value;
  }
  const { audience, "no-audience": none, "cache-type": type } = call;
  const isOne = audience === undefined
    ? type === undefined
    : none === undefined && CACHE_TYPES.includes(type ?? "Token");
  return isOne ? call : undefined;
}
