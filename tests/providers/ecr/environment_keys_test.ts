import { assertEquals } from "@std/assert";
import { environmentKeys } from "../../../providers/ecr/environment_keys.ts";
import { memoryRuntime } from "../../kit/memory_runtime.ts";

const KEYS = { AWS_ACCESS_KEY_ID: "AKIA", AWS_SECRET_ACCESS_KEY: "secret" };

function keysOf(env: Record<string, string>, profile?: string) {
  return environmentKeys(profile, memoryRuntime({ env }))?.();
}

Deno.test("environmentKeys() gives the keys of the environment, with a session token where there is one", async () => {
  const keys = { accessKeyId: "AKIA", secretAccessKey: "secret" };
  assertEquals(await keysOf(KEYS), keys);
  assertEquals(await keysOf({ ...KEYS, AWS_SESSION_TOKEN: "" }), keys);
  assertEquals(await keysOf({ ...KEYS, AWS_SESSION_TOKEN: "token" }), {
    ...keys,
    sessionToken: "token",
  });
});

// `defaultProvider` passes over the environment where a profile is chosen, and
// `fromEnv` needs both keys.
const OTHERS: readonly [string, Record<string, string>, string?][] = [
  ["no keys", {}],
  ["no secret key", { AWS_ACCESS_KEY_ID: "AKIA" }],
  ["no key ID", { AWS_SECRET_ACCESS_KEY: "secret" }],
  ["an empty secret key", { ...KEYS, AWS_SECRET_ACCESS_KEY: "" }],
  ["a profile of the rule", KEYS, "pull"],
  ["a profile of the environment", { ...KEYS, AWS_PROFILE: "pull" }],
  ["an end", { ...KEYS, AWS_CREDENTIAL_EXPIRATION: "2026-01-01T00:00:00Z" }],
  ["a scope", { ...KEYS, AWS_CREDENTIAL_SCOPE: "us-east-1" }],
  ["an account", { ...KEYS, AWS_ACCOUNT_ID: "123456789012" }],
];
for (const [what, env, profile] of OTHERS) {
  Deno.test(`environmentKeys() leaves it to the SDK with ${what}`, () => {
    assertEquals(keysOf(env, profile), undefined);
  });
}
