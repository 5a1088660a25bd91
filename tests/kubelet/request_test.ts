import { assert, assertEquals, assertRejects } from "@std/assert";
import { ProviderError } from "../../src/runtime/errors.ts";
import { LARGEST_REQUEST } from "../../src/kubelet/request.ts";
import { decodeRequest, utf8 } from "../kit/decoding.ts";

const GROUP = "credentialprovider.kubelet.k8s.io";
const REQUEST = {
  kind: "CredentialProviderRequest",
  apiVersion: `${GROUP}/v1`,
  image: "a.io/team/img",
};

function decode(request: unknown) {
  return decodeRequest(utf8(JSON.stringify(request)));
}

function refusal(bytes: Uint8Array): Promise<ProviderError> {
  return assertRejects(() => decodeRequest(bytes), ProviderError);
}

Deno.test("decodeRequest() reads the exact bytes of every version", async () => {
  for (const version of ["v1", "v1beta1", "v1alpha1"]) {
    const line =
      `{"kind":"CredentialProviderRequest","apiVersion":"${GROUP}/${version}","image":"a.io/team/img"}\n`;
    assertEquals(await decodeRequest(utf8(line)), {
      apiVersion: `${GROUP}/${version}`,
      image: {
        repository: "a.io/team/img",
        registry: "a.io",
        path: "team/img",
      },
    }, version);
  }
});

Deno.test("decodeRequest() tolerates what the kubelet may add", async () => {
  const expected = await decode(REQUEST);
  const table: readonly [string, string][] = [
    [
      "annotations without a token, which say nothing",
      JSON.stringify({
        ...REQUEST,
        serviceAccountAnnotations: { "example.com/id": "1" },
      }),
    ],
    ["unknown fields", JSON.stringify({ ...REQUEST, podName: "p", x: [1] })],
    [
      "another order of keys",
      JSON.stringify({
        image: REQUEST.image,
        apiVersion: REQUEST.apiVersion,
        kind: REQUEST.kind,
      }),
    ],
    ["several lines", JSON.stringify(REQUEST, null, 2)],
    ["space around it", `\r\n  ${JSON.stringify(REQUEST)}\n\n\t`],
    ["a byte order mark", `\ufeff${JSON.stringify(REQUEST)}`],
    ["escaped letters", JSON.stringify(REQUEST).replace("a.io", "\\u0061.io")],
    [
      "a field of JavaScript's",
      JSON.stringify(REQUEST).replace("{", '{"__proto__":{"image":1},'),
    ],
    ["an empty token", JSON.stringify({ ...REQUEST, serviceAccountToken: "" })],
    [
      "a tag, as people write it",
      JSON.stringify({
        ...REQUEST,
        image: "a.io/team/img:1",
      }),
    ],
  ];
  for (const [label, text] of table) {
    assertEquals(await decodeRequest(utf8(text)), expected, label);
  }
});

