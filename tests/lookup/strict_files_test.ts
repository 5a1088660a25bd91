import { assertEquals, assertRejects } from "@std/assert";
import { demandTrust } from "../../src/lookup/strict_files.ts";
import { ProviderError } from "../../src/runtime/errors.ts";
import { configOf } from "../kit/decoding.ts";
import { sourceOf } from "../kit/exchanging.ts";
import { memoryRuntime } from "../kit/memory_runtime.ts";

const PROGRAM = "/plugins/registry-credential-provider";

function demand(modes: { readonly [path: string]: number }): Promise<void> {
  const files = Object.fromEntries(
    Object.entries(modes).map(([path, mode]) => [path, { content: "", mode }]),
  );
  const source = sourceOf({
    subject: { file: "/run/token" },
    request: {
      url: "https://idp.example.com/token",
      bearer: "${subject}",
      caFile: "/run/ca.pem",
    },
  });
  const config = {
    ...configOf({ a: ["a.io"] }),
    file: { path: "/config", text: "", mode: 0o600 },
  };
  return demandTrust(config, source, memoryRuntime({ files }));
}

const TRUSTED = {
  [PROGRAM]: 0o755,
  "/config": 0o600,
  "/run/token": 0o600,
  "/run/ca.pem": 0o644,
};

Deno.test("demandTrust() looks at the secrets of a rule, and at its certificates", async () => {
  await demand(TRUSTED);
  for (const path of Object.keys(TRUSTED)) {
    const work = () => demand({ ...TRUSTED, [path]: 0o666 });
    const { code, message } = await assertRejects(work, ProviderError);
    assertEquals(code, "FILE_NOT_TRUSTED");
    assertEquals(message.includes(path), true, message);
  }
});
