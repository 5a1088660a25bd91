import { assert } from "@std/assert";
import fc from "fast-check";
import { fetchToken } from "../../providers/ecr/credentials.ts";
import type { Runtime } from "../../src/runtime/runtime.ts";
import { memoryRuntime } from "../kit/memory_runtime.ts";
import {
  account,
  requestFor,
  ROLE,
  sectionOf,
} from "../kit/aws/image_request.ts";
import {
  type BackendAnswer,
  roleAnswer,
  tokenAnswer,
} from "../kit/fuzz/backend_answers.ts";
import { fuzz } from "../kit/fuzz/fuzzing.ts";
import { resultOrRefusal } from "../kit/fuzz/refusal.ts";

const ENDPOINT = "https://127.0.0.1:1";
const section = sectionOf({
  roleArn: ROLE,
  serviceAccount: {},
  endpoint: ENDPOINT,
  stsEndpoint: ENDPOINT,
});

// A response may not have a body with some statuses, which servers do not know.
function toResponse({ status, headers, body }: BackendAnswer): Response {
  return new Response(body, { status, headers });
}

fuzz(
  "answers of a backend",
  fc.tuple(roleAnswer, tokenAnswer),
  async ([role, token]) => {
    const runtime: Runtime = {
      ...memoryRuntime({ now: Date.now() }),
      fetch: (url, { headers }) => {
        // Neither a redirect nor an answer leads elsewhere.
        assert(url.startsWith(ENDPOINT), url);
        const isToken = new Headers(headers).has("x-amz-target");
        return Promise.resolve(toResponse(isToken ? token : role));
      },
    };
    const found = await resultOrRefusal(
      ["BACKEND_DENIED", "BACKEND_UNAVAILABLE", "CLOUD_CREDENTIALS"],
      () => fetchToken(section, requestFor(undefined, account()), runtime),
    );
    if (found === undefined) return;
    assert(found.username !== "" && found.password !== "");
    assert(Number.isFinite(found.expiresAt), `${found.expiresAt}`);
  },
);
