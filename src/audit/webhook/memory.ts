/**
 * What runs know of the receiver of the audit from those before them.
 * @module
 */
import { type CacheStore, NO_STORE } from "../../runtime/cache_store.ts";
import type { Runtime } from "../../runtime/runtime.ts";
import { jsonObject } from "../../format/json_object.ts";
import { inTime } from "../in_time.ts";
import type { WebhookSettings } from "../../config/webhook.ts";
import { begin, end, newState, type Turn, type WebhookState } from "./state.ts";

/** Kept in a folder, for many runs at once. */
export interface WebhookMemory {
  /** Asks what this run may do. */
  begin(): Promise<Turn>;
  /** Keeps what came of it. */
  end(turn: NonNullable<Turn>, isDelivered: boolean): Promise<void>;
}

const NAME = "webhook";

/** How many times a run tries to get the lock, 10 ms apart. */
const TRIES = 60;

/** Opens the memory; `undefined` where its folder cannot be trusted. */
export async function openMemory(
  { stateDirectory, timeoutMs, url }: WebhookSettings,
  runtime: Runtime,
): Promise<WebhookMemory | undefined> {
  const store = await runtime.openCache(stateDirectory);
  if (store === NO_STORE) return undefined;
  const target = await targetOf(url);
  const change = <T extends { readonly state: WebhookState }>(
    work: (state: WebhookState, now: number) => T,
  ) =>
    exclusively(store, runtime, async () => {
      const result = work(await readState(store, target), runtime.now());
      const isKept = await store.write(NAME, JSON.stringify(result.state));
      return isKept ? result : undefined;
    });
  return {
    begin: async () => {
      // Where the disk hangs, the receiver is left alone.
      const known = await inTime(readState(store, target), runtime);
      if (known === undefined) return undefined;
      const { turn } = begin(known, runtime.now(), timeoutMs);
      // Nothing changes while all is well, so no run waits for another one.
      if (turn?.isClaim === false) return turn;
      const begun = await change((state, now) => begin(state, now, timeoutMs));
      return begun?.turn;
    },
    end: async (turn, isDelivered) => {
      if (isDelivered && !turn.isClaim) return;
      await change((state, now) => ({
        state: end(state, turn, isDelivered, now),
      }));
    },
  };
}

/** What `work` gives; `undefined` where others did not let go in time. */
async function exclusively<T>(
  store: CacheStore,
  runtime: Runtime,
  work: () => Promise<T>,
): Promise<T | undefined> {
  for (let left = TRIES; left > 0; left--) {
    const done = await store.tryExclusively(NAME, work);
    if (done !== undefined) return done.result;
    await runtime.sleep(10);
  }
  return undefined;
}

async function readState(
  store: CacheStore,
  target: string,
): Promise<WebhookState> {
  const state = decode(await store.read(NAME)) ?? newState(target);
  if (state.target === target) return state;
  // Another receiver is tried at once. What the one before did not get is still
  // missing.
  return { ...newState(target), undelivered: state.undelivered };
}

// The URL itself may hold what lets one in.
async function targetOf(url: string): Promise<string> {
  const bytes = new TextEncoder().encode(url);
  const digest = await crypto.subtle.digest("SHA-256", bytes);
  return new Uint8Array(digest).toHex().slice(0, 16);
}

function decode(text: string | undefined): WebhookState | undefined {
  const { target, failures, pausedUntil, claimedUntil, undelivered } =
    jsonObject(text ?? "") ?? {};
  return typeof target === "string" && isCount(failures) &&
      isCount(pausedUntil) && isCount(claimedUntil) && isCount(undelivered)
    ? { target, failures, pausedUntil, claimedUntil, undelivered }
    : undefined;
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}
