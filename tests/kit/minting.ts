/**
 * The program with a signing key and rules that mint tokens.
 * @module
 */
import { exportJWK, exportPKCS8, generateKeyPair, type JWK } from "jose";
import {
  config,
  program,
  type Result,
  type Run,
  withFiles,
} from "./program.ts";

/** A key pair of ES256, made once for all tests of a file. */
export const PAIR = await generateKeyPair("ES256", { extractable: true });

/** Its private half as PEM (PKCS#8). */
export const PEM = await exportPKCS8(PAIR.privateKey);

/** Its private half as JWK. */
export const PRIVATE_JWK: JWK = await exportJWK(PAIR.privateKey);

/** A rule for `r.example.com` with these further lines in its section. */
export function rule(lines = "", key = "{ file: FOLDER/key.pem }"): string {
  return config(`- name: r
  match: [r.example.com]
  jwt:
    username: node
    key: ${key}
    algorithm: ES256
    issuer: https://nodes.example.com
    audience: registry
${lines.replace(/^(?=.)/gm, "    ")}`);
}

/** Runs the program with a config and a key; `FOLDER` in the config is where they are. */
export async function run(
  args: readonly string[],
  text: string,
  more: Run = {},
  key = PEM,
): Promise<Result> {
  let result: Result | undefined;
  await withFiles({ "key.pem": key }, async (folder) => {
    const file = `${folder}/registries.yaml`;
    await Deno.writeTextFile(file, text.replaceAll("FOLDER", folder), {
      mode: 0o600,
    });
    result = await program([...args, `--config=${file}`], more);
  });
  if (result === undefined) throw new Error("the program did not run");
  return result;
}

/** A request with a service account, as a kubelet with `tokenAttributes` sends it. */
export function requestOf(
  image: string,
  serviceAccountToken: string,
  serviceAccountAnnotations: { readonly [key: string]: string } = {},
): string {
  return JSON.stringify({
    kind: "CredentialProviderRequest",
    apiVersion: "credentialprovider.kubelet.k8s.io/v1",
    image,
    serviceAccountToken,
    serviceAccountAnnotations,
  });
}

/** The only pair of credentials of an answer, with the key that it stands under. */
export function credentialsOf(
  { code, stdout, stderr }: Result,
): { key: string; username: string; password: string } {
  if (code !== 0 || stderr !== "") throw new Error(stderr);
  const [[key, { username, password }], ...more] = Object.entries<
    { username: string; password: string }
  >(JSON.parse(stdout).auth) as [
    [string, { username: string; password: string }],
  ];
  if (more.length > 0) throw new Error("more than one pair of credentials");
  return { key, username, password };
}
