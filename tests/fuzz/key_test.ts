import { assert } from "@std/assert";
import fc from "fast-check";
import { type Algorithm, ALGORITHMS } from "../../src/jwt/algorithms.ts";
import { checkedKey } from "../../src/jwt/checked_key.ts";
import { ProviderError } from "../../src/runtime/errors.ts";
import { PEM } from "../kit/minting.ts";
import { memoryRuntime } from "../kit/memory_runtime.ts";
import { fuzz } from "../kit/fuzz/fuzzing.ts";
import { keyText } from "../kit/fuzz/keys.ts";
import { resultOrRefusal } from "../kit/fuzz/refusal.ts";

const algorithm = fc.constantFrom(...Object.keys(ALGORITHMS) as Algorithm[]);
const choice = fc.oneof(
  fc.tuple(keyText, fc.constantFrom<Algorithm>("ES256", "HS256")),
  fc.tuple(keyText, algorithm),
);

fuzz("signing keys", choice, async ([text, algorithm]) => {
  const runtime = memoryRuntime({ files: { "/key": text } });
  const words = PEM.split(/\s+/).filter((word) => word.length > 20);
  await resultOrRefusal(
    ["KEY_INVALID", "SECRET_INVALID", "SECRET_UNREADABLE"],
    async () => {
      try {
        const key = await checkedKey(
          { key: { kind: "file", path: "/key" }, algorithm },
          runtime,
        );
        await key.publicJwk();
      } catch (error) {
        if (!(error instanceof ProviderError)) throw error;
        const { message } = error;
        assert(!words.some((word) => message.includes(word)), message);
        throw error;
      }
    },
  );
});
