import { assertEquals } from "@std/assert";
import { cacheDurationOf } from "../../src/cache/duration.ts";

const NOW = 1_767_323_045_678;
const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** The duration for credentials that live so long from now. */
function durationOf(configuredMs: number, leftMs: number): number {
  return cacheDurationOf(configuredMs, NOW + leftMs, NOW);
}

Deno.test("cacheDurationOf() is the configured one for credentials that never expire", () => {
  for (const configured of [0, 1, 90 * SECOND, 168 * HOUR]) {
    assertEquals(cacheDurationOf(configured, undefined, NOW), configured);
  }
});

Deno.test("cacheDurationOf() is the configured one where the credentials live longer", () => {
  assertEquals(durationOf(10 * MINUTE, 12 * HOUR), 10 * MINUTE);
  assertEquals(durationOf(0, 12 * HOUR), 0);
});

Deno.test("cacheDurationOf() is the remaining life less a tenth, from 30 s to 5 min", () => {
  const table: readonly [string, number, number][] = [
    ["a tenth is 90 s", 15 * MINUTE, 13 * MINUTE + 30 * SECOND],
    ["a tenth is exactly 30 s", 5 * MINUTE, 4 * MINUTE + 30 * SECOND],
    ["a tenth is less than 30 s", 4 * MINUTE, 3 * MINUTE + 30 * SECOND],
    ["the least life of a token", MINUTE, 30 * SECOND],
    ["a tenth is exactly 5 min", 50 * MINUTE, 45 * MINUTE],
    ["a tenth is more than 5 min", 60 * MINUTE, 55 * MINUTE],
    ["twelve hours, as ECR gives", 12 * HOUR, 11 * HOUR + 55 * MINUTE],
  ];
  for (const [label, left, expected] of table) {
    assertEquals(durationOf(168 * HOUR, left), expected, label);
  }
});

Deno.test("cacheDurationOf() is in whole seconds, and never rounds up", () => {
  assertEquals(durationOf(HOUR, MINUTE + 999), 30 * SECOND);
  assertEquals(durationOf(HOUR, 15 * MINUTE - 1), 13 * MINUTE + 29 * SECOND);
});

Deno.test("cacheDurationOf() is 0 where nothing is left, and never less", () => {
  for (const left of [30 * SECOND, 30 * SECOND + 999, 1, 0, -1, -HOUR]) {
    assertEquals(durationOf(HOUR, left), 0, `${left} ms`);
  }
  assertEquals(durationOf(HOUR, 31 * SECOND), SECOND);
});
