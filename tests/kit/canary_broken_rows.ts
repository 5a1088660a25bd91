/**
 * Places where a secret can end up by mistake, in a config, a file or a request.
 * A provider adds its rows here.
 * @module
 */
import { CANARY } from "./canary.ts";
import {
  basic,
  docker,
  HEAD,
  IMAGE,
  one,
  REST,
  type Row,
} from "./canary_rows.ts";

const dockerRow = (s: string): Row => ({
  config: one(`${REST}, static: { dockerConfigFile: FOLDER/s }`),
  files: { s },
});
const stdinRow = (stdin: string): Row => ({
  config: one(`${REST}, static: { username: u, password: ${CANARY} }`),
  stdin,
});
const fields = {
  kind: "CredentialProviderRequest",
  apiVersion: "credentialprovider.kubelet.k8s.io/v1",
  image: IMAGE,
  serviceAccountToken: CANARY,
  serviceAccountAnnotations: { [CANARY]: CANARY },
};

const subject = "subject: { serviceAccount: { audience: a } }";
const answer = "answer: { username: u, password: p, expires: jwt }";
const exchangeRow = (request: string, more = subject): Row => ({
  config: one(
    `${REST}, exchange: { ${more}, ${answer}, request: { url: "https://a.example.com/", ${request} } }`,
  ),
});
const oauthRow = (oauth2: string): Row => ({
  config: one(
    `${REST}, exchange: { ${subject}, answer: { username: u }, oauth2: { ${oauth2} } }`,
  ),
});

const webhookRow = (webhook: string): Row => ({
  config: `${
    one(`${REST}, static: { username: u, password: p }`)
  }audit: { webhook: ${webhook} }\n`,
});
const URL_TEXT = "url: https://collector.example.com/";

