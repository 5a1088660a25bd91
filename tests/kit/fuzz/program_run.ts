/**
 * What holds for every run of the program, whatever it was given.
 * @module
 */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { findCanary } from "../canary.ts";
import type { Result } from "../program.ts";

/** The documented exit codes (docs/errors.md). */
const EXIT_CODES = [0, 1, 2, 3];

/** Holds for every command. The secret may be on standard output where it was asked for. */
export function assertSound({ code, stdout, stderr }: Result): void {
  const all = `${code}\n${stdout}\n${stderr}`;
  assert(EXIT_CODES.includes(code), all);
  assertEquals(findCanary(stderr), [], all);
  if (stderr !== "") {
    assertMatch(
      stderr,
      /^(?:registry-credential-provider: \d+ ms: [^\n]+\n)*(?:registry-credential-provider: [^\n]+\n)?$/,
      all,
    );
  }
  assert(code === 0 || stderr !== "", all);
  const crash =
    /Uncaught|panicked|RUST_BACKTRACE|\[INTERNAL\]|^\s+at .*[:(]|\.[jt]s:\d+:\d+/m;
  assertEquals(crash.exec(stderr)?.[0], undefined, all);
}

/** Holds for an answer to the kubelet; in it the secret stands only in `auth`. */
export function assertAnswerOrRefusal(result: Result): void {
  assertSound(result);
  const { code, stdout, stderr } = result;
  if (code !== 0) {
    assertEquals(stdout, "");
    return;
  }
  assertEquals(stderr, "");
  assertEquals(stdout.indexOf("\n"), stdout.length - 1, stdout);
  const { auth, ...rest } = JSON.parse(stdout);
  assertEquals(Object.keys(rest), [
    "kind",
    "apiVersion",
    "cacheKeyType",
    "cacheDuration",
  ]);
  assertEquals(findCanary(JSON.stringify(rest)), []);
  assert(Object.keys(auth).length <= 1, stdout);
  for (const entry of Object.values<Record<string, unknown>>(auth)) {
    assertEquals(Object.keys(entry), ["username", "password"]);
    assert(Object.values(entry).every((value) => typeof value === "string"));
  }
}
