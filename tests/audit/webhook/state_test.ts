import { assertEquals } from "@std/assert";
import {
  begin,
  end,
  newState,
  type Turn,
  type WebhookState,
} from "../../../src/audit/webhook/state.ts";

const NOW = 1_800_000_000_000;
const TIMEOUT = 1_000;
/** What a run may need beyond the limit, as the claim has it. */
const CLAIM = TIMEOUT + 2_000;

const stateOf = (change: Partial<WebhookState>): WebhookState => ({
  ...newState("t"),
  ...change,
});
const FREE = { missing: 0, isClaim: false };

Deno.test("begin() lets every run send while the receiver is well, and changes nothing", () => {
  const state = stateOf({});
  assertEquals(begin(state, NOW, TIMEOUT), { turn: FREE, state });
});

Deno.test("begin() lets nobody send in a pause, and counts", () => {
  const state = stateOf({ failures: 1, pausedUntil: NOW + 1, undelivered: 4 });
  assertEquals(begin(state, NOW, TIMEOUT), {
    turn: undefined,
    state: { ...state, undelivered: 5 },
  });
});

Deno.test("begin() lets one run try after a pause, and another one where that was killed", () => {
  const state = stateOf({ failures: 2, pausedUntil: NOW, undelivered: 4 });
  const first = begin(state, NOW, TIMEOUT);
  assertEquals(first, {
    turn: { missing: 4, isClaim: true },
    state: { ...state, claimedUntil: NOW + CLAIM },
  });
  const second = begin(first.state, NOW + CLAIM - 1, TIMEOUT);
  assertEquals(second, {
    turn: undefined,
    state: { ...first.state, undelivered: 5 },
  });
  const third = begin(second.state, NOW + CLAIM, TIMEOUT);
  assertEquals(third.turn, { missing: 5, isClaim: true });
});

Deno.test("begin() has one run tell what is missing, and others send meanwhile", () => {
  const state = stateOf({ undelivered: 4 });
  const first = begin(state, NOW, TIMEOUT);
  assertEquals(first.turn, { missing: 4, isClaim: true });
  assertEquals(begin(first.state, NOW, TIMEOUT).turn, FREE);
});

Deno.test("begin() does not believe times that no run has written", () => {
  const state = stateOf({
    failures: 1,
    pausedUntil: NOW + 300_001,
    claimedUntil: NOW + CLAIM + 1,
  });
  assertEquals(begin(state, NOW, TIMEOUT).turn, { missing: 0, isClaim: true });
});

const claim: NonNullable<Turn> = { missing: 4, isClaim: true };

Deno.test("end() forgets what was told, and keeps what was missed meanwhile", () => {
  const state = stateOf({
    failures: 3,
    pausedUntil: NOW - 1,
    claimedUntil: NOW + 1,
    undelivered: 6,
  });
  assertEquals(end(state, claim, true, NOW), stateOf({ undelivered: 2 }));
});

Deno.test("end() makes no more of what was told than there was", () => {
  assertEquals(end(stateOf({ undelivered: 1 }), claim, true, NOW), stateOf({}));
});

Deno.test("end() begins a pause after a failure, twice as long each time, 5 min at most", () => {
  for (const [failures, seconds] of [30, 60, 120, 240, 300, 300].entries()) {
    assertEquals(
      end(stateOf({ failures, undelivered: 4 }), claim, false, NOW),
      stateOf({
        failures: failures + 1,
        pausedUntil: NOW + seconds * 1_000,
        undelivered: 5,
      }),
    );
  }
});

Deno.test("end() counts further failures in a pause, and lets it be", () => {
  const state = stateOf({ failures: 1, pausedUntil: NOW + 9, undelivered: 1 });
  assertEquals(end(state, FREE, false, NOW), { ...state, undelivered: 2 });
});
