/**
 * How a program is asked, and what it answers.
 * @module
 */
import { assertEquals } from "@std/assert";
import type { EcrBackend } from "../tests/kit/ecr_backend.ts";
import { config, execute } from "../tests/kit/program.ts";
import type { Job } from "./runs.ts";

/** A registry of ECR. */
export const ECR = "123456789012.dkr.ecr.eu-west-1.amazonaws.com";

/** The whole environment of every run. */
export const ENVIRONMENT = {
  AWS_ACCESS_KEY_ID: "AKIAIOSFODNN7EXAMPLE",
  AWS_SECRET_ACCESS_KEY: "an-example-key",
  AWS_EC2_METADATA_DISABLED: "true",
};

/** The config of a rule for ECR that asks the backend, with or without a cache. */
export function ecrConfig(backend: EcrBackend, cache: string): string {
  return config(`- name: ecr
  match: ["*.dkr.ecr.*.amazonaws.com"]
  ecr: { endpoint: "${backend.endpoint}" }
`) + `cache: { directory: ${cache} }\n`;
}

/** The password in an answer to the kubelet, which has one for this registry. */
export function passwordFor(registry: string, output: string): string {
  const { auth, kind } = JSON.parse(output);
  assertEquals(kind, "CredentialProviderResponse");
  assertEquals(Object.keys(auth), [registry]);
  return auth[registry].password;
}

/** What a job writes to standard output. */
export async function answerOf({ command, stdin }: Job): Promise<string> {
  const words = [...command];
  const env: Record<string, string> = { ...ENVIRONMENT };
  for (
    let pair = /^(\w+)=(.*)$/.exec(words[0] ?? "");
    pair !== null;
    pair = /^(\w+)=(.*)$/.exec(words[0] ?? "")
  ) {
    const [, name = "", value = ""] = pair;
    env[name] = value;
    words.shift();
  }
  const [program = "", ...args] = words;
  const input = await Deno.readTextFile(stdin);
  const result = await execute(program, args, { stdin: input, env });
  if (result.code !== 0) throw new Error(`${program}: ${result.stderr}`);
  return result.stdout;
}
