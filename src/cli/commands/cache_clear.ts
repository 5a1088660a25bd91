/**
 * `cache clear`: forgets what is cached.
 * @module
 */
import { readEntries } from "../../cache/entries.ts";
import type { Context, Invocation, Outcome } from "../command.ts";
import { openConfig } from "../../lookup/open_config.ts";

/** Runs the command. Without a name, files that are no valid entry are removed as well. */
export async function run(
  { positionals }: Invocation,
  context: Context,
): Promise<Outcome> {
  const { runtime } = context;
  const [rule] = positionals;
  const { cacheFolder } = await openConfig(context);
  if (cacheFolder === undefined) return { lines: ["The cache is off."] };
  const store = await runtime.openCache(cacheFolder);
  const names = rule === undefined
    ? await store.list()
    : (await readEntries(store, {
      now: runtime.now(),
      uptimeMs: runtime.uptimeMs(),
    }))
      .filter(({ entry }) => entry.rule === rule).map(({ name }) => name);
  await Promise.all(names.map((name) => store.remove(name)));
  const what = names.length === 1 ? "1 entry" : `${names.length} entries`;
  return { lines: [`Removed ${what} from ${cacheFolder}.`] };
}
