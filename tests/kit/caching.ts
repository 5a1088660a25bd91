/**
 * The program with a cache folder of its own and a backend.
 * @module
 */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { config, execute, request, type Result, type Run } from "./program.ts";
import {
  startUnheard,
  withStateFolder,
  WRITABLE_PROGRAM,
} from "./writable_program.ts";
import { namesIn } from "./temporary_folder.ts";
import { type EcrBackend, withBackend } from "./ecr_backend.ts";

/** A registry of ECR. */
export const HOST = "123456789012.dkr.ecr.eu-west-1.amazonaws.com";

/** An image in it. */
export const IMAGE = `${HOST}/team/app`;

/** What a test works with. */
export interface Caching {
  readonly backend: EcrBackend;
  /** Holds the config; not open to others. */
  readonly folder: string;
  /** The cache folder; the program makes it. */
  readonly cache: string;
  readonly configPath: string;
  /** The environment of every run. */
  readonly env: Record<string, string>;
  /** Asks as the kubelet does. */
  ask(image?: string, args?: readonly string[], run?: Run): Promise<Result>;
  /** Runs a command. */
  command(...args: string[]): Promise<Result>;
}

/** Runs a test with a backend and an empty cache. */
export async function withCaching(
  test: (caching: Caching) => Promise<void>,
): Promise<void> {
  await withBackend((backend) =>
    withStateFolder(async (folder) => {
      const cache = `${folder}/cache`;
      const configPath = `${folder}/registries.yaml`;
      const rule = config(`- name: ecr
  match: ["*.dkr.ecr.*.amazonaws.com"]
  ecr: { endpoint: "${backend.endpoint}" }
- name: static
  match: [static.example.com]
  static: { username: u, password: CANARY.static }
`);
      const text = `${rule}cache: { directory: ${cache} }\n`;
      await Deno.writeTextFile(configPath, text, { mode: 0o600 });
      const env = {
        AWS_ACCESS_KEY_ID: "AKIAIOSFODNN7EXAMPLE",
        AWS_SECRET_ACCESS_KEY: "CANARY.secret-key",
        AWS_EC2_METADATA_DISABLED: "true",
        HOME: folder,
      };
      const run = (args: readonly string[], more: Run = {}) =>
        execute(WRITABLE_PROGRAM, [...args, `--config=${configPath}`], {
          ...more,
          env: { ...env, ...more.env },
        });
      await test({
        backend,
        folder,
        cache,
        configPath,
        env,
        ask: (image = IMAGE, args = [], more = {}) =>
          run(args, { stdin: request(image), ...more }),
        command: (...args) => run(args),
      });
    })
  );
}

/** The whole answer to the kubelet, with one pair of credentials. */
export function answerWith(
  password: string,
  { host = HOST, duration = "10m" } = {},
): Result {
  const apiVersion = "credentialprovider.kubelet.k8s.io/v1";
  const stdout = `{"kind":"CredentialProviderResponse","apiVersion":` +
    `"${apiVersion}","cacheKeyType":"Registry","cacheDuration":"${duration}",` +
    `"auth":{"${host}":{"username":"AWS","password":"${password}"}}}\n`;
  return { code: 0, stdout, stderr: "" };
}

/** The password in an answer. */
export function passwordOf({ stdout, stderr, code }: Result): string {
  assertEquals({ stderr, code }, { stderr: "", code: 0 });
  const { auth } = JSON.parse(stdout);
  const [{ password }] = Object.values(auth) as [{ password: string }];
  return password;
}

/** Fills the cache with one entry, and tells where it is. */
export async function fill(
  { ask, cache }: Caching,
): Promise<{ readonly path: string; readonly lock: string; token: string }> {
  const token = passwordOf(await ask());
  const names = (await namesIn(cache)).filter((name) => name.endsWith(".json"));
  assertEquals(names.length, 1);
  const path = `${cache}/${names[0]}`;
  return { path, lock: path.replace(/\.json$/, ".lock"), token };
}

/** Makes the cache folder as another user would have made it; needs root. */
export async function makeForeign({ cache }: Caching): Promise<void> {
  await Deno.mkdir(cache, { mode: 0o700 });
  await Deno.chown(cache, 65_534, 65_534);
}

/** A run that holds the lock, because its question to the backend is not answered. */
export async function startHolder(
  { backend, configPath, env }: Caching,
): Promise<{
  readonly holder: Deno.ChildProcess;
  readonly release: () => void;
}> {
  const asked = Promise.withResolvers<void>();
  const released = Promise.withResolvers<void>();
  backend.behaviour.beforeAnswer = () => {
    asked.resolve();
    return released.promise;
  };
  const holder = startUnheard(["get", IMAGE, `--config=${configPath}`], env);
  await asked.promise;
  backend.behaviour.beforeAnswer = undefined;
  return { holder, release: released.resolve };
}

/** An entry as it stands in its file. */
export interface StoredEntry {
  fetchedAt: number;
  uptimeMs: number;
  readonly credentials: { password: string; expiresAt: number };
  failure?: { at: number; line: string };
}

/** Changes an entry in place. */
export async function edit(
  path: string,
  change: (entry: StoredEntry) => void,
): Promise<void> {
  const entry: StoredEntry = JSON.parse(await Deno.readTextFile(path));
  change(entry);
  await Deno.writeTextFile(path, JSON.stringify(entry));
}

/** Makes an entry look as if it had been fetched longer ago. */
export function age(path: string, ms: number): Promise<void> {
  return edit(path, (entry) => {
    entry.fetchedAt -= ms;
    entry.credentials.expiresAt -= ms;
  });
}

/** Asserts that nothing below a folder holds a secret that others can read. */
export async function assertNoOpenSecret(folder: string): Promise<void> {
  const facts = await Deno.lstat(folder);
  const isOpen = ((facts.mode ?? 0) & 0o077) !== 0 ||
    facts.uid !== Deno.uid();
  for await (const { name, isDirectory, isFile } of Deno.readDir(folder)) {
    const path = `${folder}/${name}`;
    if (isDirectory) await assertNoOpenSecret(path);
    if (!isFile) continue;
    const { mode, uid } = await Deno.lstat(path);
    const isPrivate = ((mode ?? 0) & 0o077) === 0 && uid === Deno.uid();
    if (isPrivate && !isOpen) continue;
    const text = await Deno.readTextFile(path);
    assert(!text.includes("CANARY"), `${path} holds a secret`);
  }
}

/** Asserts that the notice of `get` is one line that ends in a code. */
export function assertNotice(stderr: string, code: string): void {
  assertMatch(stderr, /^registry-credential-provider: [^\n]+\n$/);
  assert(stderr.includes(`[${code}]`), stderr);
}
