/**
 * The line that `doctor` prints, by which a shell finds the kubelet.
 * @module
 */
import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { copyProgram } from "../kit/copied_program.ts";
import { execute, PROGRAM, program } from "../kit/program.ts";
import { flagsOf, NAME, withNode } from "../kit/doctor_node.ts";

/** The line that `doctor` prints, which finds the kubelet in a world of /proc. */
async function printedLine(own: string): Promise<string> {
  const { stdout } = await program(["doctor", own]);
  const [, line = ""] = /, run: (.*)$/m.exec(stdout) ?? [];
  return line;
}

/** Runs the printed line below a stand-in for /proc. */
async function runLine(
  shell: readonly [path: string, ...args: readonly string[]],
  { line, proc, own }: {
    readonly line: string;
    readonly proc: string;
    readonly own: string;
  },
) {
  const here = line.replace("/proc/", `${proc}/`).replace(NAME, `"$0"`);
  // The field of the number is the third in /proc, and stands deeper here.
  const field = here.replace("-k3n", `-k${proc.split("/").length + 1}n`);
  const [path, ...args] = shell;
  return await execute(path, [...args, "-c", `${field} ${own}`, PROGRAM], {
    env: { PATH: "/usr/bin:/bin" },
  });
}

const SHELLS = [["/bin/dash"], ["/bin/bash", "--posix"]] as const;

Deno.test("doctor prints a line by which the shell finds the kubelet, also a k3s, and the oldest", async () => {
  await withNode(async (folder) => {
    const own = `--config=${folder}/registries.yaml`;
    const proc = `${folder}/proc`;
    const line = await printedLine(own);
    const start = async (pid: number, comm: string, words: string[]) => {
      await Deno.mkdir(`${proc}/${pid}`, { recursive: true });
      const files = {
        comm: `${comm}\n`,
        cmdline: words.map((word) => `${word}\0`).join(""),
        stat: `${pid} (${comm}) S 1${" 0".repeat(17)} 653083 0\n`,
        mountinfo: "1 0 8:1 / / rw - ext4 a rw\n",
      };
      for (const [name, text] of Object.entries(files)) {
        await Deno.writeTextFile(`${proc}/${pid}/${name}`, text);
      }
    };
    await start(1, "systemd", ["/sbin/init"]);
    await Deno.writeTextFile(`${proc}/stat`, "btime 1700000000\n");
    for (const shell of SHELLS) {
      const { code, stdout, stderr } = await runLine(shell, {
        line,
        proc,
        own,
      });
      assertEquals([code, stdout], [1, ""]);
      assertStringIncludes(stderr, "no kubelet runs on this machine");
    }
    await start(1000, "kubelet", ["kubelet", ...flagsOf("/child")]);
    await start(77, "kubelet-wrapper", ["/usr/bin/kubelet-wrapper"]);
    for (
      const comm of ["kubelet", "kubelite", "rke2", "k3s-server", "k3s-agent"]
    ) {
      await start(999, comm, [comm, ...flagsOf(folder)]);
      for (const shell of SHELLS) {
        const { stdout } = await runLine(shell, { line, proc, own });
        assertStringIncludes(stdout, `in effect: config ${folder}/kubelet`);
      }
    }
  });
});

Deno.test("the line that doctor prints finds a kubelet that runs", async () => {
  await withNode(async (folder) => {
    const own = `--config=${folder}/registries.yaml`;
    // Not the oldest where the machine is a node, so only one comm counts.
    await copyProgram("/bin/sleep", `${folder}/hyperkube`);
    const kubelet = new Deno.Command(`${folder}/hyperkube`, {
      args: ["60"],
    }).spawn();
    try {
      const line = (await printedLine(own))
        .replace(/'kubelet.*?'/, "hyperkube").replace(NAME, `"$0"`);
      const { stdout } = await execute(
        "/bin/sh",
        ["-c", `${line} ${own}`, PROGRAM],
        { env: { PATH: "/usr/bin:/bin" } },
      );
      assertMatch(stdout, /^error +flags +the kubelet runs without/m);
    } finally {
      kubelet.kill();
      await kubelet.status;
    }
  });
});
