import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { parseImageName } from "../../src/image_fault.ts";
import { encodeResponse } from "../../src/kubelet_response.ts";
import { toServiceAccount } from "../../src/service_account.ts";
import { decodeRequest, utf8 } from "../decoding.ts";
import { damaged, fuzz } from "./fuzzing.ts";
import { requestText, tokenText } from "./inputs.ts";
import { resultOrRefusal, SECRET } from "./refusal.ts";

const reference = fc.oneof(
  fc.constantFrom(
    "nginx",
    "a.io/b:1.2",
    "a.io:5000/team/app@sha256:" + "a".repeat(64),
    "index.docker.io/x",
    "localhost/x",
    "UP.io/x",
  ),
  fc.webUrl().map((url) => url.replace(/^https?:\/\//, "")),
);

fuzz("image references", damaged(reference), async (text) => {
  const name = await resultOrRefusal(
    ["IMAGE_INVALID"],
    () => parseImageName(text),
  );
  if (name === undefined) return;
  const { repository, registry, path } = name;
  assertEquals(repository, `${registry}/${path}`);
  // What reaches a plugin was normalised already, and stays as it is.
  assertEquals(parseImageName(repository), name);
});

const bytes = fc.oneof(
  { weight: 4, arbitrary: requestText.map(utf8) },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 64 }) },
);

fuzz("requests", bytes, async (input) => {
  const request = await resultOrRefusal(
    ["REQUEST_INVALID", "IMAGE_INVALID"],
    () => decodeRequest(input),
  );
  if (request === undefined) return;
  const text = encodeResponse(request, {
    credentials: { username: "u", password: SECRET },
    cacheKey: { type: "Image" },
    cacheDurationMs: 1,
  });
  assert(text.endsWith("\n") && text.indexOf("\n") === text.length - 1);
  // Exactly what a strict kubelet knows, in the version that it asked in.
  const { apiVersion, ...response } = JSON.parse(text);
  assertEquals(
    apiVersion,
    JSON.parse(new TextDecoder().decode(input)).apiVersion,
  );
  assertEquals(Object.keys(response), [
    "kind",
    "cacheKeyType",
    "cacheDuration",
    "auth",
  ]);
});

fuzz("service-account tokens", tokenText, (token) => {
  const account = toServiceAccount(token, new Map());
  assertEquals(account.token, token);
  for (const field of [account.namespace, account.name, account.uid]) {
    assert(field === undefined || (typeof field === "string" && field !== ""));
  }
});
