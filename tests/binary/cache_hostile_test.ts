/**
 * What somebody else left in the cache folder is neither used nor followed nor
 * fatal, and no secret gets out through it.
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { makePipe, namesIn } from "../kit/temporary_folder.ts";
import {
  answerWith,
  assertNoOpenSecret,
  type Caching,
  edit,
  fill,
  withCaching,
} from "../kit/caching.ts";

/** Where things are planted. */
interface Place {
  /** The paths of the entry, of what it is written to first, and of its lock. */
  readonly entry: string;
  readonly fresh: string;
  readonly lock: string;
  /** A file of somebody, outside the cache folder. */
  readonly victim: string;
}

/** Puts something into a cache folder. */
type Plant = (place: Place) => Promise<void>;

const FOREIGN = '{"version":1,"rule":"ecr"}';
const IS_ROOT = Deno.uid() === 0;
const NEEDS_ROOT = IS_ROOT ? "" : " (needs root)";

async function full(path: string): Promise<void> {
  await Deno.mkdir(path);
  await Deno.writeTextFile(`${path}/inside`, "");
}

async function replace(
  path: string,
  make: (path: string) => Promise<void>,
): Promise<void> {
  await Deno.remove(path);
  await make(path);
}

/** Changes the real entry, so that it must not be used. */
const entries: { readonly [what: string]: Plant } = {
  "a symbolic link to a good entry": async ({ entry }) => {
    await Deno.rename(entry, `${entry}.moved`);
    await Deno.symlink(`${entry}.moved`, entry);
  },
  "a symbolic link to a file of somebody": ({ entry, victim }) =>
    replace(entry, (path) => Deno.symlink(victim, path)),
  "a symbolic link to itself": ({ entry }) =>
    replace(entry, (path) => Deno.symlink(entry, path)),
  "an entry that others can read": ({ entry }) => Deno.chmod(entry, 0o644),
  "an entry that others can write": ({ entry }) => Deno.chmod(entry, 0o622),
  "foreign JSON": ({ entry }) => Deno.writeTextFile(entry, FOREIGN),
  "no JSON": ({ entry }) => Deno.writeTextFile(entry, "\0\xff\n"),
  "an empty file": ({ entry }) => Deno.writeTextFile(entry, ""),
  "an entry from the future": ({ entry }) =>
    edit(entry, (it) => it.fetchedAt = Date.now() + 3_600_000),
  "an entry that never ends": ({ entry }) =>
    edit(entry, (it) => it.credentials.expiresAt = Number.MAX_SAFE_INTEGER),
  "a huge file": ({ entry }) => Deno.truncate(entry, 8 * 1024 ** 3),
  "a good entry that is huge": async ({ entry }) => {
    const text = await Deno.readTextFile(entry);
    await Deno.writeTextFile(entry, text + " ".repeat(1024 ** 2));
  },
  "a folder in place of the entry": ({ entry }) => replace(entry, full),
  "a pipe in place of the entry": ({ entry }) => replace(entry, makePipe),
};
/** Is there beside no entry. */
const others: { readonly [what: string]: Plant } = {
  "a link from .new to a file of somebody": ({ fresh, victim }) =>
    Deno.symlink(victim, fresh),
  "a link from .new to nowhere": ({ fresh, victim }) =>
    Deno.symlink(`${victim}.made`, fresh),
  "a torn .new that others can read": ({ fresh }) =>
    Deno.writeTextFile(fresh, FOREIGN, { mode: 0o644 }),
  "a folder in place of .new": ({ fresh }) => full(fresh),
  "a pipe in place of .new": ({ fresh }) => makePipe(fresh),
  "a link from .lock to a file of somebody": ({ lock, victim }) =>
    replace(lock, (path) => Deno.symlink(victim, path)),
  "a link from .lock to nowhere": ({ lock, victim }) =>
    replace(lock, (path) => Deno.symlink(`${victim}.made`, path)),
  "a folder in place of .lock": ({ lock }) => replace(lock, full),
  "a pipe in place of .lock": ({ lock }) => replace(lock, makePipe),
  "links from all names to a file of somebody": async (
    { entry, fresh, lock, victim },
  ) => {
    await Deno.remove(lock);
    for (const path of [entry, fresh, lock]) await Deno.symlink(victim, path);
  },
};

/** Two right answers, the first of them fresh from the backend; the victim as it was. */
async function assertUnharmed(caching: Caching, victim: string): Promise<void> {
  const { ask, backend, folder, cache } = caching;
  const calls = backend.calls();
  assertEquals(await ask(), answerWith(backend.last()));
  assertEquals(backend.calls(), calls + 1, "what was planted was used");
  assertEquals(await ask(), answerWith(backend.last()));
  assertEquals(await Deno.readTextFile(victim), "unchanged");
  assert(
    !(await namesIn(folder)).includes("victim.made"),
    "a link was followed",
  );
  await assertNoOpenSecret(cache);
  const { code, stdout } = await caching.command("cache", "list");
  assertEquals(code, 0);
  assert(!stdout.includes("CANARY"), stdout);
}

async function planted(plant: Plant, keepsEntry: boolean): Promise<void> {
  await withCaching(async (caching) => {
    const { path: entry, lock } = await fill(caching);
    const victim = `${caching.folder}/victim`;
    await Deno.writeTextFile(victim, "unchanged", { mode: 0o644 });
    if (!keepsEntry) await Deno.remove(entry);
    await plant({ entry, fresh: `${entry}.new`, lock, victim });
    await assertUnharmed(caching, victim);
  });
}

for (const [what, plant] of Object.entries(entries)) {
  Deno.test(`cache: ${what} is not used, and harms nothing`, async () => {
    await planted(plant, true);
  });
}

Deno.test({
  name:
    `cache: an entry of another user is not used, and harms nothing${NEEDS_ROOT}`,
  ignore: !IS_ROOT,
  fn: () => planted(({ entry }) => Deno.chown(entry, 65_534, 65_534), true),
});

for (const [what, plant] of Object.entries(others)) {
  Deno.test(`cache: ${what} harms nothing`, async () => {
    await planted(plant, false);
  });
}
