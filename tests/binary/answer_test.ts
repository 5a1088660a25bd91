/**
 * The bytes that the kubelet gets for the bytes that it sends.
 * @module
 */
import { assertEquals } from "@std/assert";
import { config, program, request, withFiles } from "../kit/program.ts";
import { assertFailure } from "../kit/failure.ts";

const CONFIG = config(`- name: harbor
  match: [harbor.example.com]
  cacheDuration: 1h30m
  static: { username: robot$ci, password: p4ss }
- name: shadowed
  match: ["*.example.com"]
  static: { username: other, password: other }
- name: team
  match: [registry.example.org/team/]
  static: { username: team, password: "ünï\\"code\\\\" }
- name: port
  match: ["registry.internal:5000"]
  static: { username: local, password: p }
`);

/** The answer with one pair of credentials, in the order of fields of the kubelet's types. */
function answer(
  version: string,
  cacheKeyType: string,
  cacheDuration: string,
  auth: { readonly [key: string]: readonly [string, string] },
): string {
  const entries = Object.entries(auth).map(([key, [username, password]]) =>
    `"${key}":{"username":${JSON.stringify(username)},"password":${
      JSON.stringify(password)
    }}`
  );
  return `{"kind":"CredentialProviderResponse","apiVersion":"credentialprovider.kubelet.k8s.io/${version}","cacheKeyType":"${cacheKeyType}","cacheDuration":"${cacheDuration}","auth":{${entries}}}\n`;
}

const HARBOR = answer("v1", "Registry", "1h30m", {
  "harbor.example.com": ["robot$ci", "p4ss"],
});

async function answers(
  stdin: string | Uint8Array | readonly string[],
  expected: string,
): Promise<void> {
  await withFiles({ "registries.yaml": CONFIG }, async (folder) => {
    const args = [`--config=${folder}/registries.yaml`];
    const result = await program(args, { stdin });
    assertEquals(result, { code: 0, stdout: expected, stderr: "" });
  });
}

for (const version of ["v1", "v1beta1", "v1alpha1"]) {
  Deno.test(`answers a ${version} request in ${version}`, async () => {
    await answers(
      request("harbor.example.com/team/app", version),
      answer(version, "Registry", "1h30m", {
        "harbor.example.com": ["robot$ci", "p4ss"],
      }),
    );
  });

  Deno.test(`answers a ${version} request that no rule matches with an empty auth that is not kept`, async () => {
    await answers(
      request("quay.io/team/app", version),
      answer(version, "Image", "0s", {}),
    );
  });
}

const NONE = answer("v1", "Image", "0s", {});
const ANSWERS: { readonly [what: string]: readonly [string, string] } = {
  "the first of two rules that match answers": [
    "harbor.example.com/app",
    HARBOR,
  ],
  "the later rule answers where the first does not match, kept per registry": [
    "other.example.com/app",
    answer("v1", "Registry", "10m", {
      "other.example.com": ["other", "other"],
    }),
  ],
  "a rule for one path answers for that image alone, and its password keeps every character":
    [
      "registry.example.org/team/app",
      answer("v1", "Image", "10m", {
        "registry.example.org/team/app": ["team", 'ünï"code\\'],
      }),
    ],
  "a rule for one path does not answer beside it": [
    "registry.example.org/teams",
    NONE,
  ],
  "a port is a part of the key": [
    "registry.internal:5000/app",
    answer("v1", "Registry", "10m", {
      "registry.internal:5000": ["local", "p"],
    }),
  ],
  "a pattern with a port does not answer for the host without it": [
    "registry.internal/app",
    NONE,
  ],
};
for (const [what, [image, expected]] of Object.entries(ANSWERS)) {
  Deno.test(what, () => answers(request(image), expected));
}

Deno.test("a repository below v2/ has it twice in its key, because the kubelet drops one", async () => {
  await withFiles({
    "registries.yaml": config(`- name: v2
  match: [registry.example.org/v2/]
  static: { username: u, password: p }
`),
  }, async (folder) => {
    const { stdout } = await program([`--config=${folder}/registries.yaml`], {
      stdin: request("registry.example.org/v2/app"),
    });
    assertEquals(
      stdout,
      answer("v1", "Image", "10m", {
        "registry.example.org/v2/v2/app": ["u", "p"],
      }),
    );
  });
});

const COMPACT = request("harbor.example.com/app").trimEnd();

for (
  const [form, stdin] of Object.entries<string | Uint8Array | string[]>({
    "without a newline": COMPACT,
    "pretty-printed": JSON.stringify(JSON.parse(COMPACT), null, 2),
    "with white space around it": `\r\n\t ${COMPACT}\r\n\n`,
    "after a byte order mark": `\ufeff${COMPACT}`,
    "in three parts": [
      COMPACT.slice(0, 7),
      COMPACT.slice(7, 90),
      COMPACT.slice(90),
    ],
    "with unknown fields": COMPACT.replace("{", '{"later":{"a":[1]},'),
    "with the token and annotations of a service account": COMPACT.replace(
      "}",
      ',"serviceAccountToken":"e30.e30.e30","serviceAccountAnnotations":{"a/b":"c"}}',
    ),
    "of exactly 1 MiB": padded(1024 * 1024),
    "of 1 MiB less one byte": padded(1024 * 1024 - 1),
  })
) {
  Deno.test(`a request ${form} is answered`, async () => {
    await answers(stdin, HARBOR);
  });
}

Deno.test("a request of 1 MiB and one byte is refused", async () => {
  await withFiles({ "registries.yaml": CONFIG }, async (folder) => {
    const args = [`--config=${folder}/registries.yaml`];
    assertFailure(await program(args, { stdin: padded(1024 * 1024 + 1) }), {
      code: "REQUEST_INVALID",
      says: "larger than 1048576 bytes",
    });
  });
});

function padded(length: number): string {
  const open = COMPACT.replace("}", ',"padding":"');
  return open + "x".repeat(length - open.length - 2) + '"}';
}
