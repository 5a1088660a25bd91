/**
 * What real shells offer for a command line: bash and zsh on a terminal, with a
 * TAB typed after it, and fish by its own builtin.
 * @module
 */
import { execute, type Run, withFiles } from "./program.ts";

/** A shell that there are completions for. */
export type Shell = "bash" | "zsh" | "fish";

/** What finds the scripts for bash in their folders: the package bash-completion. */
export const BASH_COMPLETION = "/usr/share/bash-completion/bash_completion";

const PATH = Deno.env.get("PATH") ?? "";
const TAB = "\t";
const MARK = "\x14"; // Ctrl-T, bound below
const KILL_LINE = "\x15"; // Ctrl-U

/** Whether a program is on this machine. */
export async function isThere(program: string): Promise<boolean> {
  const line = 'command -v "$1" || test -f "$1"';
  const args = ["-c", line, "sh", program];
  return (await execute("/bin/sh", args, { env: { PATH } })).code === 0;
}

// After the script that is tested: what it answers bash is written down, and the
// line after that, for bash completes the names of files itself.
const BASHRC = `PS1='> '
if [[ -z $SCRIPT ]]; then
  source ${BASH_COMPLETION}
else
  source "$SCRIPT"
  definition=$(declare -f _registry_credential_provider)
  eval "as_shipped \${definition#_registry_credential_provider}"
  _registry_credential_provider() {
    as_shipped "$@"
    { ((\${#COMPREPLY[@]} == 0)) || printf '%s\\n' "\${COMPREPLY[@]}"; } >>"$OUT"
  }
fi
mark() { printf '%s\\n.\\n' "$READLINE_LINE" >>"$OUT"; }
bind -x '"\\C-t": mark'
`;

// All that zsh adds to its list is written down; what functions of zsh ask for
// themselves (-O, -A, -D) is not in it.
const ZSHRC = `PS1='> '
LISTMAX=10000
bindkey -e
fpath=($SHARE/zsh/site-functions $fpath)
autoload -Uz compinit && compinit -u -D
[[ -z $SCRIPT ]] || source "$SCRIPT"
compadd() {
  if [[ \${@[1,(i)(-|--)]} == *-(O|A|D)\\ * ]]; then
    builtin compadd "$@"
    return
  fi
  local -a found
  builtin compadd -A found "$@"
  (( $#found )) && print -rl -- $found >>$OUT
  builtin compadd "$@"
}
mark() { print . >>$OUT }
zle -N mark
bindkey '^T' mark
`;

const FISH = `
test -z "$SCRIPT"; or source $SCRIPT
while read line
  complete -C "$line" | string replace -r '\\t.*' ''
  echo .
end
`;

const START: Record<Exclude<Shell, "fish">, string> = {
  bash: "bash --noprofile --rcfile bashrc -i",
  zsh: "zsh -d -i",
};

/** A folder `share`, where a shell finds the script. For bash, a line must have one answer. */
export interface Share {
  readonly share: string;
}

/**
 * What a shell offers for each of these lines, sorted. A file of the name
 * `registries.yaml` is in the folder where it asks.
 *
 * @param from The text of the completion script, or where the shell finds it.
 */
export async function offered(
  shell: Shell,
  from: string | Share,
  lines: readonly string[],
): Promise<readonly (readonly string[])[]> {
  let answers: readonly (readonly string[])[] = [];
  const files = {
    ...typeof from === "string" ? { script: from } : {},
    "registries.yaml": "",
    bashrc: BASHRC,
    ".zshrc": ZSHRC,
  };
  await withFiles(files, async (folder) => {
    // fish looks for completions of programs that are there only.
    const bin = `${folder}/bin`;
    await Deno.mkdir(bin);
    await Deno.symlink("/bin/true", `${bin}/registry-credential-provider`);
    const share = typeof from === "string" ? "" : from.share;
    const run: Run = {
      cwd: folder,
      env: {
        PATH: `${bin}:${PATH}`,
        TERM: "dumb",
        HOME: folder,
        ZDOTDIR: folder,
        XDG_DATA_DIRS: `${share}:/usr/share`,
        SHARE: share,
        SCRIPT: typeof from === "string" ? `${folder}/script` : "",
        OUT: `${folder}/out`,
      },
    };
    const text = shell === "fish"
      ? await byFish(lines, run)
      : await onTerminal(shell, lines, folder, run);
    answers = text.split(/^\.\n/m).slice(0, -1).map((part, at) => {
      const words = part.split("\n").filter((word) => word !== "");
      if (shell === "bash") {
        const line = words.pop()?.trimEnd() ?? "";
        // What was typed; what was offered; or else a name that bash has added.
        if (words.length === 0 && line !== lines[at]?.trimEnd()) {
          words.push(line.slice(line.lastIndexOf(" ") + 1));
        }
      }
      return words.toSorted();
    });
  });
  return answers;
}

async function byFish(lines: readonly string[], run: Run): Promise<string> {
  const stdin = lines.map((line) => `${line}\n`).join("");
  const { code, stdout, stderr } = await execute(
    "/usr/bin/env",
    ["fish", "--private", "-c", FISH],
    { ...run, stdin },
  );
  if (code !== 0 || stderr !== "") throw new Error(`fish: ${code} ${stderr}`);
  return stdout;
}

async function onTerminal(
  shell: Exclude<Shell, "fish">,
  lines: readonly string[],
  folder: string,
  run: Run,
): Promise<string> {
  const keys = lines.map((line) => `${line}${TAB}${MARK}${KILL_LINE}`).join("");
  await Deno.writeTextFile(`${folder}/keys`, `${keys}exit\n`);
  // The terminal itself must not edit what is typed before the shell reads it.
  const prepared = `stty raw -echo rows 100 cols 200; : >ready; exec ${
    START[shell]
  }`;
  const typed = `{ until [ -e ready ]; do sleep 0.02; done; cat keys; } |
  timeout 120 script --quiet --return --command "$1" /dev/null`;
  const { stdout } = await execute(
    "/bin/sh",
    ["-c", typed, "sh", prepared],
    run,
  );
  const out = await Deno.readTextFile(`${folder}/out`).catch(() => "");
  const answers = out.split(/^\.\n/m).length - 1;
  if (answers !== lines.length) {
    throw new Error(
      `${shell} answered ${answers} of ${lines.length}: ${stdout}`,
    );
  }
  return out;
}
