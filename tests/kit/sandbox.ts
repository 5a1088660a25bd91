/**
 * A copy of the tool chain's scripts, with programs on PATH that only pretend.
 * Nothing here reaches a network.
 * @module
 */
import { PROJECT } from "../../tools/paths.ts";
import { execute, type Result, withFiles } from "./program.ts";

/** Where the scripts run. */
export interface Sandbox {
  readonly folder: string;
  /** Puts a shell script before everything else on PATH. */
  fake(name: string, script: string): Promise<void>;
  /** Runs `sh tools/toolchain.sh`. */
  toolchain(env?: Record<string, string>): Promise<Result>;
  /** Runs `node tools/toolchain/from_npm.mjs`, with the real Node. */
  fromNpm(...args: string[]): Promise<Result>;
  /** Changes the pins of the copy. */
  changePins(change: (pins: Pins) => void): Promise<void>;
}

/** The part of `pins.json` that is changed here. */
export interface Pins {
  readonly denort: Record<string, { sha256: string; readonly carrier: string }>;
  readonly jsr: Record<
    string,
    { readonly modules: Record<string, { sha256: string }> }
  >;
}

/** Gives a test its sandbox. */
export function withSandbox(
  test: (sandbox: Sandbox) => Promise<void>,
): Promise<void> {
  return withFiles({}, async (folder) => {
    const tools = `${folder}/tools`;
    const bin = `${folder}/bin`;
    await Deno.mkdir(`${tools}/toolchain`, { recursive: true });
    await Deno.mkdir(bin);
    const source = `${PROJECT}/tools`;
    await Deno.copyFile(`${source}/toolchain.sh`, `${tools}/toolchain.sh`);
    for await (const { name } of Deno.readDir(`${source}/toolchain`)) {
      const path = `toolchain/${name}`;
      await Deno.copyFile(`${source}/${path}`, `${tools}/${path}`);
    }
    const PATH = `${bin}:${Deno.env.get("PATH") ?? ""}`;
    const env = { PATH, TOOLCHAIN: `${folder}/.toolchain` };
    await test({
      folder,
      fake: (name, script) =>
        Deno.writeTextFile(`${bin}/${name}`, `#!/bin/sh\n${script}\n`, {
          mode: 0o755,
        }),
      toolchain: (more = {}) =>
        execute("/bin/sh", [`${tools}/toolchain.sh`], {
          env: { PATH, ...more },
          cwd: folder,
        }),
      fromNpm: (...args) =>
        execute("node", [`${tools}/toolchain/from_npm.mjs`, ...args], { env }),
      changePins: async (change) => {
        const path = `${tools}/toolchain/pins.json`;
        const pins: Pins = JSON.parse(await Deno.readTextFile(path));
        change(pins);
        await Deno.writeTextFile(path, JSON.stringify(pins));
      },
    });
  });
}

/** A folder with nothing but these programs, for what happens where one is missing. */
export async function onlyThese(
  folder: string,
  names: readonly string[],
): Promise<string> {
  await Deno.mkdir(folder);
  for (const name of names) {
    await Deno.symlink(await which(name), `${folder}/${name}`);
  }
  return folder;
}

async function which(name: string): Promise<string> {
  for (const folder of (Deno.env.get("PATH") ?? "").split(":")) {
    const path = `${folder}/${name}`;
    if (await Deno.stat(path).then(() => true, () => false)) return path;
  }
  throw new Error(`the tests need ${name} on PATH`);
}
