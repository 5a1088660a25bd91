import { assertEquals } from "@std/assert";
import { authKey, encodeResponse } from "../../src/kubelet/response.ts";
import { imageOf } from "../kit/decoding.ts";

const GROUP = "credentialprovider.kubelet.k8s.io";

Deno.test("encodeResponse() writes the exact bytes of every version", () => {
  // Its end is no field that the kubelet knows, and it refuses any other.
  const credentials = { username: "u", password: 'p"\n', expiresAt: 1 };
  for (const version of ["v1", "v1beta1", "v1alpha1"]) {
    const request = {
      apiVersion: `${GROUP}/${version}`,
      image: imageOf("a.io/team/img"),
    };
    const head =
      `{"kind":"CredentialProviderResponse","apiVersion":"${GROUP}/${version}",`;
    assertEquals(
      encodeResponse(request, {
        credentials,
        cacheKey: { type: "Registry" },
        cacheDurationMs: 5_400_000,
      }),
      `${head}"cacheKeyType":"Registry","cacheDuration":"1h30m","auth":{"a.io":{"username":"u","password":"p\\"\\n"}}}\n`,
    );
    assertEquals(
      encodeResponse(request, {
        credentials,
        cacheKey: { type: "Image" },
        cacheDurationMs: 0,
      }),
      `${head}"cacheKeyType":"Image","cacheDuration":"0s","auth":{"a.io/team/img":{"username":"u","password":"p\\"\\n"}}}\n`,
    );
    assertEquals(
      encodeResponse(request, undefined),
      `${head}"cacheKeyType":"Image","cacheDuration":"0s","auth":{}}\n`,
    );
  }
});

Deno.test("authKey() doubles a /v1/ or /v2/ that the kubelet would drop", () => {
  const table: readonly [string, string][] = [
    ["a.io/img", "a.io/img"],
    ["a.io/v1/img", "a.io/v1/v1/img"],
    ["a.io/v2/img", "a.io/v2/v2/img"],
    ["a.io/v2/v1/img", "a.io/v2/v2/v1/img"],
    ["a.io/v3/img", "a.io/v3/img"],
    ["a.io/v1", "a.io/v1"],
    ["a.io/a/v1/img", "a.io/a/v1/img"],
    ["a.io:5000/v1/img", "a.io:5000/v1/v1/img"],
  ];
  for (const [image, expected] of table) {
    assertEquals(authKey(imageOf(image), "Image"), expected);
    assertEquals(authKey(imageOf(image), "Registry"), imageOf(image).registry);
  }
});
