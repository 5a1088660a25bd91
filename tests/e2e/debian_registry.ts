/**
 * Debian's registry on loopback, which lets in whoever has a bearer token of
 * one token service, or the password of one user.
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

/** The only user that a registry without a token service lets in. */
export const USER = { username: "robot$ci", password: "an-example-password" };

// bcrypt of the password, which is the only form that the registry takes.
const HTPASSWD =
  `${USER.username}:$2y$05$abcdefghijklmnopqrstuu8BhPHF8pc38O5dFfASa31Dz46bqo6Na\n`;

/**
 * Runs a test with a registry that keeps its blobs below `folder`.
 *
 * @param test Gets host and port. The registry has ended when this returns.
 */
export async function withRegistry(
  folder: string,
  trust: Trust | typeof USER,
  test: (host: string) => Promise<void>,
): Promise<void> {
  const file = `${folder}/registry.yml`;
  await Deno.writeTextFile(`${folder}/htpasswd`, HTPASSWD);
  await Deno.writeTextFile(file, configText(folder, trust));
  const child = new Deno.Command("docker-registry", {
    args: ["serve", file],
    env: { PATH: "/usr/bin:/bin", OTEL_TRACES_EXPORTER: "none" },
    clearEnv: true,
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).spawn();
  const log = new Log(child.stderr);
  try {
    const [, host = ""] = await log.find(/listening on (127\.0\.0\.1:\d+)/);
    await test(host);
  } finally {
    // It may have ended by itself, which a failed test tells.
    try {
      child.kill("SIGKILL");
    } catch { /* as wanted */ }
    await child.status;
    await log.end();
  }
}

// Port 0 lets the kernel choose a free one; the log tells which.
function configText(folder: string, trust: Trust | typeof USER): string {
  return JSON.stringify({
    version: 0.1,
    log: { level: "info" },
    storage: { filesystem: { rootdirectory: `${folder}/blobs` } },
    http: { addr: "127.0.0.1:0" },
    auth: "realm" in trust
      ? {
        token: {
          realm: trust.realm,
          service: trust.service,
          issuer: trust.issuer,
          rootcertbundle: trust.certificate,
        },
      }
      : { htpasswd: { realm: "registry", path: `${folder}/htpasswd` } },
  });
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
