/**
 * `validate` and `doctor` look into secrets as an answer would, and show none.
 * @module
 */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import azure from "../testdata/docker_config_identitytoken.json" with {
  type: "json",
};
import { assertFailureLine } from "../kit/failure.ts";
import { config, program, withFiles } from "../kit/program.ts";

const SECRET = "hunter2";

interface Finding {
  readonly severity: string;
  readonly path: string;
  readonly message: string;
}

/** What `validate` says of a section; `FOLDER` in it is where the files are. */
async function findings(
  section: string,
  files: { readonly [name: string]: string | Uint8Array } = {},
  env: Record<string, string> = {},
  match = "r.example.com",
): Promise<readonly Finding[]> {
  let found: readonly Finding[] = [];
  await withFiles({}, async (folder) => {
    for (const [name, content] of Object.entries(files)) {
      const bytes = typeof content === "string"
        ? new TextEncoder().encode(content)
        : content;
      await Deno.writeFile(`${folder}/${name}`, bytes, { mode: 0o600 });
    }
    const file = `${folder}/registries.yaml`;
    const text = config(
      `- name: r\n  match: ["${match}"]\n  ${
        section.replaceAll("FOLDER", folder)
      }\n`,
    );
    await Deno.writeTextFile(file, text, { mode: 0o600 });
    const args = ["--format=json", `--config=${file}`];
    const result = await program(["validate", ...args], { env });
    assert(!result.stdout.includes(SECRET), result.stdout);
    found = JSON.parse(result.stdout).findings;
    const errors = found.filter(({ severity }) => severity === "error");
    assertEquals(result.code, errors.length === 0 ? 0 : 1, result.stdout);
    if (errors.length > 0) {
      assertFailureLine(result, {
        code: "CONFIG_INVALID",
        says: "has 1 error",
      });
    } else assertEquals(result.stderr, "");
    const doctor = await program(["doctor", ...args], { env });
    assert(!doctor.stdout.includes(SECRET), doctor.stdout);
    const { checks } = JSON.parse(doctor.stdout);
    for (const { severity, message } of found) {
      const said = checks.some((check: { status: string; message: string }) =>
        check.status === severity && check.message.endsWith(message)
      );
      assert(said, `doctor does not say: ${message}`);
    }
  });
  return found;
}

const STATIC = "static: { username: u, password: { file: FOLDER/s } }";
const DOCKER = "static: { dockerConfigFile: FOLDER/s }";
const CONFIG = (auths: unknown, more = {}) =>
  JSON.stringify({ auths, ...more });

const ERRORS: readonly (readonly [
  what: string,
  section: string,
  content: string | Uint8Array,
  says: string,
])[] = [
  ["is empty", STATIC, "", "is empty"],
  ["holds only a line end", STATIC, "\n", "holds only a line ending"],
  ["is binary", STATIC, new Uint8Array([1, 0xff, 0xfe]), "is not UTF-8 text"],
  [
    "is too large",
    STATIC,
    SECRET.repeat(10_000),
    "has 70000 bytes: the most is 65536",
  ],
  ["is no JSON", DOCKER, `{ "auths": ${SECRET}`, "is not a JSON object"],
  [
    "has only a helper",
    DOCKER,
    CONFIG({}, { credsStore: "desktop" }),
    'run "docker login r.example.com" without a credential helper',
  ],
  [
    "has an empty entry, as a helper leaves it",
    DOCKER,
    CONFIG({ "r.example.com": {} }, { credHelpers: { "r.example.com": "x" } }),
    "they are kept in a credential helper",
  ],
  [
    "has no entry for a host of the rule",
    DOCKER,
    CONFIG({ "other.example.com": { auth: btoa(`u:${SECRET}`) } }),
    'has no entry in "auths" for r.example.com',
  ],
  [
    "has an identity token",
    DOCKER,
    CONFIG({ "r.example.com": azure.auths["my.azurecr.io"] }),
    'has an entry for r.example.com with "identitytoken" and no password',
  ],
  [
    "has an empty password",
    DOCKER,
    CONFIG({ "r.example.com": { auth: btoa("u:") } }),
    "has an entry for r.example.com with an empty password",
  ],
];

for (const [what, section, content, says] of ERRORS) {
  Deno.test(`validate and doctor refuse a file that ${what}`, async () => {
    const [found, ...more] = await findings(section, { s: content });
    assertEquals(more, []);
    assertEquals(found?.severity, "error");
    assertEquals(found?.path, "registries[0].static");
    assertStringIncludes(found?.message ?? "", says);
  });
}

