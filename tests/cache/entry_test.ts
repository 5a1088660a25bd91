import { assert, assertEquals, assertMatch } from "@std/assert";
import {
  type CacheEntry,
  decodeEntry,
  encodeEntry,
  entryName,
  type Instant,
  isPastHalf,
} from "../../src/cache/entry.ts";

const NOW = Date.UTC(2026, 0, 1);
const HOUR_MS = 3_600_000;
const UPTIME = 9 * HOUR_MS;
const AT: Instant = { now: NOW, uptimeMs: UPTIME };

const ENTRY: CacheEntry = {
  rule: "ecr",
  key: 'a "key"\nwith é and 🐳',
  fetchedAt: NOW - HOUR_MS,
  uptimeMs: UPTIME - HOUR_MS,
  credentials: {
    username: "AWS",
    password: 'se"cret\u0000\u2028é',
    expiresAt: NOW + 11 * HOUR_MS,
  },
  failure: { at: NOW - 1, line: "it is refused [BACKEND_DENIED]" },
};

/** The entry's JSON with other values, and without those that are `undefined`. */
function altered(
  changes: Record<string, unknown>,
  credentials: Record<string, unknown> = {},
): string {
  const value = JSON.parse(encodeEntry(ENTRY));
  return JSON.stringify({
    ...value,
    credentials: { ...value.credentials, ...credentials },
    ...changes,
  });
}

Deno.test("decodeEntry() reads what encodeEntry() wrote", () => {
  assertEquals(decodeEntry(encodeEntry(ENTRY), AT), ENTRY);
  const { failure: _, ...fresh } = ENTRY;
  assertEquals(decodeEntry(encodeEntry(fresh), AT), {
    ...fresh,
    failure: undefined,
  });
});

Deno.test("encodeEntry() writes one line", () => {
  assertMatch(encodeEntry(ENTRY), /^[^\n]+\n$/);
});

Deno.test("decodeEntry() uses no entry that is torn, at any character", () => {
  const whole = encodeEntry(ENTRY).trimEnd();
  assert(decodeEntry(whole, AT) !== undefined);
  for (let length = 0; length < whole.length; length++) {
    assertEquals(decodeEntry(whole.slice(0, length), AT), undefined);
    // What a file system leaves where a block was never written.
    const zeros = "\0".repeat(whole.length - length);
    assertEquals(decodeEntry(whole.slice(0, length) + zeros, AT), undefined);
  }
});

Deno.test("decodeEntry() uses nothing foreign", () => {
  const foreign = [
    undefined,
    "null",
    "[]",
    "{}",
    "1",
    '"text"',
    "version: 1",
    encodeEntry(ENTRY) + encodeEntry(ENTRY),
    `[${encodeEntry(ENTRY)}]`,
    altered({ version: 2 }),
    altered({ version: "1" }),
    altered({ version: undefined }),
    altered({ rule: undefined }),
    altered({ rule: 1 }),
    altered({ key: undefined }),
    altered({ key: ["a"] }),
    altered({ credentials: undefined }),
    altered({ credentials: null }),
    altered({ credentials: [] }),
    altered({ fetchedAt: undefined }),
    altered({ fetchedAt: String(NOW - HOUR_MS) }),
    altered({ fetchedAt: null }),
    altered({ uptimeMs: undefined }),
    altered({ uptimeMs: "1" }),
    altered({}, { username: undefined }),
    altered({}, { username: 1 }),
    altered({}, { password: undefined }),
    altered({}, { password: {} }),
    altered({}, { expiresAt: undefined }),
    altered({}, { expiresAt: null }),
    altered({}, { expiresAt: String(NOW + HOUR_MS) }),
  ];
  for (const text of foreign) {
    assertEquals(decodeEntry(text, AT), undefined, text);
  }
});

Deno.test("decodeEntry() uses nothing that was fetched in the future", () => {
  assert(decodeEntry(altered({ fetchedAt: NOW }), AT) !== undefined);
  assertEquals(decodeEntry(altered({ fetchedAt: NOW + 1 }), AT), undefined);
});

