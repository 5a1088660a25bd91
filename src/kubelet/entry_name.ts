/**
 * The names of our entries in the kubelet's config. Each is the name of a file
 * as well: the program itself, or a link to it.
 * @module
 */
import type { AccountUse } from "../provider.ts";

/** Name of the program, and of the entry without tokens. */
export const PLUGIN_NAME = "registry-credential-provider";

/**
 * Tells whether an entry is ours. Its name begins with ours: the same program
 * is registered once for each audience, through symbolic links.
 */
export function isOwnName(name: string): boolean {
  return name.startsWith(PLUGIN_NAME);
}

/** Characters of the audience in a name; Linux allows 255 for all of it. */
const LONGEST_SLUG = 100;

/** 40 bits: enough to tell audiences apart whose names would be the same. */
const HASH_DIGITS = 10;

/**
 * The name of the entry for an audience. It depends on nothing else, so it
 * stays when other rules change.
 *
 * An audience that is a file name itself stands there as it is. Of any other,
 * and of one that ends like a name made here, a part is there, with a hash of
 * all of it.
 */
export async function entryName(
  audience: string,
  cacheType: AccountUse["cacheType"],
): Promise<string> {
  const slug = audience.replace(/^[a-z]+:\/\//, "")
    .replace(/[^A-Za-z0-9._-]+/g, "-").replace(/^[-.]+|[-.]+$/g, "")
    .slice(0, LONGEST_SLUG);
  const isWhole = slug === audience &&
    !/-(?:token|[0-9a-f]{10})$/.test(audience);
  const hash = isWhole ? [] : [await hashOf(audience)];
  const suffix = cacheType === "Token" ? ["token"] : [];
  return [PLUGIN_NAME, slug, ...hash, ...suffix]
    .filter((part) => part !== "").join("-");
}

async function hashOf(text: string): Promise<string> {
  const bytes = new TextEncoder().encode(text);
  const digest = await crypto.subtle.digest("SHA-256", bytes);
  return new Uint8Array(digest).toHex().slice(0, HASH_DIGITS);
}
