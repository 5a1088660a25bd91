/**
 * Builds the program: `deno run -A tools/build.ts --arch amd64 --output FILE`.
 * @module
 */
import { parseArgs } from "@std/cli/parse-args";
import config from "../deno.json" with { type: "json" };
import { bundle } from "./bundle.ts";
import { type Arch, compile, TARGETS } from "./compile.ts";
import { PROJECT } from "./paths.ts";

const args = parseArgs(Deno.args, {
  string: [
    "arch",
    "output",
    "entry",
    "compiler",
    "denort",
    "base",
    "test-folder",
  ],
  default: {
    entry: `${PROJECT}/src/main.ts`,
    compiler: Deno.execPath(),
    denort: "",
    base: "",
    "test-folder": "",
  },
});
const { arch } = args;
if (!isArch(arch) || args.output === undefined) {
  console.error("build: --arch is amd64 or arm64, and --output is needed");
  Deno.exit(2);
}

const output = args.output.startsWith("/")
  ? args.output
  : `${Deno.cwd()}/${args.output}`;
// A folder of its own, whose name ends up in stack traces and nowhere else.
const folder = `${PROJECT}/.build/${output.replace(/^.*\//, "")}`;
// Another build of that name may be running.
await Deno.mkdir(`${PROJECT}/.build`, { recursive: true });
using lock = await Deno.open(`${folder}.lock`, { create: true, write: true });
await lock.lock(true);
await Deno.remove(folder, { recursive: true }).catch(() => {});
const graph = await bundle(args.entry, folder, {
  version: config.version,
  commit: await commit(),
  base: args.base || "denort from Deno",
});
await Deno.writeTextFile(`${folder}.meta.json`, JSON.stringify(graph));
await compile({
  bundle: folder,
  output,
  arch,
  compiler: args.compiler,
  denort: args.denort,
  testFolder: args["test-folder"],
});
const { size } = await Deno.stat(output);
console.error(
  `built ${output} for linux/${arch} (${(size / 1e6).toFixed(1)} MB)`,
);

function isArch(text: string | undefined): text is Arch {
  return text !== undefined && Object.hasOwn(TARGETS, text);
}

/** The git commit, with a + where the tree differs from it; "unknown" without git. */
async function commit(): Promise<string> {
  const hash = await git("rev-parse", "--short=12", "HEAD");
  const changes = await git("status", "--porcelain");
  return hash === "" ? "unknown" : hash + (changes === "" ? "" : "+");
}

async function git(...args: string[]): Promise<string> {
  try {
    const { stdout, success } = await new Deno.Command("git", {
      args: ["-C", PROJECT, ...args],
      stderr: "null",
    }).output();
    return success ? new TextDecoder().decode(stdout).trim() : "";
  } catch {
    return "";
  }
}
