/**
 * When the receiver of the audit is not asked, and how many records it did not
 * get.
 * @module
 */
/** What is kept. All times are milliseconds since 1970. */
export interface WebhookState {
  /** Which receiver it is about. */
  readonly target: string;
  /** How many times it failed since it last answered; a pause counts once. */
  readonly failures: number;
  readonly pausedUntil: number;
  /** One run tells what was missed, or tries after a pause: until then no other does. */
  readonly claimedUntil: number;
  /** Records that it did not get and was not told of. */
  readonly undelivered: number;
}

/** What a run may do. */
export type Turn =
  /** Nothing: another one tries, or the receiver is left alone. */
  | undefined
  /** Send its record, and say that so many are missing. */
  | { readonly missing: number; readonly isClaim: boolean };

const FIRST_PAUSE_MS = 30_000;
const LONGEST_PAUSE_MS = 300_000;

/** What a run may need beyond the limit of the request to write down how it ended. */
const CLAIM_MARGIN_MS = 2_000;

/** The state of a receiver of which nothing is known. */
export function newState(target: string): WebhookState {
  return {
    target,
    failures: 0,
    pausedUntil: 0,
    claimedUntil: 0,
    undelivered: 0,
  };
}

/** Whether a run may send, and what is known afterwards. */
export function begin(
  state: WebhookState,
  now: number,
  timeoutMs: number,
): { readonly turn: Turn; readonly state: WebhookState } {
  const claimMs = timeoutMs + CLAIM_MARGIN_MS;
  const isPaused = isAhead(state.pausedUntil, now, LONGEST_PAUSE_MS);
  const isClaimed = isAhead(state.claimedUntil, now, claimMs);
  if (isPaused || (isClaimed && state.failures > 0)) {
    return { turn: undefined, state: missed(state) };
  }
  if (isClaimed || (state.failures === 0 && state.undelivered === 0)) {
    return { turn: { missing: 0, isClaim: false }, state };
  }
  return {
    turn: { missing: state.undelivered, isClaim: true },
    state: { ...state, claimedUntil: now + claimMs },
  };
}

/** What is known after a run has sent its record, or tried to. */
export function end(
  state: WebhookState,
  turn: NonNullable<Turn>,
  isDelivered: boolean,
  now: number,
): WebhookState {
  const claimedUntil = turn.isClaim ? 0 : state.claimedUntil;
  if (isDelivered) {
    if (!turn.isClaim) return state;
    const undelivered = Math.max(0, state.undelivered - turn.missing);
    return { ...state, claimedUntil, failures: 0, pausedUntil: 0, undelivered };
  }
  const after = { ...missed(state), claimedUntil };
  // Of many that failed at once the first has begun the pause.
  if (isAhead(state.pausedUntil, now, LONGEST_PAUSE_MS)) return after;
  const pause = FIRST_PAUSE_MS * 2 ** Math.min(state.failures, 8);
  return {
    ...after,
    failures: state.failures + 1,
    pausedUntil: now + Math.min(pause, LONGEST_PAUSE_MS),
  };
}

function missed(state: WebhookState): WebhookState {
  return { ...state, undelivered: state.undelivered + 1 };
}

// A time further ahead than any that is written here is from a clock that was
// wrong.
function isAhead(time: number, now: number, longest: number): boolean {
  return time > now && time <= now + longest;
}
