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
    const auth = (key: string) =>
      `{"${key}":{"username":"u","password":"p\\"\\n"}}`;
    for (
      const [type, cacheDurationMs, end] of [
        ["Registry", 5_400_000, `"1h30m","auth":${auth("a.io")}}\n`],
        ["Image", 0, `"0s","auth":${auth("a.io/team/img")}}\n`],
      ] as const
    ) {
      assertEquals(
        encodeResponse(request, {
          credentials,
          cacheKey: { type },
          cacheDurationMs,
        }),
        `${head}"cacheKeyType":"${type}","cacheDuration":${end}`,
      );
    }
    assertEquals(
      encodeResponse(request, undefined),
      `${head}"cacheKeyType":"Image","cacheDuration":"0s","auth":{}}\n`,
    );
  }
});

Deno.test("authKey() doubles a /v1/ or /v2/ that the kubelet would drop", () => {
  const doubled = {
    "a.io/v1/img": "a.io/v1/v1/img",
    "a.io/v2/img": "a.io/v2/v2/img",
    "a.io/v2/v1/img": "a.io/v2/v2/v1/img",
    "a.io:5000/v1/img": "a.io:5000/v1/v1/img",
  };
  const kept = ["a.io/img", "a.io/v3/img", "a.io/v1", "a.io/a/v1/img"]
    .map((image) => [image, image] as const);
  for (const [image, expected] of [...Object.entries(doubled), ...kept]) {
    assertEquals(authKey(imageOf(image), "Image"), expected);
    assertEquals(authKey(imageOf(image), "Registry"), imageOf(image).registry);
  }
});
