import { assert } from "@std/assert";
import fc from "fast-check";
import { type Algorithm, ALGORITHMS } from "../../providers/jwt/algorithms.ts";
import { loadKey } from "../../providers/jwt/key.ts";
import { ProviderError } from "../../src/errors.ts";
import { PEM } from "../binary/minting.ts";
import { memoryRuntime } from "../memory_runtime.ts";
import { fuzz } from "./fuzzing.ts";
import { keyText } from "./keys.ts";
import { resultOrRefusal } from "./refusal.ts";

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
        const key = await loadKey(
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
