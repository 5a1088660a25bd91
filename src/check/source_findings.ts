/**
 * What is wrong with the provider section of a rule, found without a backend.
 * @module
 */
import type { OpenRule } from "../config/open_section.ts";
import { sectionPlace } from "../config/open_section.ts";
import type { TextFile } from "../format/small_file.ts";
import { ProviderError } from "../runtime/errors.ts";
import type { Runtime } from "../runtime/runtime.ts";
import type { Problem } from "../schema/place.ts";
import { secretFaults } from "./secret_faults.ts";

/** Something wrong with a rule. */
export interface SourceFinding extends Problem {
  readonly severity: "error" | "warning";
}

/**
 * Checks what a rule answers with: its secrets, and what its provider finds.
 *
 * @param config The config file, which may hold secrets itself.
 */
export async function sourceFindings(
  open: OpenRule,
  config: TextFile,
  runtime: Runtime,
): Promise<readonly SourceFinding[]> {
  const { path } = sectionPlace(open.rule, []);
  const ofSecrets = await Promise.all(
    open.source.secrets.map((one) => secretFaults(one, config, runtime)),
  );
  const faults = ofSecrets.flat();
  // What cannot be read cannot be looked into.
  const isReadable = faults.every(({ severity }) => severity === "warning");
  return [
    ...faults.map((one) => ({ path, ...one })),
    ...isReadable ? await unusable(open, path, runtime) : [],
    ...await warnings(open, path, runtime),
  ];
}

async function unusable(
  { rule, source }: OpenRule,
  path: string,
  runtime: Runtime,
): Promise<readonly SourceFinding[]> {
  const problem = await problemOf(() => source.check?.(runtime, rule.match));
  // A secret that is not there yet is a warning, which stands there already.
  return problem === undefined || problem.code === "SECRET_UNREADABLE"
    ? []
    : [{ severity: "error", path, message: problem.message }];
}

async function warnings(
  { rule, source }: OpenRule,
  path: string,
  runtime: Runtime,
): Promise<readonly SourceFinding[]> {
  const found = await source.warnings?.(runtime, rule.match) ?? [];
  const all = found.map(({ pattern, message }) => ({
    path: pattern === undefined
      ? path
      : `registries[${rule.index}].match[${pattern}]`,
    message,
  }));
  let username: string | undefined;
  await problemOf(async () => {
    username = await source.username?.(runtime);
  });
  const colon = username?.includes(":")
    ? [{
      path,
      message:
        "the user name has a colon: a registry takes what follows for the beginning of the password (RFC 7617)",
    }]
    : [];
  return [...all, ...colon].map((one) => ({ severity: "warning", ...one }));
}

async function problemOf(
  work: () => Promise<void> | undefined,
): Promise<ProviderError | undefined> {
  try {
    await work();
    return undefined;
  } catch (error) {
    if (error instanceof ProviderError) return error;
    throw error;
  }
}
