/**
 * A node in a temporary folder, for `node.sh --root`: its files, and
 * stand-ins for systemd, the journal and curl on PATH.
 * @module
 */
import { PROJECT } from "../../tools/paths.ts";
import { config, execute, PROGRAM, type Result } from "../kit/program.ts";

/** The script under test. */
export const NODE_SH = `${PROJECT}/dist/node.sh`;
/** Where everything is on a node. */
export const FOLDER = "/etc/kubernetes/credential-providers";
/** The flags that the script sets. */
export const FLAGS =
  `--image-credential-provider-config=${FOLDER}/kubelet.yaml --image-credential-provider-bin-dir=${FOLDER}`;
/** What `/etc/default/kubelet` of a Kind node holds, to the byte. */
export const KIND_DEFAULT =
  "KUBELET_EXTRA_ARGS=--runtime-cgroups=/system.slice/containerd.service";
/** What kubeadm writes. */
export const KUBEADM_FLAGS =
  'KUBELET_KUBEADM_ARGS="--container-runtime-endpoint=unix:///run/containerd/containerd.sock --node-ip=172.18.0.2"\n';

/** The stand-ins. */
export const FAKES = `${PROJECT}/tests/deploy/fakes`;
const STATE = "/var/lib/registry-credential-provider";
/** The folder that a run locks. It stays, on a file system that is new at every boot. */
const LOCK = "/run/registry-credential-provider-install";
/** A node, and what a test does with it. */
export class FakeNode {
  constructor(
    /** The folder that is `/` of the node. */
    readonly root: string,
    /** The folder of the stand-ins. */
    readonly fakes: string,
    /** The folder of the files that an installation is given. */
    readonly source: string,
    /** Whether the program only pretends. */
    private readonly isStandIn: boolean,
    /** The shell that runs the script. */
    readonly shell: readonly string[] = ["/bin/sh"],
    private readonly tools: string | undefined = undefined,
  ) {}

  /** The script, as the first words of a command line. */
  script(): readonly string[] {
    return [...this.shell, NODE_SH];
  }

  /** Runs the script with `--root`. */
  run(
    args: readonly string[],
    env: Record<string, string> = {},
  ): Promise<Result> {
    return this.call([...args, "--root", this.root], env);
  }

  /** Runs the script with these words and no others. */
  call(
    args: readonly string[],
    env: Record<string, string> = {},
  ): Promise<Result> {
    const [command = "", ...before] = this.script();
    return execute(command, [...before, ...args], {
      env: this.environment(env),
    });
  }

  /** What the script finds in its environment. */
  environment(env: Record<string, string> = {}): Record<string, string> {
    return {
      PATH: [
        FAKES,
        ...this.tools === undefined ? [] : [this.tools],
        "/usr/sbin:/usr/bin:/sbin:/bin",
      ]
        .join(":"),
      FAKES: this.fakes,
      NODE: this.root,
      NODE_WINDOW: "0",
      // A stand-in for a kubelet is well at once or never: the first look tells.
      NODE_TIMEOUT: "0",
      ...env,
    };
  }

  /** Installs the program and the config of {@linkcode source}. */
  install(...more: readonly string[]): Promise<Result> {
    return this.run([...this.installArguments(), ...more]);
  }

  /** The command line of an installation. */
  installArguments(): readonly string[] {
    const { source } = this;
    return [
      "install",
      "--binary",
      `${source}/program`,
      "--config",
      `${source}/registries.yaml`,
    ];
  }

  /** The program that is installed next, with a text that makes it another file. */
  async program(text: string): Promise<void> {
    const program = this.isStandIn
      ? await Deno.readTextFile(`${FAKES}/program`)
      : `#!/bin/sh\nexec '${PROGRAM}' "$@"\n`;
    await this.replace(
      `${this.source}/program`,
      program.replace("\n", `\n# ${text}\n`),
    );
  }

  /** The config that is installed next, with these patterns. */
  async config(password: string, ...patterns: string[]): Promise<void> {
    const rule = `- name: one
  match: ${JSON.stringify(patterns)}
  static: { username: u, password: ${password} }
`;
    await Deno.writeTextFile(`${this.source}/registries.yaml`, config(rule));
  }

  /** Text of a file of the node; undefined where it is not there. */
  async read(path: string): Promise<string | undefined> {
    return await Deno.readTextFile(this.root + path).catch(() => undefined);
  }

  /** Writes a file of the node. */
  async write(path: string, text: string): Promise<void> {
    const file = this.root + path;
    await Deno.mkdir(file.slice(0, file.lastIndexOf("/")), { recursive: true });
    await Deno.writeTextFile(file, text, { mode: 0o644 });
  }

  /** Tells a stand-in something. */
  async tell(name: string, text = ""): Promise<void> {
    await Deno.writeTextFile(`${this.fakes}/${name}`, text);
  }

  /** Takes back what a stand-in was told. */
  async untell(name: string): Promise<void> {
    await Deno.remove(`${this.fakes}/${name}`);
  }

  /** How often the kubelet was restarted. */
  async restarts(): Promise<number> {
    const log = await Deno.readTextFile(`${this.fakes}/restart-log`)
      .catch(() => "");
    return log.split("\n").length - 1;
  }

  /** The live command line of the kubelet; none where it does not run. */
  async commandLine(): Promise<readonly string[]> {
    const pid = (await Deno.readTextFile(`${this.fakes}/pid`)).trim();
    const text = await this.read(`/proc/${pid}/cmdline`) ?? "";
    return text.split("\0").filter((word) => word !== "");
  }

  /** Everything on the node with mode, owner, time and content, without the script's own state and /proc. */
  async snapshot(withTimes = false): Promise<Record<string, string>> {
    const found: Record<string, string> = {};
    const walk = async (path: string): Promise<void> => {
      for await (const entry of Deno.readDir(this.root + path)) {
        const at = `${path}/${entry.name}`;
        if (["/proc", STATE, LOCK].includes(at)) continue;
        const { mode, mtime, uid, gid, isDirectory, isSymlink, isFile } =
          await Deno.lstat(this.root + at);
        const owner = uid === Deno.uid() && gid === Deno.gid()
          ? ""
          : `${uid}:${gid} `;
        const facts = `${((mode ?? 0) & 0o7777).toString(8)} ${owner}${
          withTimes && !isDirectory ? mtime?.getTime() : ""
        }`;
        if (isSymlink) {
          found[at] = `${owner}-> ${await Deno.readLink(this.root + at)}`;
        } else if (isDirectory) {
          found[at] = facts;
          await walk(at);
        } else {
          found[at] = `${facts} ${
            isFile ? await Deno.readTextFile(this.root + at) : "(no file)"
          }`;
        }
      }
    };
    await walk("");
    return found;
  }

  /** Tells whether the script has left a state. */
  async hasState(): Promise<boolean> {
    return await Deno.stat(this.root + STATE).then(() => true, () => false);
  }

  // A running program is not overwritten, in tests neither.
  private async replace(path: string, text: string): Promise<void> {
    await Deno.writeTextFile(`${path}.new`, text);
    await Deno.chmod(`${path}.new`, 0o755);
    await Deno.rename(`${path}.new`, path);
  }
}