/** What fails: the config, the secret or the request. */
export const BROKEN: { readonly [place: string]: Row } = {
  "a key of a flow mapping": { config: `${HEAD}registries: [{${CANARY}}]\n` },
  "a key of a registry": { config: one(`${REST}, "${CANARY}": 1`) },
  "a key of a section": { config: one(`${REST}, static: { "${CANARY}": x }`) },
  "a key of the file": { config: `${HEAD}"${CANARY}": 1\nregistries: []\n` },
  "a key of a secret": {
    config: one(
      `${REST}, static: { username: u, password: { "${CANARY}": 1 } }`,
    ),
  },
  "the place of the section": { config: one(`${REST}, static: "${CANARY}"`) },
  "the place of the provider": { config: one(`${REST}, "${CANARY}": {}`) },
  "a list of passwords": {
    config: one(`${REST}, static: { username: u, password: ["${CANARY}"] }`),
  },
  "beside dockerConfigFile": {
    config: one(
      `${REST}, static: { dockerConfigFile: /d, password: "${CANARY}" }`,
    ),
  },
  "a password without a user name": {
    config: one(`${REST}, static: { password: "${CANARY}" }`),
  },
  "the name of a variable": {
    config: one(
      `${REST}, static: { username: u, password: { env: "${CANARY}" } }`,
    ),
  },
  "the path of a file": {
    config: one(
      `${REST}, static: { username: u, password: { file: "${CANARY}" } }`,
    ),
  },
  "the name of a registry": {
    config: one(`name: "${CANARY}", match: [r.example.com], static: {}`),
  },
  "the cacheDuration": {
    config: one(`${REST}, cacheDuration: "${CANARY}", static: {}`),
  },
  "a key of the request of an exchange": exchangeRow(`"${CANARY}": 1`),
  "the bearer as a list": exchangeRow(`bearer: ["${CANARY}"]`),
  "a bearer beside basic": exchangeRow(
    `bearer: "${CANARY}", basic: { username: u, password: "\${subject}" }`,
  ),
  "a password without the subject": exchangeRow(
    `basic: { username: u, password: "${CANARY}" }`,
  ),
  "a variable of a field": exchangeRow(`form: { a: "\${${CANARY}}" }`),
  "the method of a request": exchangeRow(`method: "${CANARY}"`),
  "the list of an annotation": exchangeRow(
    `bearer: "\${subject}"`,
    `${subject}, allow: { a: "${CANARY}" }`,
  ),
  "the path of a token": exchangeRow(
    `bearer: "\${subject}"`,
    `subject: { file: "${CANARY}" }`,
  ),
  "the user of a token URL": oauthRow(
    `tokenUrl: "https://u:${CANARY}@a.example.com/", grant: jwt-bearer`,
  ),
  "the grant of a token URL": oauthRow(
    `tokenUrl: "https://a.example.com/", grant: "${CANARY}"`,
  ),
  "a client secret without a client": oauthRow(
    `tokenUrl: "https://a.example.com/", grant: jwt-bearer, clientSecret: "${CANARY}"`,
  ),
  "a subject of a token rule": {
    config: one(`${REST}, token: { subject: "${CANARY}" }`),
  },
  "the user of a webhook": webhookRow(
    `{ url: "https://user:${CANARY}@collector.example.com/" }`,
  ),
  "the URL of a webhook": webhookRow(`{ url: "${CANARY}" }`),
  "a key of a webhook": webhookRow(`{ ${URL_TEXT}, "${CANARY}": 1 }`),
  "the place of the headers": webhookRow(
    `{ ${URL_TEXT}, headers: "${CANARY}" }`,
  ),
  "a list of headers": webhookRow(
    `{ ${URL_TEXT}, headers: ["A: ${CANARY}"] }`,
  ),
  "the name of a header": webhookRow(
    `{ ${URL_TEXT}, headers: { "${CANARY}": x } }`,
  ),
  "a header of two lines": webhookRow(
    `{ ${URL_TEXT}, headers: { a: "${CANARY}\\nb" } }`,
  ),
  "a key of the secret of a header": webhookRow(
    `{ ${URL_TEXT}, headers: { a: { "${CANARY}": 1 } } }`,
  ),
  "the timeout of a webhook": webhookRow(
    `{ ${URL_TEXT}, timeout: "${CANARY}" }`,
  ),
  "the file of the metrics": {
    config: `${
      one(`${REST}, static: { username: u, password: p }`)
    }metrics: { file: "${CANARY}" }\n`,
  },
  "the apiVersion": { config: `apiVersion: ${CANARY}\nkind: RegistryConfig\n` },
  "the kind": { config: HEAD.replace("RegistryConfig", CANARY) },
  "the user of a pattern": {
    config: one(
      `name: r, match: ["user:${CANARY}@r.example.com"], static: { username: u, password: p }`,
    ),
  },
  "the user of a URL as a pattern": {
    config: one(
      `name: r, match: ["https://user:${CANARY}@r.example.com", r.example.com], static: { username: u, password: p }`,
    ),
  },
  "text instead of a config": { config: CANARY },
  "a line without a colon": {
    config:
      `${HEAD}registries:\n  - name: r\n    password ${CANARY}\n    match: []\n`,
  },
  "a quote that is not closed": {
    config: `${HEAD}registries:\n  - password: "${CANARY}\n`,
  },
  "a line behind a broken one": {
    config: `${HEAD}registries:\n  - [}\n    password: ${CANARY}\n`,
  },
  "a line with wrong indentation": {
    config: `${HEAD}registries:\n  - name: r\n   password: ${CANARY}\n`,
  },
  "a line with a tab": { config: `${HEAD}registries:\n\t${CANARY}: 1\n` },
  "a key that stands twice": {
    config: `${HEAD}"${CANARY}": 1\n"${CANARY}": 2\n`,
  },
  "a value of a key that stands twice": {
    config: one(
      `${REST}, static: { password: "${CANARY}", password: "${CANARY}" }`,
    ),
  },
  "a tag": { config: `${HEAD}registries: !<${CANARY}> []\n` },
  "a local tag": { config: `${HEAD}registries: !${CANARY} x\n` },
  "a tag handle": { config: `${HEAD}registries: !Zq7!kV2/xW9=mB4-Jh6 x\n` },
  "a directive": { config: `%${CANARY} 1\n---\n${HEAD}` },
  "an anchor": { config: `${HEAD}registries: &${CANARY}\n` },
  "an alias": { config: `${HEAD}registries: *${CANARY}\n` },
  "a second document": { config: `${HEAD}---\n${CANARY}\n` },
  "an escape in quotes": { config: `${HEAD}registries: "\\q${CANARY}"\n` },
  "a block header": { config: `${HEAD}registries: |${CANARY}\n  x\n` },
  "a Docker config that is cut off": dockerRow(
    docker({ auth: basic }).slice(0, -3),
  ),
  "a Docker config that is text": dockerRow(CANARY),
  "a key of auths": dockerRow(JSON.stringify({ auths: { [CANARY]: {} } })),
  "an auth that is no base64": dockerRow(docker({ auth: `%${CANARY}` })),
  "an auth without a colon": dockerRow(docker({ auth: btoa(CANARY) })),
  "an auth that is not UTF-8": dockerRow(
    docker({ auth: btoa(`\xff:${CANARY}`) }),
  ),
  "a password beside no user name": dockerRow(docker({ password: CANARY })),
  "the name of a helper": dockerRow(JSON.stringify({ credsStore: CANARY })),
  "a request that is cut off": stdinRow(JSON.stringify(fields).slice(0, -1)),
  "a request that is text": stdinRow(CANARY),
  "the token of a request without an image": stdinRow(
    JSON.stringify({ ...fields, image: undefined }),
  ),
  "the image of a request": stdinRow(
    JSON.stringify({ ...fields, image: `r.example.com/${CANARY}` }),
  ),
  "the user of an image": stdinRow(
    JSON.stringify({ ...fields, image: `user:${CANARY}@r.example.com/app` }),
  ),
  "the version of a request": stdinRow(
    JSON.stringify({ ...fields, apiVersion: `${fields.apiVersion}/${CANARY}` }),
  ),
  "the kind of a request": stdinRow(
    JSON.stringify({ ...fields, kind: CANARY }),
  ),
  "a key of a request": stdinRow(JSON.stringify({ [CANARY]: 1 })),
};