Deno.test("validate accepts a Docker config with an entry for one host of the rule", async () => {
  const entry = { auth: btoa(`u:${SECRET}`) };
  const table: readonly [match: string, auths: unknown][] = [
    ["r.example.com", { "https://r.example.com/v1/": entry }],
    ["*.example.com", { "r.example.com": entry, "s.example.com": {} }],
    ["r.example.com/team/", { "r.example.com/team/app": entry }],
    ["docker.io", { "https://index.docker.io/v1/": entry }],
  ];
  for (const [match, auths] of table) {
    assertEquals(
      await findings(DOCKER, { s: CONFIG(auths) }, {}, match),
      [],
      match,
    );
  }
});

Deno.test("validate refuses a variable that is empty, and an empty password in the config", async () => {
  const section = "static: { username: u, password: { env: TOKEN } }";
  const [found] = await findings(section, {}, { TOKEN: "" });
  assertStringIncludes(found?.message ?? "", "TOKEN is empty");
  const [empty] = await findings('static: { username: u, password: "" }');
  assertEquals(empty?.path, "registries[0].static.password");
  assertEquals(empty?.message, "is empty");
});

const HEX = "0123456789abcdef".repeat(4);
const WARNINGS: readonly (readonly [
  what: string,
  section: string,
  content: string,
  says: string,
])[] = [
  [
    "a password with a line feed in quotes",
    `static: { username: u, password: "${SECRET}\\n" }`,
    "",
    '"password" ends in a line feed, which is sent with it',
  ],
  [
    "a file with more than one line end",
    STATIC,
    `${SECRET}\n\n`,
    "which ends in more than one line end",
  ],
  [
    "a user name with a colon",
    `static: { username: "a:b", password: ${SECRET} }`,
    "",
    "the user name has a colon",
  ],
  [
    "a key that looks like hex",
    "jwt: { username: n, key: { file: FOLDER/s }, algorithm: HS256, issuer: i, audience: a }",
    `${HEX}\n`,
    "the key looks like hexadecimal digits and is read as base64",
  ],
];

for (const [what, section, content, says] of WARNINGS) {
  Deno.test(`validate and doctor warn of ${what}`, async () => {
    const [found, ...more] = await findings(section, { s: content });
    assertEquals(more, []);
    assertEquals(found?.severity, "warning");
    assertStringIncludes(found?.message ?? "", says);
    assert(!found?.message.includes(HEX));
  });
}

Deno.test("validate has nothing to say of sound secrets", async () => {
  assertEquals(await findings(STATIC, { s: `${SECRET}\r\n` }), []);
  const jwt =
    "jwt: { username: n, key: { file: FOLDER/s }, algorithm: HS256, issuer: i, audience: a }";
  const key = btoa("g".repeat(32));
  assertEquals(await findings(jwt, { s: `${key}\n\n` }), []);
});

Deno.test("validate warns of a pattern that fits no host of ECR", async () => {
  const text = await Deno.readTextFile(
    new URL("../testdata/dual_stack_pattern.yaml", import.meta.url),
  );
  const [match = ""] = /\*[^"]*/.exec(text) ?? [];
  const [found, ...more] = await findings("ecr: {}", {}, {}, match);
  assertEquals([found?.severity, more], ["warning", []]);
  assertEquals(found?.path, "registries[0].match[0]");
  assertStringIncludes(found?.message ?? "", "write *.dkr.ecr.*.amazonaws.com");
  assertEquals(await findings("ecr: {}", {}, {}, "*.dkr-ecr.*.on.aws"), []);
});

Deno.test("validate warns of a header of the webhook that cannot be sent", async () => {
  await withFiles({ h: "one\ntwo\n" }, async (folder) => {
    await Deno.chmod(`${folder}/h`, 0o600);
    const file = `${folder}/registries.yaml`;
    const text = config(`- name: r
  match: [r.example.com]
  static: { username: u, password: p }
`) + `audit:
  webhook:
    url: https://hook.example.com
    headers: { Authorization: { file: ${folder}/h } }
`;
    await Deno.writeTextFile(file, text, { mode: 0o600 });
    const args = ["validate", "--format=json", `--config=${file}`];
    const { stdout } = await program(args);
    const found: readonly Finding[] = JSON.parse(stdout).findings;
    const [one] = found.filter(({ path }) => path.includes("headers"));
    assertEquals([one?.severity, one?.path], [
      "warning",
      "audit.webhook.headers[0]",
    ]);
    assertStringIncludes(one?.message ?? "", "that no header can have");
  });
});
