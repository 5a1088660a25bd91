import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { parseGoDuration } from "../../src/format/duration.ts";
import { formatGoDuration } from "../../src/format/duration_text.ts";
import { damaged, fuzz } from "../kit/fuzz/fuzzing.ts";
import { parseDuration } from "../kit/fuzz/go_duration.ts";

const number = fc.oneof(
  fc.nat(1_000).map(String),
  fc.bigInt({ min: 0n, max: 10n ** 20n }).map(String),
  fc.tuple(fc.nat(99), fc.nat(99_999)).map(([a, b]) => `${a}.${b}`),
  fc.constantFrom("", ".", "1.", ".5", "00", "1e3", "-1", "٣"),
);
const unit = fc.constantFrom(
  "ns",
  "us",
  "µs",
  "μs",
  "ms",
  "s",
  "m",
  "h",
  "d",
  "",
  "H",
);
const written = fc.tuple(
  fc.constantFrom("", "", "", "+", "-", "--"),
  fc.array(fc.tuple(number, unit).map(([n, u]) => n + u), { maxLength: 4 }),
).map(([sign, parts]) => sign + parts.join(""));

fuzz(
  "durations against Go's rule",
  fc.oneof(written, damaged(written)),
  (text) => {
    const nanoseconds = parseDuration(text);
    const ms = parseGoDuration(text);
    assertEquals(ms === undefined, nanoseconds === undefined, text);
    if (ms === undefined || nanoseconds === undefined) return;
    const expected = Number(nanoseconds) / 1e6;
    // Numbers have 53 bits, and Go cuts off what is less than a nanosecond.
    assert(
      Math.abs(ms - expected) <= 1e-5 + Math.abs(expected) * 1e-12,
      `${text}: ${ms} and ${expected}`,
    );
  },
);

fuzz("durations written and read", fc.nat(7 * 24 * 3_600_000), (ms) => {
  const text = formatGoDuration(ms);
  assertEquals(parseDuration(text), BigInt(ms) * 1_000_000n, text);
});
