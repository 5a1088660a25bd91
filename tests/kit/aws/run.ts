/**
 * Runs the compiled program against a server of AWS.
 * @module
 */
import {
  config,
  execute,
  request as imageRequest,
  type Result,
  withFiles,
} from "../program.ts";
import { WRITABLE_PROGRAM } from "../writable_program.ts";
import { KEY, REGION } from "./server.ts";

/** A registry of the account 123456789012. */
export const REGISTRY = `123456789012.dkr.ecr.${REGION}.amazonaws.com`;

/** A role that rules name. */
export const ROLE = "arn:aws:iam::123456789012:role/pull";

/** A role of another account. */
export const OTHER_ROLE = "arn:aws:iam::210987654321:role/team/other";

/** The section of a rule. */
export type Section = Readonly<Record<string, unknown>>;

/** A section with the same place for ECR and STS. */
export function at(url: string, section: Section): Section {
  return { endpoint: url, stsEndpoint: url, ...section };
}

/** A run of the program. */
export interface EcrRun {
  /** The section of the rule. */
  readonly section?: Section;
  /** What else the rule has. */
  readonly rule?: Readonly<Record<string, unknown>>;
  /** Beside {@linkcode NODE}; an access key where nothing is given. */
  readonly env?: Record<string, string>;
  readonly image?: string;
  readonly args?: readonly string[];
  /** The one with a test folder where nothing is given. */
  readonly program?: string;
  /** Fields of the request beside the image. */
  readonly fields?: Readonly<Record<string, unknown>>;
}

/** No test may reach the metadata service of the machine that it runs on. */
export const NODE = { AWS_EC2_METADATA_DISABLED: "true" } as const;

/** Answers one request of the kubelet. Nothing is kept between runs. */
export async function runEcr(
  {
    section = {},
    rule = {},
    env = KEY,
    image = `${REGISTRY}/team/app`,
    args = [],
    fields = {},
    program = WRITABLE_PROGRAM,
  }: EcrRun,
): Promise<Result> {
  const registries = config(
    `- ${
      JSON.stringify({
        name: "ecr",
        match: [image.slice(0, image.indexOf("/"))],
        ...rule,
        ecr: section,
      })
    }\n`,
  );
  const text = `${registries}cache: { directory: off }\n`;
  const request = { ...JSON.parse(imageRequest(image)), ...fields };
  let result: Result | undefined;
  await withFiles({ "registries.yaml": text }, async (folder) => {
    result = await execute(
      program,
      [`--config=${folder}/registries.yaml`, ...args],
      { stdin: JSON.stringify(request), env: { ...NODE, ...env } },
    );
  });
  if (result === undefined) throw new Error("the program was not run");
  return result;
}

/** The password that an answer gives for the registry; a failed run shows its error instead. */
export function passwordOf(
  { stdout, stderr }: Result,
  registry = REGISTRY,
): unknown {
  return stderr === "" ? JSON.parse(stdout).auth[registry]?.password : stderr;
}
