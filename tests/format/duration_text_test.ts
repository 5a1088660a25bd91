import { assertEquals } from "@std/assert";
import { parseGoDuration } from "../../src/format/duration.ts";
import { formatGoDuration } from "../../src/format/duration_text.ts";

const HOUR = 3_600_000;

Deno.test("formatGoDuration() writes the units that are there", () => {
  const table: readonly [number, string][] = [
    [0, "0s"],
    [0.9, "0s"],
    [1, "1ms"],
    [999, "999ms"],
    [1_000, "1s"],
    [1_500, "1.5s"],
    [59_999, "59.999s"],
    [60_000, "1m"],
    [61_000, "1m1s"],
    [600_000, "10m"],
    [HOUR, "1h"],
    [HOUR + 1, "1h0.001s"],
    [HOUR + 30_000, "1h30s"],
    [1.5 * HOUR, "1h30m"],
    [168 * HOUR, "168h"],
    [43_200_000 - 0.5, "11h59m59.999s"],
  ];
  for (const [ms, expected] of table) {
    assertEquals(formatGoDuration(ms), expected, String(ms));
  }
});

Deno.test("formatGoDuration() is read back as the same millisecond", () => {
  // Steps that share no factor with the units, so that every unit is hit.
  for (let ms = 0; ms <= 168 * HOUR; ms += 86_461) {
    const text = formatGoDuration(ms);
    assertEquals(Math.round(parseGoDuration(text) ?? NaN), ms, text);
  }
});
