/**
 * The kubelet's own keyring, asked as the kubelet asks it, with our program as
 * its plugin. `tests/e2e/kubernetes/keyring` is its process.
 * @module
 */
import { assertEquals } from "@std/assert";
import { parse } from "@std/yaml/parse";
import { PLUGIN_NAME } from "../../src/kubelet/entry_name.ts";
import { PROGRAM, program, withFiles } from "../kit/program.ts";

/** A pod's service account, as the API server knows it. */
export interface Account {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly annotations: Readonly<Record<string, string>>;
  /** What the API server gives for every request for a token. */
  readonly token: string;
}

/** What the keyring says. */
export interface Answer {
  readonly credentials: readonly {
    readonly username: string;
    readonly password: string;
  }[];
  /** Those for which it asked the API server for a token. */
  readonly audiences: readonly string[];
}

/** An answer as `user:password`, in the order in which the kubelet tries them. */
export function usersOf({ credentials }: Answer): readonly string[] {
  return credentials.map(({ username, password }) => `${username}:${password}`);
}

/** A check, with the program of `tests/e2e/kubernetes/keyring`. */
export type Check = (keyring: string) => Promise<void>;

/** A kubelet that has read its config. */
export interface Keyring {
  readonly folder: string;
  /** Asks for the credentials of a container's image. */
  ask(image: string, account?: Account): Promise<Answer>;
  /** The images for which it ran the program, in order. */
  runs(): Promise<readonly string[]>;
  /** Ends it, and gives what it said in its log. */
  end(): Promise<string>;
}

/** What a kubelet finds on its node. */
export interface Node {
  /** The program of `tests/e2e/kubernetes/keyring`. */
  readonly keyring: string;
  /** `FOLDER` stands for the folder with these files. */
  readonly registries: string;
  readonly files?: Readonly<Record<string, string>>;
  /** Further arguments of `kubelet-config`. */
  readonly args?: readonly string[];
  /** The kubelet's environment, beside `PATH`. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Lets `kubelet-config` write what a kubelet reads, and gives that to one. */
export async function withKeyring(
  { keyring, registries, files = {}, args = [], env = {} }: Node,
  test: (keyring: Keyring) => Promise<void>,
): Promise<void> {
  await withFiles(files, async (folder) => {
    const config = `${folder}/registries.yaml`;
    await Deno.writeTextFile(config, registries.replaceAll("FOLDER", folder));
    const made = await program([
      "kubelet-config",
      `--config=${config}`,
      ...args,
    ]);
    assertEquals([made.code, made.stderr], [0, ""]);
    await Deno.writeTextFile(`${folder}/kubelet.yaml`, made.stdout);
    await writePlugin(folder);
    await linkEntries(folder, made.stdout);
    const started = start(keyring, folder, env);
    try {
      await test(started);
    } finally {
      await started.end();
    }
  });
}

/** Puts the program where a kubelet looks for it, and has each request noted. */
export async function writePlugin(folder: string): Promise<void> {
  await Deno.mkdir(`${folder}/plugins`);
  await Deno.writeTextFile(
    `${folder}/plugins/${PLUGIN_NAME}`,
    `#!/bin/sh\ntee -a '${folder}/requests' | '${PROGRAM}' "$@"\n`,
    { mode: 0o755 },
  );
  await Deno.writeTextFile(`${folder}/requests`, "");
}

// As node.sh does: each entry runs a file of its own name.
async function linkEntries(folder: string, config: string): Promise<void> {
  const { providers } = parse(config) as {
    providers: readonly { readonly name: string }[];
  };
  const names = providers.map(({ name }) => name);
  for (const name of names.filter((one) => one !== PLUGIN_NAME)) {
    await Deno.symlink(PLUGIN_NAME, `${folder}/plugins/${name}`);
  }
}

function start(
  keyring: string,
  folder: string,
  env: Readonly<Record<string, string>>,
): Keyring {
  const child = new Deno.Command(keyring, {
    args: [`${folder}/kubelet.yaml`, `${folder}/plugins`],
    env: { PATH: "/usr/bin:/bin", ...env },
    clearEnv: true,
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const log = new Response(child.stderr).text();
  const queries = child.stdin.getWriter();
  const answers = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  let isOver = false;
  let rest = "";
  return {
    folder,
    async ask(image, account) {
      const query = JSON.stringify({ image, account });
      await queries.write(new TextEncoder().encode(`${query}\n`));
      while (!rest.includes("\n")) {
        const { value, done } = await answers.read();
        if (done) throw new Error(`the keyring has ended: ${await log}`);
        rest += value;
      }
      const [line = "", ...more] = rest.split("\n");
      rest = more.join("\n");
      return JSON.parse(line);
    },
    async runs() {
      const requests = await Deno.readTextFile(`${folder}/requests`);
      return requests.trim().split("\n").filter((line) => line !== "")
        .map((line) => JSON.parse(line).image);
    },
    async end() {
      if (!isOver) {
        isOver = true;
        await queries.close().catch(() => {});
        await answers.cancel().catch(() => {});
        await child.status;
      }
      return await log;
    },
  };
}
