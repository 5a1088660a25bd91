/**
 * Debian's registry, which lets in whoever has a bearer token of one token
 * service, the password of one user, or everybody.
 * @module
 */

/** Whom the registry trusts. */
export interface Trust {
  /** The URL of the token service. */
  readonly realm: string;
  /** The `aud` and `iss` that a bearer token needs. */
  readonly service: string;
  readonly issuer: string;
  /** PEM file with the certificate of the key that signs bearer tokens. */
  readonly certificate: string;
}

/** Lets in everybody. */
export const EVERYBODY = "everybody";

/** What has to be where, if it is not all in one folder on loopback. */
export interface Place {
  /** The words before the command, such as those that enter a network. */
  readonly enter?: readonly string[];
  /** Host and port; a free port of loopback where nothing is given. */
  readonly address?: string;
  /** The folder of the blobs, which several registries may have in common. */
  readonly blobs?: string;
}

/** A request that the registry has answered. */
export interface Access {
  /** The address of the client. */
  readonly from: string;
  readonly method: string;
  readonly path: string;
  readonly status: number;
}

/** The only user that a registry without a token service lets in. */
export const USER = { username: "robot$ci", password: "an-example-password" };

// bcrypt of the password, which is the only form that the registry takes.
const HTPASSWD =
  `${USER.username}:$2y$05$abcdefghijklmnopqrstuu8BhPHF8pc38O5dFfASa31Dz46bqo6Na\n`;

/** The name and the version of the registry. */
export async function registryVersion(): Promise<string> {
  const { stdout } = await new Deno.Command("docker-registry", {
    args: ["--version"],
    stdin: "null",
  }).output();
  // "docker-registry github.com/docker/distribution 2.8.2+ds1"
  const [, , version] = new TextDecoder().decode(stdout).split(/\s+/);
  return `docker-registry ${version}`;
}

/**
 * Runs a test with a registry that keeps its files below `folder`.
 *
 * @param test Gets host and port, and a function that gives the requests that
 *   were answered until now. The registry has ended when this returns.
 */
export async function withRegistry(
  folder: string,
  trust: Trust | typeof USER | typeof EVERYBODY,
  test: (host: string, requests: () => readonly Access[]) => Promise<void>,
  place: Place = {},
): Promise<void> {
  const file = `${folder}/registry.yml`;
  await Deno.writeTextFile(`${folder}/htpasswd`, HTPASSWD);
  await Deno.writeTextFile(file, configText(folder, trust, place));
  const [command = "", ...args] = [
    ...place.enter ?? [],
    "docker-registry",
    "serve",
    file,
  ];
  const child = new Deno.Command(command, {
    args,
    env: {
      PATH: "/usr/sbin:/usr/bin:/sbin:/bin",
      OTEL_TRACES_EXPORTER: "none",
    },
    clearEnv: true,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const log = new Log(child.stderr);
  const accesses = new Log(child.stdout);
  try {
    const [, host = ""] = await log.find(/listening on ([^\s"]+:\d+)/);
    await test(host, () => requestsIn(accesses.text));
  } finally {
    // It may have ended by itself, which a failed test tells.
    try {
      child.kill("SIGKILL");
    } catch { /* as wanted */ }
    await child.status;
    await log.end();
    await accesses.end();
  }
}

/** Apache's combined log format, in which the registry writes its access log. */
const REQUEST = /^(\S+) \S+ \S+ \[[^\]]*\] "(\S+) (\S+) [^"]*" (\d{3}) /gm;

function requestsIn(text: string): readonly Access[] {
  return [...text.matchAll(REQUEST)].map(([, from, method, path, status]) => ({
    from: from ?? "",
    method: method ?? "",
    path: path ?? "",
    status: Number(status),
  }));
}

// Port 0 lets the kernel choose a free one; the log tells which.
function configText(
  folder: string,
  trust: Trust | typeof USER | typeof EVERYBODY,
  { address = "127.0.0.1:0", blobs = `${folder}/blobs` }: Place,
): string {
  return JSON.stringify({
    version: 0.1,
    log: { level: "info" },
    storage: { filesystem: { rootdirectory: blobs } },
    http: { addr: address },
    ...trust === EVERYBODY ? {} : { auth: authOf(folder, trust) },
  });
}

function authOf(folder: string, trust: Trust | typeof USER) {
  if (!("realm" in trust)) {
    return { htpasswd: { realm: "registry", path: `${folder}/htpasswd` } };
  }
  const { realm, service, issuer, certificate } = trust;
  return { token: { realm, service, issuer, rootcertbundle: certificate } };
}

/** What a process says, read to its end so that it never waits for a reader. */
class Log {
  #text = "";
  #isOver = false;
  #wake = () => {};
  readonly #reading: Promise<void>;

  constructor(stream: ReadableStream<Uint8Array>) {
    this.#reading = this.#read(stream);
  }

  async find(what: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const found = what.exec(this.#text);
      if (found !== null) return found;
      if (this.#isOver) throw new Error(`it has ended: ${this.#text}`);
      await new Promise<void>((resolve) => this.#wake = resolve);
    }
  }

  get text(): string {
    return this.#text;
  }

  end(): Promise<void> {
    return this.#reading;
  }

  async #read(stream: ReadableStream<Uint8Array>): Promise<void> {
    const decoder = new TextDecoder();
    for await (const bytes of stream) {
      this.#text += decoder.decode(bytes, { stream: true });
      this.#wake();
    }
    this.#isOver = true;
    this.#wake();
  }
}
