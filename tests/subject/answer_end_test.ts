import { assertEquals, assertThrows } from "@std/assert";
import { ProviderError } from "../../src/runtime/errors.ts";
import { futureEnd, secondsIn, timeIn } from "../../src/subject/answer_end.ts";

const HOUR_MS = 3_600_000;

Deno.test("secondsIn() reads a number, and one that is written as text", () => {
  assertEquals([3599, "3599", "-1", 0].map(secondsIn), [3599, 3599, -1, 0]);
  const others = [
    "",
    "1h",
    "1e9",
    " 1",
    null,
    NaN,
    Infinity,
    [1],
    "9".repeat(16),
  ];
  assertEquals(others.map(secondsIn), others.map(() => undefined));
});

Deno.test("timeIn() reads RFC 3339, and nothing else", () => {
  const at = Date.UTC(2026, 0, 2, 3, 4, 5);
  assertEquals(timeIn("2026-01-02T03:04:05Z"), at);
  assertEquals(timeIn("2026-01-02T04:04:05.000000000+01:00"), at);
  const others = ["2026-01-02", "tomorrow", "2026-13-02T03:04:05Z", 1, null];
  assertEquals(others.map(timeIn), others.map(() => undefined));
});

Deno.test("futureEnd() is at most twelve hours from now, and now where nothing is told", () => {
  const ends = [HOUR_MS, 13 * HOUR_MS, Infinity, undefined];
  assertEquals(
    ends.map((end) => futureEnd(end && 1_000 + end, "A", 1_000) - 1_000),
    [HOUR_MS, 12 * HOUR_MS, 12 * HOUR_MS, 0],
  );
});

Deno.test("futureEnd() refuses an end that has passed", () => {
  for (const end of [999, 1_000, -Infinity]) {
    const error = assertThrows(
      () => futureEnd(end, "the service", 1_000),
      ProviderError,
      "the service gives out a token that has expired already",
    );
    assertEquals(error.code, "BACKEND_UNAVAILABLE");
  }
});
