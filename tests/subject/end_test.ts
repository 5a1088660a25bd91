import { assertEquals } from "@std/assert";
import { endOf } from "../../src/subject/end.ts";
import { endOfJwt } from "../../src/subject/jwt_end.ts";
import { serviceAccountToken } from "../kit/jwt/minting.ts";

const NOW = 1_800_000_000_000;
const NOW_S = NOW / 1_000;
const HOUR_MS = 3_600_000;

Deno.test("endOf() believes no end that is more than twelve hours from now", () => {
  assertEquals(endOf(NOW + HOUR_MS, NOW), NOW + HOUR_MS);
  assertEquals(endOf(NOW + 13 * HOUR_MS, NOW), NOW + 12 * HOUR_MS);
  assertEquals(endOf(undefined, NOW), NOW);
});

Deno.test("endOfJwt() is exp, and never later than the whole life of the token from now on", () => {
  const end = (claims: Record<string, unknown>) =>
    (endOfJwt(serviceAccountToken(claims), NOW) ?? NaN) - NOW;
  const rows: readonly (readonly [Record<string, unknown>, number])[] = [
    [{ exp: NOW_S + 60 }, 60_000],
    [{ exp: NOW_S + 60, iat: NOW_S - 60 }, 60_000],
    // The clock of this node is an hour behind that of the issuer.
    [{ exp: NOW_S + 2 * 3_600, iat: NOW_S + 3_600 }, HOUR_MS],
    [{ exp: NOW_S + 60, iat: "x" }, 60_000],
    // Damage says nothing about a life.
    [{ exp: NOW_S + 60, iat: NOW_S + 60 }, 60_000],
    [{ exp: NOW_S + 60, iat: 1e300 }, 60_000],
    [{ exp: NOW_S - 60, iat: NOW_S - 120 }, -60_000],
  ];
  for (const [claims, left] of rows) {
    assertEquals(end(claims), left, JSON.stringify(claims));
  }
});

Deno.test("endOfJwt() is not known of what is no JWT, or has no end", () => {
  for (const token of ["word", serviceAccountToken({ iat: NOW_S })]) {
    assertEquals(endOfJwt(token, NOW), undefined);
  }
});
