import { assertEquals } from "@std/assert";
import { decodeRequest } from "../../src/kubelet_request.ts";
import { LARGEST_REQUEST, plainRequest } from "../../src/plain_request.ts";
import { utf8 } from "../decoding.ts";

const GROUP = "credentialprovider.kubelet.k8s.io";
const REQUEST = {
  kind: "CredentialProviderRequest",
  apiVersion: `${GROUP}/v1`,
  image: "a.io/team/img",
};
const TEXT = JSON.stringify(REQUEST);

const PLAIN: readonly [string, string][] = [
  ["v1", TEXT],
  ["v1beta1", JSON.stringify({ ...REQUEST, apiVersion: `${GROUP}/v1beta1` })],
  ["v1alpha1", JSON.stringify({ ...REQUEST, apiVersion: `${GROUP}/v1alpha1` })],
  ["a line feed at its end", `${TEXT}\n`],
  ["several lines", JSON.stringify(REQUEST, null, 2)],
  ["a byte order mark", `\ufeff${TEXT}`],
  ["a port", JSON.stringify({ ...REQUEST, image: "a.io:5000/x_y/z" })],
  ["Docker Hub", JSON.stringify({ ...REQUEST, image: "docker.io/library/x" })],
  ["fields of a later version", JSON.stringify({ ...REQUEST, podName: "p" })],
  ["a field of JavaScript's", TEXT.replace("{", '{"__proto__":{"image":1},')],
  ["1 MiB", TEXT + " ".repeat(LARGEST_REQUEST - TEXT.length)],
];
for (const [label, text] of PLAIN) {
  Deno.test(`plainRequest() gives what decodeRequest() does: ${label}`, () => {
    const { apiVersion, image } = JSON.parse(text.replace("\ufeff", ""));
    const found = plainRequest(utf8(text));
    assertEquals(found?.apiVersion, apiVersion);
    assertEquals(found?.image.repository, image);
    assertEquals(found, decodeRequest(utf8(text)));
  });
}

const { image: _, ...NO_IMAGE } = REQUEST;

const LEFT: readonly [string, unknown][] = [
  ["nothing", ""],
  ["no JSON", "image: a.io/b"],
  ["half of it", TEXT.slice(0, -2)],
  ["null", "null"],
  ["a list", [REQUEST]],
  ["text", '"a.io/b"'],
  ["no kind", { ...REQUEST, kind: undefined }],
  ["another kind", { ...REQUEST, kind: "CredentialProviderResponse" }],
  ["no version", { ...REQUEST, apiVersion: undefined }],
  ["another version", { ...REQUEST, apiVersion: `${GROUP}/v2` }],
  ["a version in a list", { ...REQUEST, apiVersion: [`${GROUP}/v1`] }],
  ["another group", { ...REQUEST, apiVersion: "kubelet.config.k8s.io/v1" }],
  ["a group alone", { ...REQUEST, apiVersion: GROUP }],
  ["three parts", { ...REQUEST, apiVersion: `${GROUP}/v1/x` }],
  ["no image", NO_IMAGE],
  ["an image of null", { ...REQUEST, image: null }],
  ["an image in a list", { ...REQUEST, image: [REQUEST.image] }],
  ["a token", { ...REQUEST, serviceAccountToken: "t" }],
  ["an empty token", { ...REQUEST, serviceAccountToken: "" }],
  ["a token of null", { ...REQUEST, serviceAccountToken: null }],
  ["a token of a number", { ...REQUEST, serviceAccountToken: 1 }],
  ["annotations", { ...REQUEST, serviceAccountAnnotations: { a: "b" } }],
  ["annotations of null", { ...REQUEST, serviceAccountAnnotations: null }],
  ["an image without a registry", { ...REQUEST, image: "nginx" }],
  ["an image with a tag", { ...REQUEST, image: "a.io/b:1" }],
  ["an image with a digest", {
    ...REQUEST,
    image: `a.io/b@sha256:${"0".repeat(64)}`,
  }],
  ["the old name of Docker Hub", {
    ...REQUEST,
    image: "index.docker.io/library/x",
  }],
  ["an image of Docker Hub without a folder", {
    ...REQUEST,
    image: "docker.io/x",
  }],
  ["localhost", { ...REQUEST, image: "localhost/x" }],
  ["an address", { ...REQUEST, image: "[::1]:5000/x" }],
  ["capital letters", { ...REQUEST, image: "a.io/X" }],
  ["two underscores", { ...REQUEST, image: "a.io/x__y" }],
  ["an empty image", { ...REQUEST, image: "" }],
  ["more than 1 MiB", TEXT + " ".repeat(LARGEST_REQUEST + 1 - TEXT.length)],
];
for (const [label, request] of LEFT) {
  Deno.test(`plainRequest() gives up: ${label}`, () => {
    const text = typeof request === "string"
      ? request
      : JSON.stringify(request);
    assertEquals(plainRequest(utf8(text)), undefined);
  });
}

Deno.test("plainRequest() gives up on bytes that are no UTF-8", () => {
  const bytes = utf8(TEXT);
  assertEquals(plainRequest(new Uint8Array([...bytes, 0xff])), undefined);
});