Deno.test("decodeEntry() uses nothing that has expired, up to the millisecond", () => {
  assert(decodeEntry(altered({}, { expiresAt: NOW + 1 }), AT) !== undefined);
  assertEquals(decodeEntry(altered({}, { expiresAt: NOW }), AT), undefined);
  assertEquals(decodeEntry(altered({}, { expiresAt: 0 }), AT), undefined);
});

Deno.test("decodeEntry() uses nothing that would live longer than a week", () => {
  const week = ENTRY.fetchedAt + 7 * 24 * HOUR_MS;
  assert(decodeEntry(altered({}, { expiresAt: week }), AT) !== undefined);
  assertEquals(
    decodeEntry(altered({}, { expiresAt: week + 1 }), AT),
    undefined,
  );
});

Deno.test("decodeEntry() passes over a failure that is none", () => {
  for (const failure of [null, "text", {}, { at: 1 }, { at: "1", line: "" }]) {
    const entry = decodeEntry(altered({ failure }), AT);
    assertEquals(entry, { ...ENTRY, failure: undefined });
  }
});

Deno.test("decodeEntry() counts the age by the uptime where the clock was set back", () => {
  // Fetched an hour ago; the clock says half an hour, or still less.
  for (const minutes of [30, 59, 60]) {
    const now = NOW - minutes * 60_000;
    const read = decodeEntry(encodeEntry(ENTRY), { now, uptimeMs: UPTIME });
    const { fetchedAt = 0, credentials } = read ?? {};
    assertEquals(now - fetchedAt, HOUR_MS + 1_000);
    assertEquals((credentials?.expiresAt ?? 0) - now, 11 * HOUR_MS - 1_000);
  }
});

Deno.test("decodeEntry() uses nothing that has expired by the uptime, wherever the clock stands", () => {
  const uptimeMs = ENTRY.uptimeMs + 12 * HOUR_MS;
  for (const now of [NOW - HOUR_MS, NOW, NOW + 11 * HOUR_MS - 1_002]) {
    assertEquals(
      decodeEntry(encodeEntry(ENTRY), { now, uptimeMs }),
      undefined,
      `${now - NOW}`,
    );
  }
});

Deno.test("decodeEntry() changes no time where the two clocks differ by less than a second", () => {
  for (const ms of [-HOUR_MS + 1, -1_000, 0, 1_000]) {
    const at = { now: NOW, uptimeMs: UPTIME + ms };
    assertEquals(decodeEntry(encodeEntry(ENTRY), at), ENTRY);
  }
});

Deno.test("decodeEntry() reads an entry again that it has read and that was written after the clock was set back", () => {
  const at = { now: NOW - HOUR_MS / 2, uptimeMs: UPTIME };
  const read = decodeEntry(encodeEntry(ENTRY), at);
  assert(read !== undefined);
  assertEquals(decodeEntry(encodeEntry(read), at), read);
});

Deno.test("decodeEntry() uses nothing from before the node was restarted", () => {
  const { uptimeMs } = ENTRY;
  const read = (uptimeMs: number) =>
    decodeEntry(encodeEntry(ENTRY), { now: NOW, uptimeMs });
  assert(read(uptimeMs) !== undefined);
  assertEquals(read(uptimeMs - 1), undefined);
  assertEquals(read(0), undefined);
});

Deno.test("isPastHalf() begins after the middle of an entry's life", () => {
  const entry = { ...ENTRY, fetchedAt: NOW };
  const middle = NOW + 5.5 * HOUR_MS;
  assertEquals(isPastHalf(entry, NOW), false);
  assertEquals(isPastHalf(entry, middle), false);
  assertEquals(isPastHalf(entry, middle + 1), true);
});

Deno.test("entryName() is a file name of its own for every key", () => {
  const keys = Array.from(
    { length: 20_000 },
    (_, at) => `["rule","ecr",${at}]`,
  );
  const names = new Set(keys.map(entryName));
  assertEquals(names.size, keys.length);
  for (const key of ["", "../../etc/passwd", "a/b", "\0", "🐳".repeat(9_999)]) {
    assertMatch(entryName(key), /^[0-9a-f]{16}$/);
  }
});
