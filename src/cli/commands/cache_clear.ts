/**
 * `cache clear`: forgets what is cached.
 * @module
 */
import { readEntries } from "../../cache/entries.ts";
import type { Context, Invocation, Outcome } from "../command.ts";
import { didYouMean } from "../../schema/did_you_mean.ts";
import { NO_STORE } from "../../runtime/cache_store.ts";
import { ProviderError } from "../../runtime/errors.ts";
import { openConfig } from "../../lookup/open_config.ts";

/** Runs the command. Without a name, files that are not valid entries are removed as well. */
export async function run(
  { positionals }: Invocation,
  context: Context,
): Promise<Outcome> {
  const { runtime } = context;
  const [rule] = positionals;
  const { cacheFolder, rules } = await openConfig(context);
  if (cacheFolder === undefined) return { lines: ["The cache is off."] };
  const store = await runtime.openCache(cacheFolder);
  if (store === NO_STORE) {
    throw new ProviderError(
      "FILE_NOT_TRUSTED",
      `nothing was removed: ${cacheFolder} is not a folder of user ${runtime.user()} with mode 0700, so this user has no cache there: run as root on a node, or remove the folder`,
    );
  }
  const clocks = { now: runtime.now(), uptimeMs: runtime.uptimeMs() };
  const entries = rule === undefined ? [] : await readEntries(store, clocks);
  const kept = entries.filter(({ entry }) => entry.rule === rule);
  if (rule !== undefined && kept.length === 0) {
    demandName(rule, rules.map(({ name }) => name));
  }
  const names = rule === undefined
    ? await store.list()
    : kept.map(({ name }) => name);
  await Promise.all(names.map((name) => store.remove(name)));
  const what = names.length === 1 ? "1 entry" : `${names.length} entries`;
  return { lines: [`Removed ${what} from ${cacheFolder}.`] };
}

function demandName(name: string, known: readonly string[]): void {
  if (known.includes(name)) return;
  const meant = didYouMean(name, known);
  throw new ProviderError(
    "USAGE",
    `"cache clear" knows no registry "${name}", and nothing is cached under that name: ${
      meant === undefined
        ? '"cache list" shows the names'
        : `did you mean "${meant}"?`
    }`,
  );
}