Deno.test("decodeRequest() refuses what is no request, and says why", async () => {
  const { image, ...noImage } = REQUEST;
  const table: readonly [string, unknown, string][] = [
    ["nothing", "", "is empty"],
    ["white space", " \n\t", "is empty"],
    ["no JSON", "image: a.io/b", "is not JSON"],
    ["half of it", JSON.stringify(REQUEST).slice(0, -2), "is not JSON"],
    ["two objects", JSON.stringify(REQUEST).repeat(2), "is not JSON"],
    ["a list", [REQUEST], "is JSON, but no object"],
    ["null", null, "is JSON, but no object"],
    ["text", '"a.io/b"', "is JSON, but no object"],
    ["no kind", { ...REQUEST, kind: undefined }, 'has no "kind"'],
    [
      "a response",
      { ...REQUEST, kind: "CredentialProviderResponse" },
      'has no "kind"',
    ],
    ["another case of the kind", {
      ...REQUEST,
      kind: "credentialproviderrequest",
    }, 'has no "kind"'],
    [
      "no version",
      { ...REQUEST, apiVersion: undefined },
      'has no "apiVersion" of the group',
    ],
    [
      "a version of a wrong type",
      { ...REQUEST, apiVersion: 1 },
      'has no "apiVersion" of the group',
    ],
    [
      "a version without a group",
      { ...REQUEST, apiVersion: "v1" },
      'has no "apiVersion" of the group',
    ],
    [
      "another group",
      { ...REQUEST, apiVersion: "kubelet.config.k8s.io/v1" },
      'has no "apiVersion" of the group',
    ],
    [
      "a group of three parts",
      { ...REQUEST, apiVersion: `${GROUP}/v1/x` },
      'has no "apiVersion" of the group',
    ],
    [
      "a group alone",
      { ...REQUEST, apiVersion: GROUP },
      'has an "apiVersion" that is not one of v1, v1beta1, v1alpha1',
    ],
    [
      "an unknown version",
      { ...REQUEST, apiVersion: `${GROUP}/v2` },
      'has an "apiVersion" that is not one of',
    ],
    [
      "another case of the version",
      { ...REQUEST, apiVersion: `${GROUP}/V1` },
      'has an "apiVersion" that is not one of',
    ],
    [
      "a version in a list",
      { ...REQUEST, apiVersion: [`${GROUP}/v1`] },
      'has no "apiVersion" of the group',
    ],
    ["a token of null", {
      ...REQUEST,
      serviceAccountToken: null,
    }, 'has a "serviceAccountToken" that is not text'],
    ["a token of a number", {
      ...REQUEST,
      serviceAccountToken: 1,
    }, 'has a "serviceAccountToken" that is not text'],
    ["annotations of null", {
      ...REQUEST,
      serviceAccountAnnotations: null,
    }, 'has "serviceAccountAnnotations" that are not a map of text'],
    ["annotations of numbers", {
      ...REQUEST,
      serviceAccountAnnotations: { a: 1 },
    }, 'has "serviceAccountAnnotations" that are not a map of text'],
    ["no image", noImage, 'has no "image"'],
    ["an image of null", { ...REQUEST, image: null }, 'has no "image"'],
    [
      "an image of a wrong type",
      { ...REQUEST, image: [image] },
      'has an "image" that is not text',
    ],
    ["another case of a key", { ...noImage, Image: image }, 'has no "image"'],
  ];
  for (const [label, request, expected] of table) {
    const text = typeof request === "string"
      ? request
      : JSON.stringify(request);
    const { code, message } = await refusal(utf8(text));
    assertEquals(code, "REQUEST_INVALID", label);
    assert(
      message.startsWith(`the request on standard input ${expected}`),
      `${label}: ${message}`,
    );
  }
});

Deno.test("decodeRequest() refuses bytes that are no UTF-8", async () => {
  assert(
    (await refusal(new Uint8Array([0x7b, 0xff]))).message.includes("UTF-8"),
  );
});

Deno.test("decodeRequest() normalises the image as the kubelet does", async () => {
  const table: { readonly [repository: string]: readonly string[] } = {
    "docker.io/library/nginx": ["nginx"],
    "docker.io/library/x": [
      "docker.io/x",
      "docker.io/library/x",
      "index.docker.io/library/x",
    ],
    "a.io:5000/x_y/z": ["a.io:5000/x_y/z"],
    "a.io/x__y": ["a.io/x__y"],
    "localhost/x": ["localhost/x"],
    "[::1]:5000/x": ["[::1]:5000/x"],
    "a.io/b": [`a.io/b@sha256:${"0".repeat(64)}`],
  };
  for (const [repository, images] of Object.entries(table)) {
    for (const image of images) {
      assertEquals(
        (await decode({ ...REQUEST, image })).image.repository,
        repository,
      );
    }
  }
});

Deno.test("decodeRequest() refuses an image that the kubelet would", async () => {
  for (const image of ["", "https://a.io/b", "a.io/Team", "a b"]) {
    const bytes = utf8(JSON.stringify({ ...REQUEST, image }));
    assertEquals((await refusal(bytes)).code, "IMAGE_INVALID", image);
  }
});

Deno.test("decodeRequest() reads 1 MiB and no more", async () => {
  const text = JSON.stringify(REQUEST);
  const most = text + " ".repeat(LARGEST_REQUEST - text.length);
  assertEquals(LARGEST_REQUEST, 1_048_576);
  assertEquals(await decodeRequest(utf8(most)), await decode(REQUEST));
  assert((await refusal(utf8(`${most} `))).message.includes("1048576 bytes"));
});

Deno.test("decodeRequest() repeats nothing of the request", async () => {
  const token = "eyJhbGciOiJSUzI1NiJ9.hunter2";
  const hostile = [
    `{"serviceAccountToken":"${token}"`,
    `"${token}"`,
    token,
    JSON.stringify({ ...REQUEST, kind: token }),
    JSON.stringify({ ...REQUEST, apiVersion: token }),
    JSON.stringify({ ...REQUEST, apiVersion: `${GROUP}/${token}` }),
    JSON.stringify({ ...REQUEST, image: `a b ${token}` }),
  ];
  for (const text of hostile) {
    const { message } = await refusal(utf8(text));
    assert(!message.includes("hunter2"), message);
  }
});
