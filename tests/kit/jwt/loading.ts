/**
 * What the tests of keys share: loading one from a file, and what is said of
 * one that is refused.
 * @module
 */
import {
  assert,
  assertEquals,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import type { Algorithm } from "../../../src/jwt/algorithms.ts";
import { checkedKey } from "../../../src/jwt/checked_key.ts";
import { ProviderError } from "../../../src/runtime/errors.ts";
import { memoryRuntime } from "../memory_runtime.ts";
import { HAS_OPENSSL, NEEDS_OPENSSL } from "./openssl.ts";

/** The kind of the public half, which a key that is taken has. */
export async function kindOf(
  key: string,
  algorithm: Algorithm,
): Promise<unknown> {
  const runtime = memoryRuntime({ files: { "/key": key } });
  const choice = { key: { kind: "file", path: "/key" }, algorithm } as const;
  const jwk = await (await checkedKey(choice, runtime)).publicJwk();
  return jwk?.crv ?? jwk?.kty;
}

/** What is said of a key that is refused, after the words that name it. */
export async function refusal(
  key: string,
  algorithm: Algorithm,
): Promise<string> {
  const error = await assertRejects(
    () => kindOf(key, algorithm),
    ProviderError,
  );
  assertEquals(error.code, "KEY_INVALID", error.message);
  for (const line of key.split(/\s+/).filter((word) => word.length > 20)) {
    assert(!error.message.includes(line), "no part of the key is repeated");
  }
  const start = `the ${algorithm} key /key `;
  assertStringIncludes(error.message, start);
  return error.message.slice(start.length);
}

/** A test that is ignored without openssl, and says so in its name. */
export function testWithOpenssl(
  name: string,
  fn: () => Promise<void>,
): void {
  Deno.test({ name: `${name}${NEEDS_OPENSSL}`, ignore: !HAS_OPENSSL, fn });
}
