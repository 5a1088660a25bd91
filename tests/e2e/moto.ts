/**
 * moto, an emulator of AWS that comes from PyPI: set up outside the repository,
 * and started on a port of the loopback.
 * @module
 */
import { failureOf, freePort, works } from "./machine.ts";
import { cacheFolder } from "./suite.ts";

/** The release, and so the folder that it is kept in. */
export const VERSION = "5.2.5";

/** A running emulator. */
export interface Moto {
  readonly url: string;
}

/**
 * Finds moto, or installs it.
 *
 * @returns The program, or why there is none.
 */
export async function setUpMoto(): Promise<
  { readonly server: string } | { readonly missing: string }
> {
  const cache = cacheFolder();
  if (cache === undefined) {
    return { missing: "neither HOME nor XDG_CACHE_HOME is set" };
  }
  const folder = `${cache}/moto-${VERSION}`;
  const server = `${folder}/bin/moto_server`;
  if (await works(server, "--help")) return { server };
  if (!await works("python3", "--version")) {
    return { missing: "there is no python3" };
  }
  console.log(`installing moto ${VERSION} into ${folder}`);
  const why = await failureOf("python3", "-m", "venv", "--clear", folder) ??
    await install(folder);
  return why === undefined
    ? { server }
    : { missing: `moto could not be installed from PyPI: ${why}` };
}

/**
 * Installs moto with what a server needs for ECR, STS and IAM: its extra `server`
 * has the packages of every service, and takes many minutes. So does compiling.
 *
 * @returns Why it failed.
 */
async function install(folder: string): Promise<string | undefined> {
  const pip = [`${folder}/bin/python`, "-m", "pip", "install", "--no-compile"];
  const packages = [`moto==${VERSION}`, "flask", "flask-cors"];
  return await failureOf(...pip, "--quiet", ...packages);
}

/** Runs something with an emulator, which is gone afterwards. */
export async function withMoto(
  server: string,
  env: Record<string, string>,
  use: (moto: Moto) => Promise<void>,
): Promise<void> {
  const port = freePort();
  const child = new Deno.Command(server, {
    args: ["--host=127.0.0.1", `--port=${port}`],
    env,
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).spawn();
  try {
    const url = `http://127.0.0.1:${port}`;
    await untilItAnswers(`${url}/moto-api/`);
    await use({ url });
  } finally {
    child.kill("SIGTERM");
    await child.status;
  }
}

async function untilItAnswers(url: string): Promise<void> {
  for (let attempt = 0; attempt < 1_200; attempt++) {
    const response = await fetch(url).catch(() => undefined);
    await response?.body?.cancel();
    if (response?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error("moto does not answer within 2 minutes");
}
