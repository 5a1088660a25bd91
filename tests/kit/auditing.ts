/**
 * The program with an audit, a cache and a backend.
 * @module
 */
import { execute, request, type Result, type Run } from "./program.ts";
import { WRITABLE_PROGRAM } from "./writable_program.ts";
import { CANARY } from "./canary.ts";
import { type Caching, withCaching } from "./caching.ts";

/** A line of the audit. */
export type Line = Record<string, unknown>;

/** What a test works with. */
export interface Auditing extends Caching {
  /** The audit's folder; the program makes it. */
  readonly audit: string;
  /** Runs the program with the config. */
  run(args: readonly string[], run?: Run): Promise<Result>;
  /** The lines of the current file. */
  lines(): Promise<readonly Line[]>;
}

/** An image that a rule with {@linkcode CANARY} answers for. */
export const SECRET_IMAGE = "secret.example.com/team/app";

/** Runs a test with an audit; `settings` follow `directory` in its section. */
export async function withAudit(
  test: (auditing: Auditing) => Promise<void>,
  settings = "",
): Promise<void> {
  await withCaching(async (caching) => {
    const { configPath, env, folder } = caching;
    const audit = `${folder}/audit`;
    const rules = `  - name: secret
    match: [secret.example.com]
    static: { username: u, password: "${CANARY}" }
  - name: broken
    match: [broken.example.com]
    static: { username: u, password: { file: ${folder}/missing } }
audit: { directory: ${audit}${settings} }
`;
    const text = await Deno.readTextFile(configPath);
    await Deno.writeTextFile(
      configPath,
      text.replace("cache:", `${rules}cache:`),
    );
    await test({
      ...caching,
      audit,
      run: (args, run = {}) =>
        execute(WRITABLE_PROGRAM, [...args, `--config=${configPath}`], {
          ...run,
          env,
        }),
      lines: async () => await linesOf(`${audit}/audit.jsonl`),
    });
  });
}

/** The lines of a file of the audit. */
export async function linesOf(path: string): Promise<readonly Line[]> {
  const text = await Deno.readTextFile(path);
  // A run that is killed before it writes may leave an empty file.
  if (text === "") return [];
  return text.trimEnd().split("\n").map((line) => JSON.parse(line));
}

/** A request with a service-account token that holds these claims, and the canary. */
export function requestFor(
  image: string,
  namespace: string,
  name: string,
): string {
  const claims = {
    "kubernetes.io": { namespace, serviceaccount: { name, uid: "1" } },
    other: CANARY,
  };
  const serviceAccountToken = `e30.${btoa(JSON.stringify(claims))}.${CANARY}`;
  return JSON.stringify({ ...JSON.parse(request(image)), serviceAccountToken });
}
