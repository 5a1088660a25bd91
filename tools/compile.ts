/**
 * Compiles bundled modules into one program.
 * @module
 */
import { OWN_FOLDERS } from "../src/runtime/own_folders.ts";
import { PROJECT } from "./paths.ts";

/** Architectures of nodes, and Deno's names for them. */
export const TARGETS = {
  amd64: "x86_64-unknown-linux-gnu",
  arm64: "aarch64-unknown-linux-gnu",
} as const;

/** An architecture of {@linkcode TARGETS}. */
export type Arch = keyof typeof TARGETS;

/**
 * What the program may do, and nothing else: no subprocess, no foreign library,
 * no module from elsewhere.
 *
 * `doctor` needs what is in /proc/PID/cmdline and mountinfo. Deno gives the
 * content of files below /proc, /sys and /dev only to a program that has every
 * right (seen with 2.7.11 and 2.9.4: all rights but one are not enough, and a `--deny-…`
 * takes them away again); with --allow-read alone it lists /proc and reads its
 * links. To run `cat` would need --allow-run, and where cat is a link to a
 * program with many names, as with BusyBox, that is the right to run any. So
 * nothing is added: the shell opens the files, and `doctor` reads them from
 * standard input.
 */
export const PERMISSIONS = [
  "--allow-read", // the config names any path for secrets
  "--allow-env", // and any variable
  "--allow-net", // registries and clouds are not known at build time
  // ${node}; whose a cache folder is; where the AWS SDK looks for its profiles;
  // how old a cached token is where the clock was set back
  "--allow-sys=hostname,uid,homedir,osUptime",
  "--deny-import", // a compiled program may import from some hosts otherwise
] as const;

/** Where the program may write: the cache, and new keys. */
export function writePermission(folders: readonly string[]): string {
  return `--allow-write=${folders.join(",")}`;
}

/**
 * Flags of V8, for a process that runs once and for a tenth of a second. What
 * each of them brings is measured in bench/levers.md.
 */
const V8_FLAGS = [
  "--single-threaded", // the run ends before helper threads have paid for their start
  "--no-lazy", // most functions run once: compiled at once, they are parsed once
  "--no-ignition-reo", // better bytecode costs more than it saves
  "--no-ignition-elide-noneffectful-bytecodes",
  "--no-sparkplug",
  "--max-opt=2", // no TurboFan
  "--invocation-count-for-maglev=300", // only where a config has many registries
  "--min-semi-space-size=16", // MiB: no collection of what is still in use
];

const FLAGS = [
  `--v8-flags=${V8_FLAGS.join(",")}`,
  "--no-check", // done by make lint, on the sources
  "--no-config", // the bundle has no imports left to map
  "--no-lock",
  "--no-npm",
  "--no-remote",
  "--no-prompt", // a person on a terminal gets an error, not a question
  "--no-code-cache", // it would be in /tmp under a name that anybody can take first
  `--env-file=${PROJECT}/tools/embedded.env`, // read where the environment has no other value
] as const;

/** What is compiled, and for what. */
export interface Compilation {
  /** Holds `main.js` and its chunks. Nothing else is embedded. */
  readonly bundle: string;
  readonly output: string;
  readonly arch: Arch;
  /** The path of the Deno that compiles: of the same version as the base. */
  readonly compiler: string;
  /** The runtime base; empty lets Deno fetch its own. */
  readonly denort: string;
  /** A folder beside {@linkcode OWN_FOLDERS} that a test program may write to. */
  readonly testFolder: string;
}

/**
 * Compiles a bundle.
 *
 * @throws {Error} When Deno refuses.
 */
export async function compile(
  { bundle, output, arch, compiler, denort, testFolder }: Compilation,
): Promise<void> {
  const folders = [...OWN_FOLDERS, ...testFolder === "" ? [] : [testFolder]];
  // Deno writes the time of every file into the program.
  for await (const { name } of Deno.readDir(bundle)) {
    await Deno.utime(`${bundle}/${name}`, 0, 0);
  }
  const { success, stderr } = await new Deno.Command(compiler, {
    args: [
      "compile",
      "--quiet",
      ...FLAGS,
      ...await appName(compiler),
      ...PERMISSIONS,
      writePermission(folders),
      `--target=${TARGETS[arch]}`,
      `--output=${output}`,
      "main.js",
    ],
    cwd: bundle,
    env: denort === "" ? {} : { DENORT_BIN: denort },
    stdin: "null",
    stderr: "piped",
  }).output();
  if (!success) {
    throw new Error(`deno compile: ${new TextDecoder().decode(stderr)}`);
  }
}

/**
 * Deno 2.9 writes a name into the program, that of `--output` by default: two
 * builds with different names would differ. Deno 2.8 and older know no name.
 */
async function appName(compiler: string): Promise<readonly string[]> {
  const { stdout } = await new Deno.Command(compiler, { args: ["--version"] })
    .output();
  const [, minor] = /^deno 2\.(\d+)\./.exec(new TextDecoder().decode(stdout)) ??
    [];
  return Number(minor) < 9 ? [] : ["--app-name=registry-credential-provider"];
}
