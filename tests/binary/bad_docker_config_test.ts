/**
 * Docker configs without usable credentials for the image.
 * @module
 */
import { program, request } from "../kit/program.ts";
import { withDockerConfig } from "../kit/docker_config.ts";
import { assertFailure } from "../kit/failure.ts";
import azure from "../testdata/docker_config_identitytoken.json" with {
  type: "json",
};

const NO_ENTRY =
  'has no entry in "auths" for r.example.com: run "docker login r.example.com"';
const NOT_USABLE =
  'has an entry for r.example.com without a usable "auth" or "username" and "password"';

const entry = (content: unknown, server = "r.example.com") => ({
  auths: { [server]: content },
});

const CASES: readonly (readonly [string, unknown, string])[] = [
  ["is no JSON", "{", "is not a JSON object"],
  ["is a JSON list", [], "is not a JSON object"],
  ["is an empty object", {}, NO_ENTRY],
  ["has auths that are a list", { auths: [] }, NO_ENTRY],
  [
    "knows only another registry",
    entry({ auth: btoa("u:p") }, "quay.io"),
    NO_ENTRY,
  ],
  [
    "knows only another path",
    entry({ auth: btoa("u:p") }, "r.example.com/other"),
    NO_ENTRY,
  ],
  [
    "keeps everything in a helper",
    { credsStore: "desktop" },
    `${NO_ENTRY} without a credential helper`,
  ],
  ["has an empty entry, whose credentials are in a helper", {
    ...entry({}),
    credsStore: "desktop",
  }, `${NOT_USABLE}: they are kept in a credential helper`],
  ["has an auth that is no base64", entry({ auth: "%%%" }), NOT_USABLE],
  ["has an auth without a colon", entry({ auth: btoa("user") }), NOT_USABLE],
  ["has an auth without a user name", entry({ auth: btoa(":p") }), NOT_USABLE],
  ["has a user name without a password", entry({ username: "u" }), NOT_USABLE],
  [
    "has an entry that is text",
    entry("u:p"),
    NOT_USABLE,
  ],
  ["has an empty password", {
    auths: { "r.example.com": { auth: btoa("u:") } },
  }, "has an entry for r.example.com with an empty password"],
  // As "az acr login" leaves it.
  [
    "has an identity token",
    { auths: { "r.example.com": azure.auths["my.azurecr.io"] } },
    'has an entry for r.example.com with "identitytoken" and no password: a kubelet can only send a user name and a password',
  ],
];

for (const [what, content, says] of CASES) {
  Deno.test(`refuses a Docker config that ${what}`, async () => {
    const text = typeof content === "string"
      ? content
      : JSON.stringify(content);
    await withDockerConfig(text, async ({ path, args }) => {
      const stdin = request("r.example.com/team/app");
      assertFailure(await program(args, { stdin }), {
        code: "SECRET_INVALID",
        says: `registry "r": the Docker config file ${path} ${says}`,
      });
    });
  });
}
