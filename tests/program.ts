/**
 * Runs the compiled program: bytes in, bytes out.
 * @module
 */
import { PROJECT } from "../tools/paths.ts";

/** The program under test. */
export const PROGRAM = `${PROJECT}/dist/registry-credential-provider`;

/** How to run it. */
export interface Run {
  /** Standard input; an empty one where nothing is given. */
  readonly stdin?: string | Uint8Array;
  /** The whole environment; empty where nothing is given. */
  readonly env?: Record<string, string>;
  /** Another program than the product. */
  readonly binary?: string;
}

/** What it did. */
export interface Result {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the program to its end. */
export async function program(
  args: readonly string[],
  { stdin = "", env = {}, binary = PROGRAM }: Run = {},
): Promise<Result> {
  const child = new Deno.Command(binary, {
    args: [...args],
    env,
    clearEnv: true,
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const output = child.output();
  const writer = child.stdin.getWriter();
  const bytes = typeof stdin === "string"
    ? new TextEncoder().encode(stdin)
    : stdin;
  // The program may end before it has read everything.
  await writer.write(bytes).then(() => writer.close()).catch(() => {});
  const { code, stdout, stderr } = await output;
  return { code, stdout: text(stdout), stderr: text(stderr) };
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

function text(bytes: Uint8Array): string {
  return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
}
