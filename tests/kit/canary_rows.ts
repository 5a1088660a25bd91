/**
 * Places where a secret can be in a config that answers, or in a command line. A
 * provider adds its rows here.
 * @module
 */
import { config, type Run } from "./program.ts";
import { CANARY } from "./canary.ts";

/** The image that the configs answer for. */
export const IMAGE = "r.example.com/team/app";

/** What rows are made of. */
export const HEAD =
  "apiVersion: registry-credential-provider/v1\nkind: RegistryConfig\n";
export const REST = "name: r, match: [r.example.com]";
export const one = (entry: string): string => config(`- { ${entry} }\n`);
export const basic = btoa(`user:${CANARY}`);
export const docker = (entry: unknown): string =>
  JSON.stringify({ auths: { "r.example.com": entry } });

const JWT_FILE =
  "eyJhbGciOiJSUzI1NiJ9.eyJhdWQiOiJhIiwiaXNzIjoiYiIsInN1YiI6ImMiLCJleHAiOjQwMDAwMDAwMDB9.c2ln";

/** A place for the secret, and what has to be there for it. */
export interface Row extends Run {
  /** The config; `FOLDER` stands for the folder of the files. */
  readonly config: string;
  readonly files?: { readonly [name: string]: string };
  /** A user name, which `get` shows. */
  readonly isUsername?: boolean;
}

/** Configs that answer: `get` gives the canary, nothing else may. */
export const SOUND: { readonly [place: string]: Row } = {
  "an inline password": {
    config: one(`${REST}, static: { username: u, password: ${CANARY} }`),
  },
  "an inline user name": {
    config: one(`${REST}, static: { username: "${CANARY}", password: p }`),
    isUsername: true,
  },
  "a user name in a file": {
    config: one(
      `${REST}, static: { username: { file: FOLDER/s }, password: p }`,
    ),
    files: { s: CANARY },
    isUsername: true,
  },
  "a file": {
    config: one(
      `${REST}, static: { username: u, password: { file: FOLDER/s } }`,
    ),
    files: { s: `${CANARY}\n` },
  },
  "a variable": {
    config: one(`${REST}, static: { username: u, password: { env: S } }`),
    env: { S: CANARY },
  },
  "the user name of a token": {
    config: one(
      `${REST}, token: { username: "${CANARY}", subject: { file: FOLDER/s } }`,
    ),
    files: { s: JWT_FILE },
    isUsername: true,
  },
  "the auth of a Docker config": {
    config: one(`${REST}, static: { dockerConfigFile: FOLDER/s }`),
    files: { s: docker({ auth: basic }) },
  },
  "the user name and password of a Docker config": {
    config: one(`${REST}, static: { dockerConfigFile: FOLDER/s }`),
    files: { s: docker({ username: "u", password: CANARY }) },
  },
};

/** Misplaced in a command line that is wrong. A value of --config is told: it is a path. */
export const CALLS: readonly (readonly string[])[] = [
  [CANARY],
  ["get", "nginx", CANARY],
  ["get", CANARY],
  ["get", `user:${CANARY}@r.example.com/app`],
  ["get", `https://user:${CANARY}@r.example.com/app`],
  ["explain", CANARY],
  [`--${CANARY}`],
  [`--${CANARY}=${CANARY}`],
  [`--password=${CANARY}`],
  ["--password", CANARY],
  [`-p${CANARY}`],
  ["-p", CANARY],
  [`--confg=${CANARY}`],
  [`--timeout=${CANARY}`],
  ["get", "nginx", `--format=${CANARY}`],
  ["kubelet-config", `--api-version=${CANARY}`],
  ["kubelet-config", `--config-on-node=${CANARY}`],
  ["validate", CANARY],
];
