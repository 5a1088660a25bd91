/**
 * A pod of the DaemonSet on a node that is a temporary folder: the real
 * entrypoint.sh, with an nsenter and a node.sh that only pretend.
 * @module
 */
import { PROJECT } from "../../tools/paths.ts";
import { execute, type Result, withFiles } from "../kit/program.ts";
import { namesIn } from "../kit/temporary_folder.ts";

/** Where the entrypoint keeps its files on a node. */
export const STAGE = "/var/lib/registry-credential-provider/daemonset";

/** One pod and its node. */
export interface Pod {
  /** The root of the node's file system. */
  readonly node: string;
  /** Writes a key of the mounted ConfigMap or Secret; nothing removes it. */
  mount(
    volume: "config" | "secrets",
    key: string,
    text?: string,
  ): Promise<void>;
  /** Puts a shell script before everything else on PATH. */
  fake(name: string, script: string): Promise<void>;
  /** What node.sh does from now on, after it has noted how it was called. */
  nodeScript(script: string): Promise<void>;
  /** How node.sh was called, one line each: the arguments, `NODE` for the root. */
  calls(): Promise<readonly string[]>;
  /** How nsenter was called, up to its `--`. */
  namespaces(): Promise<readonly string[]>;
  /** The names in the folder of the entrypoint on the node. */
  staged(): Promise<readonly string[]>;
  /** Waits until the entrypoints have looked for a change once more. */
  looked(): Promise<void>;
  /** Starts the entrypoint with these words. */
  start(words: string, env?: Record<string, string>): Running;
  /** Runs the readiness probe. */
  ready(): Promise<Result>;
}

/** An entrypoint that runs. */
export interface Running {
  /** Waits until what it printed on both streams matches. */
  says(pattern: RegExp): Promise<string>;
  /** Ends it as a kubelet does; its exit code. */
  end(): Promise<number>;
}

const NSENTER = `
printf '%s' "" >>"$FAKES/nsenter.log"
while [ "$1" != -- ]; do printf '%s ' "$1" >>"$FAKES/nsenter.log"; shift; done
printf '\\n' >>"$FAKES/nsenter.log"
shift
exec "$@"`;

// Namespaces differ, as in a privileged pod with hostPID.
const READLINK = `printf '%s of %s\\n' "$1" "$1"`;

const NODE_SH = `
line=
for argument; do
  case $argument in "$NODE_ROOT"*) argument=NODE\${argument#"$NODE_ROOT"} ;; esac
  line="$line\${line:+ }$argument"
done
printf '%s\\n' "$line" >>"$FAKES/node.log"
[ ! -e "$FAKES/node-script" ] || . "$FAKES/node-script"`;

/**
 * Gives a test its pod, and ends what still runs.
 *
 * @param image The files of the image; ones that pretend where nothing is given.
 */
export function withPod(
  test: (pod: Pod) => Promise<void>,
  image: { readonly nodeSh?: string; readonly program?: string } = {},
): Promise<void> {
  return withFiles({}, async (folder) => {
    const [bin, opt, node, config, secrets, state] = await Promise.all(
      ["bin", "image", "node", "config", "secrets", "state"].map(
        async (name) => {
          await Deno.mkdir(`${folder}/${name}`);
          return `${folder}/${name}`;
        },
      ),
    ) as [string, string, string, string, string, string];
    const script = `${opt}/entrypoint.sh`;
    await Deno.copyFile(`${PROJECT}/deploy/daemonset/entrypoint.sh`, script);
    await writeScript(`${opt}/node.sh`, NODE_SH);
    await Deno.writeTextFile(`${opt}/registry-credential-provider`, "ELF\n");
    if (image.nodeSh !== undefined) {
      await Deno.copyFile(image.nodeSh, `${opt}/node.sh`);
    }
    if (image.program !== undefined) {
      await Deno.copyFile(image.program, `${opt}/registry-credential-provider`);
    }
    const pauses = `${folder}/pauses`;
    const uptime = `${folder}/uptime`;
    await Deno.writeTextFile(uptime, "86400.12 100.00\n");
    const env = {
      PATH: `${bin}:/usr/bin:/bin`,
      FAKES: folder,
      CONFIG: config,
      SECRETS: secrets,
      STATE: state,
      NODE_ROOT: node,
      NODE_NAME: "worker-1",
      UPTIME: uptime,
      SPREAD: "0",
      INTERVAL: "0.1",
    };
    const running: Running[] = [];
    const pod: Pod = {
      node,
      mount: (volume, key, text = "") =>
        Deno.writeTextFile(`${folder}/${volume}/${key}`, text),
      fake: (name, text) => writeScript(`${bin}/${name}`, text),
      nodeScript: (text) => Deno.writeTextFile(`${folder}/node-script`, text),
      calls: () => lines(`${folder}/node.log`),
      namespaces: () => lines(`${folder}/nsenter.log`),
      looked: async () => {
        // The look that has begun may have been without the change: two more.
        const before = (await lines(pauses)).length;
        while ((await lines(pauses)).length < before + 2) await moment();
      },
      staged: () => namesIn(`${node}${STAGE}`),
      start: (words, more = {}) => {
        const child = new Deno.Command("/bin/sh", {
          args: [script, ...words.split(" ")],
          env: { ...env, ...more },
          clearEnv: true,
          stdin: "null",
          stdout: "piped",
          stderr: "piped",
        }).spawn();
        const entrypoint = watch(child);
        running.push(entrypoint);
        return entrypoint;
      },
      ready: () => execute("/bin/sh", [script, "ready"], { env }),
    };
    // What the entrypoint does between two looks.
    await pod.fake("sleep", `echo "$1" >>${pauses}; exec /bin/sleep "$1"`);
    await pod.fake("nsenter", NSENTER);
    await pod.fake("readlink", READLINK);
    try {
      await test(pod);
    } finally {
      for (const entrypoint of running) await entrypoint.end();
    }
  });
}

/** An entrypoint in a process whose streams are piped. */
export function watch(child: Deno.ChildProcess): Running {
  let printed = "";
  const collect = async (stream: ReadableStream<Uint8Array>) => {
    for await (const part of stream.pipeThrough(new TextDecoderStream())) {
      printed += part;
    }
  };
  const ended = Promise.all([collect(child.stdout), collect(child.stderr)]);
  return {
    async says(pattern) {
      const limit = Date.now() + 60_000;
      while (!pattern.test(printed)) {
        if (Date.now() > limit) {
          throw new Error(`did not say ${pattern}, but:\n${printed}`);
        }
        await moment();
      }
      return printed;
    },
    async end() {
      try {
        child.kill("SIGTERM");
      } catch { /* It has ended. */ }
      const { code } = await child.status;
      await ended;
      return code;
    },
  };
}

/** As long as nobody minds. */
function moment(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 20));
}

async function lines(path: string): Promise<readonly string[]> {
  const text = await Deno.readTextFile(path).catch(() => "");
  return text.split("\n").map((line) => line.trim()).filter((line) => line);
}

function writeScript(path: string, text: string): Promise<void> {
  return Deno.writeTextFile(path, `#!/bin/sh\n${text}\n`, { mode: 0o755 });
}
