/**
 * What checks do with skopeo, podman and docker, in the words of each. All
 * three find credentials in one `config.json`, and helpers on `PATH`.
 * @module
 */
import { execute, type Result } from "../kit/program.ts";
import { podmanOptions } from "./podman_containers.ts";

/** A client of registries. */
export interface RegistryClient {
  readonly name: string;
  /** Asks for its version. */
  version(): Promise<string>;
  /** Logs in, with the password on standard input. */
  login(
    registry: string,
    username: string,
    password: string,
  ): Promise<Result>;
  logout(registry: string): Promise<Result>;
  /** Pulls an image that it has not. */
  pull(image: string): Promise<Result>;
  /** The digest of an image that was pulled, which it has no longer afterwards. */
  takeDigest(image: string): Promise<string>;
}

/** Where clients work: a folder, and the environment of each run. */
export interface Workplace {
  readonly folder: string;
  /** With `PATH`, `HOME` and `DOCKER_CONFIG`. */
  readonly env: Record<string, string>;
}

/** Loopback without TLS, which skopeo and podman do only when they are told. */
const PLAIN = "--tls-verify=false";

/** A client that takes the file of credentials as an option. */
function withAuthFile(
  { folder, env }: Workplace,
  program: string,
  options: readonly string[],
) {
  const authFile = `--authfile=${env["DOCKER_CONFIG"]}/config.json`;
  const run = (args: readonly string[], stdin = ""): Promise<Result> =>
    execute(program, [...options, ...args], { env, stdin, cwd: folder });
  return {
    name: program,
    version: () => versionOf(run(["--version"])),
    login: (registry: string, username: string, password: string) =>
      run(
        [
          "login",
          authFile,
          PLAIN,
          `-u=${username}`,
          "--password-stdin",
          registry,
        ],
        password,
      ),
    logout: (registry: string) => run(["logout", authFile, registry]),
    run,
    authFile,
  };
}

/** skopeo, which keeps a pulled image in a folder. */
export function skopeo(workplace: Workplace): RegistryClient {
  const { run, authFile, ...client } = withAuthFile(workplace, "skopeo", [
    "--insecure-policy",
  ]);
  const pulled = `${workplace.folder}/pulled`;
  return {
    ...client,
    pull: (image) =>
      run([
        "copy",
        authFile,
        `--src-${PLAIN.slice(2)}`,
        `docker://${image}`,
        `oci:${pulled}:latest`,
      ]),
    async takeDigest() {
      const { stdout } = await run([
        "inspect",
        "--format={{.Digest}}",
        `oci:${pulled}:latest`,
      ]);
      await Deno.remove(pulled, { recursive: true });
      return stdout.trim();
    },
  };
}

/** podman, with a storage of its own. */
export function podman(workplace: Workplace): RegistryClient {
  const { run, authFile, ...client } = withAuthFile(
    workplace,
    "podman",
    podmanOptions(workplace.folder),
  );
  return {
    ...client,
    pull: (image) => run(["pull", authFile, PLAIN, image]),
    async takeDigest(image) {
      const { stdout } = await run([
        "image",
        "inspect",
        "--format={{.Digest}}",
        image,
      ]);
      await run(["rmi", "--force", image]);
      return stdout.trim();
    },
  };
}

/** docker, whose daemon takes loopback for safe without TLS. */
export function docker(
  { folder, env }: Workplace,
  host: string,
): RegistryClient {
  const here = host === "" ? env : { ...env, DOCKER_HOST: host };
  const run = (args: readonly string[], stdin = ""): Promise<Result> =>
    execute("docker", args, { env: here, stdin, cwd: folder });
  return {
    name: "docker",
    version: () =>
      versionOf(run([
        "version",
        "--format=docker {{.Client.Version}}, dockerd {{.Server.Version}}",
      ])),
    login: (registry, username, password) =>
      run(["login", `-u=${username}`, "--password-stdin", registry], password),
    logout: (registry) => run(["logout", registry]),
    pull: (image) => run(["pull", image]),
    async takeDigest(image) {
      const { stdout } = await run([
        "image",
        "inspect",
        "--format={{index .RepoDigests 0}}",
        image,
      ]);
      await run(["rmi", "--force", image]);
      return stdout.trim().replace(/^.*@/, "");
    },
  };
}

async function versionOf(asked: Promise<Result>): Promise<string> {
  return (await asked).stdout.trim().replace(" version", "");
}
