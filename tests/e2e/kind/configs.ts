/**
 * What a person has written for the nodes: `registries.yaml`, and a folder with
 * the secrets that it names.
 * @module
 */
import type { JSONWebKeySet } from "jose";
import { config, program } from "../../kit/program.ts";
import { keyOf } from "../../kit/jwt/openssl.ts";
import { USER } from "../debian_registry.ts";
import { NODES } from "../token_registry.ts";
import { BASIC, TOKENS } from "./cluster.ts";

/** Where it is on the nodes. */
export const FOLDER = "/etc/kubernetes/credential-providers";

/** The files of a person. */
export interface Files {
  /** The config: one registry with a password, one with tokens of the node. */
  readonly config: string;
  /** The folder with the secrets. */
  readonly secrets: string;
  /** The public keys of the nodes. */
  readonly jwks: JSONWebKeySet;
}

const jwt = (name: string, path: string, subject: string, folder: string) => `
- name: ${name}
  match: ["${TOKENS}${path}"]
  jwt:
    username: ${name}
    key: { file: ${folder}/node.pem }
    algorithm: ES256
    keyId: node-key
    issuer: ${NODES.issuer}
    audience: ${NODES.audience}
    subject: "${subject}"
    claims:
      access: [{ type: repository, name: "\${repository}", actions: [pull] }]`;

/** The rule for the registry with a password, with further patterns of its host. */
export function basicRule(paths: readonly string[] = [""]): string {
  return `
- name: basic
  match: ${JSON.stringify(paths.map((path) => BASIC + path))}
  static:
    username: ${USER.username}
    password: { file: ${FOLDER}/password }`;
}

/** The rule with one token for each node. */
export function nodeRule(path = "", folder = FOLDER): string {
  return jwt("node", path, "node:${node}", folder);
}

/** The rule with one token for each service account. */
export function accountRule(): string {
  const subject = "${serviceAccount.namespace}/${serviceAccount.name}";
  return jwt("account", "/accounts/", subject, FOLDER);
}

/** Writes a config of rules. */
export async function writeConfig(
  file: string,
  rules: readonly string[],
): Promise<string> {
  await Deno.writeTextFile(file, config(rules.join("")));
  return file;
}

/** Writes the config and the secrets into a folder. */
export async function writeFiles(folder: string): Promise<Files> {
  const secrets = `${folder}/secrets`;
  await Deno.mkdir(secrets, { mode: 0o700 });
  await Deno.writeTextFile(`${secrets}/password`, `${USER.password}\n`);
  await Deno.writeTextFile(`${secrets}/node.pem`, await keyOf("P-256"));
  // The keys are made public here, where the file is the person's own.
  const here = await writeConfig(`${folder}/here.yaml`, [
    nodeRule("", secrets),
  ]);
  const { code, stdout, stderr } = await program([
    "jwt",
    "jwks",
    `--config=${here}`,
  ]);
  if (code !== 0) throw new Error(stderr);
  return {
    config: await writeConfig(`${folder}/registries.yaml`, [
      basicRule(),
      nodeRule(),
    ]),
    secrets,
    jwks: JSON.parse(stdout),
  };
}
