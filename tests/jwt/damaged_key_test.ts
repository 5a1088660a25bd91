/**
 * Keys that are damaged: an error for people, and never a bad signature.
 * @module
 */
import {
  assertEquals,
  assertInstanceOf,
  assertNotEquals,
  assertStringIncludes,
} from "@std/assert";
import { SignJWT } from "jose";
import { checkedKey } from "../../src/jwt/checked_key.ts";
import { loadKey } from "../../src/jwt/key.ts";
import { ProviderError } from "../../src/runtime/errors.ts";
import { memoryRuntime } from "../kit/memory_runtime.ts";
import { refusal, testWithOpenssl as test } from "../kit/jwt/loading.ts";
import { keyOf } from "../kit/jwt/openssl.ts";

function derOf(pem: string): Uint8Array {
  return Uint8Array.fromBase64(pem.replace(/-----[^-]*-----|\s/g, ""));
}

function pemOf(der: Uint8Array): string {
  return `-----BEGIN PRIVATE KEY-----\n${der.toBase64()}\n-----END PRIVATE KEY-----\n`;
}

test("a damaged key is refused as one, and never signs", async () => {
  for (
    const [algorithm, kind] of [
      ["ES256", "P-256"],
      ["ES512", "P-521"],
      ["RS256", "RSA"],
      ["EdDSA", "Ed25519"],
    ] as const
  ) {
    const key = await keyOf(kind);
    const der = derOf(key);
    const damaged = [
      pemOf(der.subarray(0, -9)),
      pemOf(der.subarray(0, 20)),
      key.replace(/^M/m, "*"),
      key.split("\n").slice(0, 1).join("\n"),
      "-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----\n",
    ];
    for (const text of damaged) {
      assertStringIncludes(await refusal(text, algorithm), "is damaged");
    }
  }
});

test("an EC key of which one bit is wrong is refused, and gives no internal error", async () => {
  const key = await keyOf("P-256");
  const der = derOf(key);
  // The last byte is of the public half, the one at 40 of the private half.
  for (const place of [der.length - 1, 40]) {
    const bytes = der.slice();
    bytes[place] = (bytes[place] ?? 0) ^ 1;
    assertEquals(
      await refusal(pemOf(bytes), "ES256"),
      "is damaged: make a new one",
    );
  }
});

test("an RSA key of which one bit is wrong is refused when it is checked or signs, or signs as before", async () => {
  const key = await keyOf("RSA");
  const der = derOf(key);
  const refused: number[] = [];
  let onlyBySigning = 0;
  for (let place = 300; place < der.length; place += 60) {
    const bytes = der.slice();
    bytes[place] = (bytes[place] ?? 0) ^ 1;
    const value = { kind: "inline", value: pemOf(bytes) } as const;
    const choice = { key: value, algorithm: "RS256" } as const;
    const loaded = await refusedOr(() => loadKey(choice, memoryRuntime()));
    const signed = loaded === REFUSED
      ? REFUSED
      : await refusedOr(() =>
        loaded.using((usable) =>
          new SignJWT({}).setProtectedHeader({ alg: "RS256" }).sign(usable)
        )
      );
    if (signed === REFUSED) refused.push(place);
    if (signed === REFUSED && loaded !== REFUSED) onlyBySigning++;
    const checked = await refusedOr(() => checkedKey(choice, memoryRuntime()));
    assertEquals(checked === REFUSED, signed === REFUSED, `at byte ${place}`);
  }
  assertNotEquals(refused, []);
  assertNotEquals(onlyBySigning, 0, "signing itself has to notice some of it");
});

const REFUSED = Symbol("refused");

/** What `work` gives; a refusal has to say that the key is damaged. */
async function refusedOr<T>(
  work: () => Promise<T>,
): Promise<T | typeof REFUSED> {
  try {
    return await work();
  } catch (error) {
    assertInstanceOf(error, ProviderError);
    assertEquals(error.code, "KEY_INVALID");
    assertStringIncludes(error.message, "is damaged: make a new one");
    return REFUSED;
  }
}
