/**
 * A machine on which nothing was installed: this one in namespaces of its own,
 * with a throw-away layer over its disk, and without what others have put below
 * /usr/local, /etc/kubernetes and the like.
 * @module
 */
import { PROJECT } from "../../tools/paths.ts";
import { execute } from "./program.ts";

/** Where a person has downloaded a release to, and works. */
export const HOME = "/root";

/** What was downloaded, as a release names it. */
export const DOWNLOADED = `registry-credential-provider-linux-${
  Deno.build.arch === "aarch64" ? "arm64" : "amd64"
}`;

/** What a command did. */
export interface Ran {
  /** What it printed on both streams, in their order. */
  readonly output: string;
  readonly code: number;
}

// The layer is on a file system of its own: one on an overlay cannot be another.
const SET_UP = `set -eu
mount -t tmpfs tmpfs "$FOLDER"
mkdir "$FOLDER/upper" "$FOLDER/work" "$FOLDER/root"
mount -t overlay overlay \\
  -o "lowerdir=/,upperdir=$FOLDER/upper,workdir=$FOLDER/work" "$FOLDER/root"
cd "$FOLDER/root"
rm -rf etc/kubernetes var/lib/kubelet var/lib/rancher etc/rancher \\
  var/lib/registry-credential-provider var/cache/registry-credential-provider
for folder in usr/local root tmp run home opt; do
  [ ! -d "$folder" ] || mount -t tmpfs -o mode=0755 tmpfs "$folder"
done
chmod 1777 tmp
mkdir -p usr/local/bin
cp "$PROGRAM" "root/$DOWNLOADED"
cp "$SCRIPT" root/node.sh
cp "$COMMANDS" root/.commands
mount --rbind /dev dev
mount -t proc proc proc
exec chroot . /usr/bin/env -i \\
  PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \\
  HOME=${HOME} LANG=C.UTF-8 TERM=dumb /bin/bash ${HOME}/.commands
`;

/** Why there is no such machine here; `undefined` where there is. */
export async function whyNoMachine(): Promise<string | undefined> {
  const ran = await onCleanMachine(["true"]).catch(() => []);
  return ran[0]?.code === 0
    ? undefined
    : "root, and a kernel with overlayfs and namespaces";
}

/**
 * Types commands into one shell of such a machine, in ${HOME}. The machine is gone
 * afterwards.
 *
 * @returns What each has done; fewer than there were where the shell has ended.
 */
export async function onCleanMachine(
  commands: readonly string[],
): Promise<readonly Ran[]> {
  const folder = await Deno.makeTempDir({ prefix: "rcp-machine-" });
  const file = await Deno.makeTempFile({ prefix: "rcp-commands-" });
  try {
    const typed = commands.map((command) =>
      `eval ${quoted(command)} </dev/null 2>&1\nprintf '\\0%s\\0' "$?"\n`
    );
    await Deno.writeTextFile(file, `cd ${HOME}\n${typed.join("")}`);
    const { stdout } = await execute("/usr/bin/unshare", [
      ...["--mount", "--pid", "--fork", "--kill-child"],
      ...["/bin/sh", "-c", SET_UP],
    ], {
      env: {
        PATH: "/usr/sbin:/usr/bin:/sbin:/bin",
        FOLDER: folder,
        DOWNLOADED,
        PROGRAM: `${PROJECT}/dist/registry-credential-provider`,
        SCRIPT: `${PROJECT}/dist/node.sh`,
        COMMANDS: file,
      },
    });
    const parts = stdout.split("\0");
    return commands.flatMap((_, at) => {
      const [output, code] = parts.slice(2 * at, 2 * at + 2);
      return output === undefined || code === undefined
        ? []
        : [{ output, code: Number(code) }];
    });
  } finally {
    await Deno.remove(file);
    await Deno.remove(folder, { recursive: true });
  }
}

/** A text as one word of a shell. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
