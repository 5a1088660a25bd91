/**
 * Runs the compiled program: bytes in, bytes out.
 * @module
 */
import { copyProgram } from "./copied_program.ts";
import { PROJECT } from "../../tools/paths.ts";

/** The program under test. */
export const PROGRAM = `${PROJECT}/dist/registry-credential-provider`;

/** How to run it. */
export interface Run {
  /** Standard input; an empty one where nothing is given. Parts come one after the other. */
  readonly stdin?: string | Uint8Array | readonly string[];
  /** The whole environment; empty where nothing is given. */
  readonly env?: Record<string, string>;
  /** Where it runs; the folder of the tests where nothing is given. */
  readonly cwd?: string;
}

/** What it did. */
export interface Result {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the program to its end. */
export function program(
  args: readonly string[],
  run: Run = {},
): Promise<Result> {
  return execute(PROGRAM, args, run);
}

/** No command of a test takes longer, however busy the machine is. */
const LONGEST_MS = 600_000;

/** Runs any program to its end: a copy of the one under test, or a shell around it. */
export async function execute(
  command: string,
  args: readonly string[],
  { stdin = "", env = {}, cwd = Deno.cwd() }: Run = {},
): Promise<Result> {
  const child = new Deno.Command(command, {
    args: [...args],
    env,
    cwd,
    clearEnv: true,
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
    // One that never ends fails its test, instead of holding all of them up.
    signal: AbortSignal.timeout(LONGEST_MS),
  }).spawn();
  const output = child.output();
  // The program may end before it has read everything.
  await writeAll(child.stdin, stdin).catch(() => {});
  const { code, stdout, stderr } = await output;
  return { code, stdout: text(stdout), stderr: text(stderr) };
}

/**
 * A shell line around a program, which stands in it as `"$0" "$@"`; for what a
 * caller does with the standard streams.
 */
export function shell(
  line: string,
  args: readonly string[],
  run: Run = {},
): Promise<Result> {
  return execute("/bin/sh", ["-c", line, PROGRAM, ...args], {
    ...run,
    env: { PATH: "/usr/bin:/bin", ...run.env },
  });
}

async function writeAll(
  stream: WritableStream<Uint8Array>,
  stdin: string | Uint8Array | readonly string[],
): Promise<void> {
  const writer = stream.getWriter();
  const parts = typeof stdin === "string" || stdin instanceof Uint8Array
    ? [stdin]
    : stdin;
  for (const [at, part] of parts.entries()) {
    // Time for the reader to take the part before it, so that it reads twice.
    if (at > 0) await new Promise((resolve) => setTimeout(resolve, 50));
    await writer.write(
      typeof part === "string" ? new TextEncoder().encode(part) : part,
    );
  }
  await writer.close();
}

/** A request as the kubelet sends it. */
export function request(image: string, version = "v1"): string {
  const apiVersion = `credentialprovider.kubelet.k8s.io/${version}`;
  const kind = "CredentialProviderRequest";
  return `${JSON.stringify({ kind, apiVersion, image })}\n`;
}

/** A folder that is gone when the test ends, with these files in it (mode 0600). */
export async function withFiles(
  files: { readonly [name: string]: string | Uint8Array },
  test: (folder: string) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "rcp-test-" });
  try {
    for (const [name, content] of Object.entries(files)) {
      const bytes = typeof content === "string"
        ? new TextEncoder().encode(content)
        : content;
      await Deno.writeFile(`${folder}/${name}`, bytes, { mode: 0o600 });
    }
    await test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** A config with these entries of `registries`, as YAML. */
export function config(registries: string): string {
  return `apiVersion: registry-credential-provider/v1
kind: RegistryConfig
registries:
${registries.replace(/^(?=.)/gm, "  ")}`;
}

/** A config with one rule, `r` for `r.example.com`, with this section `static`. */
export function staticConfig(
  section = "{ username: u, password: p }",
): string {
  return config(`- name: r
  match: [r.example.com]
  static: ${section}
`);
}

/** Puts the program at another path: a link, or a copy on another file system. */
export async function linkProgram(path: string): Promise<void> {
  await Deno.link(PROGRAM, path).catch(() => copyProgram(PROGRAM, path));
}

function text(bytes: Uint8Array): string {
  return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
}
