/**
 * A fingerprint of credentials: tells "the same as before" on one node, and
 * nothing else.
 * @module
 */
import type { CacheStore } from "../runtime/cache_store.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { jsonObject } from "../format/json_object.ts";

const NAME = "fingerprint-key";

/** 48 bits: enough to tell some thousand credentials of a node apart. */
const LETTERS = 12;

/** How many times a run looks for a key that another one is making, 20 ms apart. */
const TRIES = 25;

/**
 * HMAC-SHA-256 of texts, with a random key that is made once for a folder and
 * never leaves it.
 *
 * @returns `undefined` where no key can be kept.
 */
export async function fingerprint(
  texts: readonly string[],
  store: CacheStore,
  runtime: Runtime,
): Promise<string | undefined> {
  const secret = await keyOf(store, runtime);
  if (secret === undefined) return undefined;
  const encoder = new TextEncoder();
  const key = await crypto.subtle.importKey(
    "raw",
    encoder.encode(secret),
    { name: "HMAC", hash: "SHA-256" },
    false,
    ["sign"],
  );
  const bytes = encoder.encode(JSON.stringify(texts));
  const mac = new Uint8Array(await crypto.subtle.sign("HMAC", key, bytes));
  return mac.toHex().slice(0, LETTERS);
}

async function keyOf(
  store: CacheStore,
  runtime: Runtime,
): Promise<string | undefined> {
  const read = async () => decode(await store.read(NAME));
  for (let left = TRIES; left > 0; left--) {
    const key = await read();
    if (key !== undefined) return key;
    const turn = await store.tryExclusively(NAME, async () => {
      const other = await read();
      if (other !== undefined) return other;
      // 244 random bits.
      const fresh = runtime.randomUuid() + runtime.randomUuid();
      const isKept = await store.write(NAME, JSON.stringify({ key: fresh }));
      return isKept ? fresh : undefined;
    });
    if (turn !== undefined) return turn.result;
    await runtime.sleep(20);
  }
  return undefined;
}

function decode(text: string | undefined): string | undefined {
  const key = jsonObject(text ?? "")?.["key"];
  return typeof key === "string" && key.length >= 64 ? key : undefined;
}
