import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { decodeEntry, encodeEntry } from "../../src/cache/entry.ts";
import { damaged, fuzz } from "../kit/fuzz/fuzzing.ts";
import { anyJson, bent } from "../kit/fuzz/inputs.ts";
import { SECRET } from "../kit/fuzz/refusal.ts";

const NOW = Date.UTC(2026, 0, 1);
const time = fc.constantFrom(
  NOW,
  NOW - 1,
  NOW + 1,
  0,
  -1,
  NOW * 1000,
  Number.MAX_VALUE,
);
const UPTIME = 60_000;
const AT = { now: NOW, uptimeMs: UPTIME };
const uptime = fc.constantFrom(0, UPTIME - 1, UPTIME, UPTIME + 1, -NOW);
const sound = encodeEntry({
  rule: "ecr",
  key: "[1]",
  fetchedAt: NOW - 1_000,
  uptimeMs: 0,
  credentials: { username: "AWS", password: SECRET, expiresAt: NOW + 1_000 },
});
const shaped = fc.tuple(time, time, uptime).chain((
  [fetchedAt, expiresAt, uptimeMs],
) =>
  bent({ username: "AWS", password: SECRET, expiresAt }).chain((credentials) =>
    bent({ version: 1, rule: "r", key: "k", fetchedAt, uptimeMs, credentials })
  )
);
const text = fc.oneof(
  damaged(fc.constant(sound)),
  shaped.map((value) => JSON.stringify(value)),
  fc.nat(sound.length).map((end) => sound.slice(0, end)),
  anyJson.map((value) => JSON.stringify(value)),
);

fuzz("cache entries", text, (entry) => {
  const read = decodeEntry(entry, AT);
  if (read === undefined) return;
  const { username, password, expiresAt } = read.credentials;
  assertEquals(
    [typeof username, typeof password, typeof read.key, typeof read.rule],
    ["string", "string", "string", "string"],
  );
  // Never beyond its end, never from the future, never for longer than a week.
  assert(expiresAt > NOW && read.fetchedAt <= NOW);
  assert(expiresAt - read.fetchedAt <= 7 * 24 * 3_600_000);
  assertEquals(decodeEntry(encodeEntry(read), AT), read);
});
