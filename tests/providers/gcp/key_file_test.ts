import { assertEquals, assertRejects } from "@std/assert";
import { readKeyFile } from "../../../providers/gcp/key_file.ts";
import { ProviderError } from "../../../src/runtime/errors.ts";
import { memoryRuntime } from "../../kit/memory_runtime.ts";
import { EMAIL, keyFileOf } from "../../kit/clouds/google.ts";

const read = (text: string) =>
  readKeyFile("/k.json", memoryRuntime({ files: { "/k.json": text } }));

Deno.test("readKeyFile() finds the account, the key and its name", async () => {
  const { email, keyId, choice } = await read(keyFileOf("PEM"));
  assertEquals([email, keyId], [EMAIL, "key-1"]);
  assertEquals(choice, {
    key: { kind: "inline", value: "PEM" },
    algorithm: "RS256",
    place: "in /k.json",
  });
});

for (
  const [what, text, says] of [
    ["no JSON", "canary", "is not a JSON object"],
    ["a list", '["canary"]', "is not a JSON object"],
    [
      "another kind",
      keyFileOf("canary", { type: "external_account" }),
      'its "type" is not service_account',
    ],
    [
      "another cloud",
      keyFileOf("canary", { universe_domain: "canary.example.com" }),
      "is for another cloud than googleapis.com",
    ],
    ["no key", keyFileOf("x", { private_key: 1 }), 'lacks "client_email"'],
    ["no name", keyFileOf("canary", { private_key_id: "" }), "lacks"],
  ] as const
) {
  Deno.test(`readKeyFile() refuses ${what}, and repeats nothing of it`, async () => {
    const error = await assertRejects(() => read(text), ProviderError, says);
    assertEquals(error.code, "KEY_INVALID");
    assertEquals(error.message.includes("canary"), false);
  });
}
