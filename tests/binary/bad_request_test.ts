/**
 * Requests that have no answer: one line on standard error, nothing beside it.
 * @module
 */
import { config, program, shell, withFiles } from "../kit/program.ts";
import { assertFailure, type Failure } from "../kit/failure.ts";

const CONFIG = config(`- name: r
  match: ["*.example.com"]
  static: { username: u, password: p }
`);

const SOUND = {
  kind: "CredentialProviderRequest",
  apiVersion: "credentialprovider.kubelet.k8s.io/v1",
  image: "r.example.com/app",
};

const invalid = (says: string): Failure => ({ code: "REQUEST_INVALID", says });
const image = (says: string): Failure => ({ code: "IMAGE_INVALID", says });

const CASES: readonly (readonly [string, unknown, Failure])[] = [
  ["an empty standard input", "", invalid("is empty")],
  ["nothing but white space", " \n\n\t", invalid("is empty")],
  [
    "bytes that are not UTF-8",
    new Uint8Array([0xff, 0xfe, 0x7b]),
    invalid("is not UTF-8 text"),
  ],
  ["text", "hello", invalid("is not JSON")],
  [
    "JSON that is cut off",
    '{"kind":"CredentialProviderReq',
    invalid("is not JSON"),
  ],
  ["two JSON documents", "{}{}", invalid("is not JSON")],
  ["YAML", "kind: CredentialProviderRequest", invalid("is not JSON")],
  [
    "JSON that is nested 200,000 deep",
    "[".repeat(200_000),
    invalid("is not JSON"),
  ],
  ["a JSON list", [SOUND], invalid("is JSON, but no object")],
  ["a JSON null", null, invalid("is JSON, but no object")],
  ["a JSON text", '"request"', invalid("is JSON, but no object")],
  [
    "no kind",
    { ...SOUND, kind: undefined },
    invalid('has no "kind": "CredentialProviderRequest"'),
  ],
  [
    "the kind of an answer",
    { ...SOUND, kind: "CredentialProviderResponse" },
    invalid('has no "kind": "CredentialProviderRequest"'),
  ],
  [
    "a kind in other letters",
    { ...SOUND, kind: "credentialproviderrequest" },
    invalid('has no "kind": "CredentialProviderRequest"'),
  ],
  [
    "no apiVersion",
    { ...SOUND, apiVersion: undefined },
    invalid(
      'has no "apiVersion" of the group credentialprovider.kubelet.k8s.io',
    ),
  ],
  [
    "an apiVersion that is a number",
    { ...SOUND, apiVersion: 1 },
    invalid('has no "apiVersion" of the group'),
  ],
  ["an apiVersion of another group", {
    ...SOUND,
    apiVersion: "kubelet.config.k8s.io/v1",
  }, invalid('has no "apiVersion" of the group')],
  [
    "an apiVersion without a group",
    { ...SOUND, apiVersion: "v1" },
    invalid('has no "apiVersion" of the group'),
  ],
  ["an apiVersion to come", {
    ...SOUND,
    apiVersion: "credentialprovider.kubelet.k8s.io/v2",
  }, invalid("is not one of v1, v1beta1, v1alpha1")],
  ["an apiVersion of three parts", {
    ...SOUND,
    apiVersion: `${SOUND.apiVersion}/x`,
  }, invalid('has no "apiVersion" of the group')],
  ["no image", { ...SOUND, image: undefined }, invalid('has no "image"')],
  [
    "an image that is null",
    { ...SOUND, image: null },
    invalid('has no "image"'),
  ],
  [
    "an image that is a number",
    { ...SOUND, image: 5 },
    invalid('"image" that is not text'),
  ],
  [
    "an image that is a list",
    { ...SOUND, image: ["r.example.com/app"] },
    invalid('"image" that is not text'),
  ],
  ["an empty image", { ...SOUND, image: "" }, image("is empty")],
  [
    "an image with a scheme",
    { ...SOUND, image: "https://r.example.com/app" },
    image("has a scheme such as https:// or docker://: write it without"),
  ],
  ["an image with a line feed", {
    ...SOUND,
    image: "r.example.com/app\nforged",
  }, image("control character")],
  [
    "an image with a colour",
    { ...SOUND, image: "\u001b[31mr.example.com/app" },
    image("control character"),
  ],
  [
    "an image with a NUL",
    { ...SOUND, image: "r.example.com/\0" },
    image("control character"),
  ],
  [
    "an image with a space",
    { ...SOUND, image: "r.example.com/an app" },
    image("holds a space"),
  ],
  [
    "an image in capital letters",
    { ...SOUND, image: "r.example.com/App" },
    image("has capital letters in its repository"),
  ],
  ["an image of 10 KB", {
    ...SOUND,
    image: `r.example.com/${"a".repeat(10_000)}`,
  }, image("is 10014 characters long")],
  ["an image that climbs out of its folder", {
    ...SOUND,
    image: "r.example.com/../app",
  }, image("has a form that no registry knows")],
];

for (const [what, given, expected] of CASES) {
  Deno.test(`refuses ${what} as a request`, async () => {
    const stdin = typeof given === "string" || given instanceof Uint8Array
      ? given
      : JSON.stringify(given);
    await withFiles({ "registries.yaml": CONFIG }, async (folder) => {
      const args = [`--config=${folder}/registries.yaml`];
      assertFailure(await program(args, { stdin }), expected);
    });
  });
}

Deno.test("refuses a standard input that is closed from the start", async () => {
  await withFiles({ "registries.yaml": CONFIG }, async (folder) => {
    const args = [`--config=${folder}/registries.yaml`];
    const result = await shell('exec "$0" "$@" <&-', args);
    assertFailure(result, invalid("is empty"));
  });
});

Deno.test("refuses a standard input that is a folder", async () => {
  await withFiles({ "registries.yaml": CONFIG }, async (folder) => {
    const args = [`--config=${folder}/registries.yaml`];
    const result = await shell('exec "$0" "$@" </', args);
    assertFailure(result, invalid("standard input could not be read"));
  });
});
