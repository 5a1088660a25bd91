/**
 * Docker configs without usable credentials for the image.
 * @module
 */
import { config, program, request, withFiles } from "../kit/program.ts";
import { assertFailure } from "../kit/failure.ts";
import azure from "../testdata/docker_config_identitytoken.json" with {
  type: "json",
};

const NO_ENTRY =
  'has no entry in "auths" for r.example.com: run "docker login r.example.com"';
const NOT_USABLE =
  'has an entry for r.example.com without a usable "auth" or "username" and "password"';

const CASES: readonly (readonly [string, unknown, string])[] = [
  ["is no JSON", "{", "is not a JSON object"],
  ["is a JSON list", [], "is not a JSON object"],
  ["is an empty object", {}, NO_ENTRY],
  ["has auths that are a list", { auths: [] }, NO_ENTRY],
  ["knows only another registry", {
    auths: { "quay.io": { auth: btoa("u:p") } },
  }, NO_ENTRY],
  ["knows only another path", {
    auths: { "r.example.com/other": { auth: btoa("u:p") } },
  }, NO_ENTRY],
  [
    "keeps everything in a helper",
    { credsStore: "desktop" },
    `${NO_ENTRY} without a credential helper`,
  ],
  ["has an empty entry, whose credentials are in a helper", {
    auths: { "r.example.com": {} },
    credsStore: "desktop",
  }, `${NOT_USABLE}: they are kept in a credential helper`],
  ["has an auth that is no base64", {
    auths: { "r.example.com": { auth: "%%%" } },
  }, NOT_USABLE],
  ["has an auth without a colon", {
    auths: { "r.example.com": { auth: btoa("user") } },
  }, NOT_USABLE],
  ["has an auth without a user name", {
    auths: { "r.example.com": { auth: btoa(":p") } },
  }, NOT_USABLE],
  ["has a user name without a password", {
    auths: { "r.example.com": { username: "u" } },
  }, NOT_USABLE],
  [
    "has an entry that is text",
    { auths: { "r.example.com": "u:p" } },
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
    await withFiles({ "config.json": text }, async (folder) => {
      await Deno.writeTextFile(
        `${folder}/registries.yaml`,
        config(`- name: r
  match: [r.example.com]
  static: { dockerConfigFile: ${folder}/config.json }
`),
      );
      const args = [`--config=${folder}/registries.yaml`];
      const stdin = request("r.example.com/team/app");
      assertFailure(await program(args, { stdin }), {
        code: "SECRET_INVALID",
        says:
          `registry "r": the Docker config file ${folder}/config.json ${says}`,
      });
    });
  });
}
