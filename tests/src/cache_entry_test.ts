import { assert, assertEquals, assertMatch } from "@std/assert";
import {
  type CacheEntry,
  decodeEntry,
  encodeEntry,
  entryName,
  isPastHalf,
} from "../../src/cache_entry.ts";

const NOW = Date.UTC(2026, 0, 1);
const HOUR_MS = 3_600_000;

const ENTRY: CacheEntry = {
  rule: "ecr",
  key: 'a "key"\nwith é and 🐳',
  fetchedAt: NOW - HOUR_MS,
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
  assertEquals(decodeEntry(encodeEntry(ENTRY), NOW), ENTRY);
  const { failure: _, ...fresh } = ENTRY;
  assertEquals(decodeEntry(encodeEntry(fresh), NOW), {
    ...fresh,
    failure: undefined,
  });
});

Deno.test("encodeEntry() writes one line", () => {
  assertMatch(encodeEntry(ENTRY), /^[^\n]+\n$/);
});

Deno.test("decodeEntry() uses no entry that is torn, at any character", () => {
  const whole = encodeEntry(ENTRY).trimEnd();
  assert(decodeEntry(whole, NOW) !== undefined);
  for (let length = 0; length < whole.length; length++) {
    assertEquals(decodeEntry(whole.slice(0, length), NOW), undefined);
    // What a file system leaves where a block was never written.
    const zeros = "\0".repeat(whole.length - length);
    assertEquals(decodeEntry(whole.slice(0, length) + zeros, NOW), undefined);
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
    altered({}, { username: undefined }),
    altered({}, { username: 1 }),
    altered({}, { password: undefined }),
    altered({}, { password: {} }),
    altered({}, { expiresAt: undefined }),
    altered({}, { expiresAt: null }),
    altered({}, { expiresAt: String(NOW + HOUR_MS) }),
  ];
  for (const text of foreign) {
    assertEquals(decodeEntry(text, NOW), undefined, text);
  }
});

Deno.test("decodeEntry() uses nothing that was fetched in the future", () => {
  assert(decodeEntry(altered({ fetchedAt: NOW }), NOW) !== undefined);
  assertEquals(decodeEntry(altered({ fetchedAt: NOW + 1 }), NOW), undefined);
});

Deno.test("decodeEntry() uses nothing that has expired, up to the millisecond", () => {
  assert(decodeEntry(altered({}, { expiresAt: NOW + 1 }), NOW) !== undefined);
  assertEquals(decodeEntry(altered({}, { expiresAt: NOW }), NOW), undefined);
  assertEquals(decodeEntry(altered({}, { expiresAt: 0 }), NOW), undefined);
});

Deno.test("decodeEntry() uses nothing that would live longer than a week", () => {
  const week = ENTRY.fetchedAt + 7 * 24 * HOUR_MS;
  assert(decodeEntry(altered({}, { expiresAt: week }), NOW) !== undefined);
  assertEquals(
    decodeEntry(altered({}, { expiresAt: week + 1 }), NOW),
    undefined,
  );
});

Deno.test("decodeEntry() passes over a failure that is none", () => {
  for (const failure of [null, "text", {}, { at: 1 }, { at: "1", line: "" }]) {
    const entry = decodeEntry(altered({ failure }), NOW);
    assertEquals(entry, { ...ENTRY, failure: undefined });
  }
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
