/**
 * `doctor` on the compiled program, beside a stand-in kubelet that does nothing
 * but have a command line.
 * @module
 */
import {
  assert,
  assertEquals,
  assertMatch,
  assertStringIncludes,
} from "@std/assert";
import { execute, PROGRAM, program } from "../kit/program.ts";
import { assertFailureLine } from "../kit/failure.ts";
import { flagsOf, NAME, withNode } from "../kit/doctor_node.ts";

const ROOT = Deno.uid() === 0;
const NEEDS_ROOT = ROOT ? "" : " (needs root)";
const canUnshare = ROOT &&
  (await execute("/bin/sh", ["-c", "unshare -m true"], {
      env: { PATH: "/usr/bin:/bin" },
    })).code === 0;
const NEEDS_UNSHARE = canUnshare ? "" : " (needs root and unshare)";

/** The line of docs/doctor.md, around a stand-in for the kubelet. */
async function doctor(
  folder: string,
  flags: readonly string[],
  args: readonly string[] = [],
  before = "",
) {
  const kubelet = new Deno.Command(`${folder}/kubelet`, {
    args: [...flags],
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const { stdin, stdout } = kubelet;
  try {
    // Before this, the process may still have the command line of its parent.
    const reader = stdout.getReader();
    await reader.read();
    await reader.cancel();
    const line =
      `${before} cd "/proc/${kubelet.pid}" && cat cmdline stat ../stat ../self/mountinfo | "$0" doctor --kubelet-process=- "$@"`;
    return await execute("/bin/sh", ["-c", line, PROGRAM, ...args], {
      env: { PATH: "/usr/bin:/bin:/usr/sbin:/sbin" },
    });
  } finally {
    await stdin.close();
    await kubelet.status;
  }
}

Deno.test({
  name:
    `doctor finds nothing wrong on a sound node, from a live process${NEEDS_ROOT}`,
  ignore: !ROOT,
  fn: () =>
    withNode(async (folder) => {
      const { code, stdout, stderr } = await doctor(folder, flagsOf(folder));
      assertEquals([code, stderr], [0, ""], stdout);
      assertEquals(
        stdout.trimEnd().split("\n").map((line) => line.split(/ {2,}/, 2)),
        [
          "flags",
          "config",
          "kubelet config",
          "restart",
          "program",
          "access",
        ].map((what) => ["ok", what]),
      );
    }),
});

Deno.test({
  name:
    `doctor --format=json tells what is wrong, with exit code 1 and no secret${NEEDS_ROOT}`,
  ignore: !ROOT,
  fn: () =>
    withNode(async (folder) => {
      await Deno.chmod(`${folder}/${NAME}`, 0o644);
      await Deno.chmod(`${folder}/registries.yaml`, 0o666);
      const now = Date.now() / 1000 + 60;
      await Deno.utime(`${folder}/kubelet.yaml`, now, now);
      const twice = [...flagsOf("/other"), ...flagsOf(folder)];
      const result = await doctor(folder, twice, ["--format=json"]);
      const { ready, checks } = JSON.parse(result.stdout) as {
        ready: boolean;
        checks: { status: string; what: string; message: string }[];
      };
      assertEquals(ready, false);
      assertEquals(
        checks.filter(({ status }) => status !== "ok")
          .map(({ status, what }) => `${status} ${what}`),
        [
          "error flags",
          "error flags",
          "warning config", // every user can read a secret in it
          "error restart",
          "error program",
          "error access",
        ],
      );
      assertFailureLine(result, {
        code: "NODE_NOT_READY",
        says: "5 things are wrong on this node",
      });
      assertEquals(result.stdout.includes("hunter2"), false);
    }),
});

Deno.test({
  name:
    `doctor tells that the program is on a file system that is mounted noexec${NEEDS_UNSHARE}`,
  ignore: !canUnshare,
  fn: () =>
    withNode(async (folder) => {
      // The mount is in a namespace of the shell's own, and gone with it.
      await Deno.mkdir(`${folder}/bin`);
      await Deno.rename(`${folder}/${NAME}`, `${folder}/${NAME}.off`);
      const inside =
        `mount -t tmpfs -o noexec tmpfs ${folder}/bin && cp -p ${folder}/${NAME}.off ${folder}/bin/${NAME} &&`;
      const kubelet = new Deno.Command(`${folder}/kubelet`, {
        args: [
          `--image-credential-provider-config=${folder}/kubelet.yaml`,
          `--image-credential-provider-bin-dir=${folder}/bin`,
        ],
        stdin: "piped",
        stdout: "piped",
      }).spawn();
      try {
        const reader = kubelet.stdout.getReader();
        await reader.read();
        await reader.cancel();
        const line =
          `${inside} cat /proc/${kubelet.pid}/cmdline /proc/self/mountinfo | "$0" doctor --kubelet-process - --config ${folder}/registries.yaml`;
        const { code, stdout } = await execute("/usr/bin/env", [
          "unshare",
          "-m",
          "sh",
          "-c",
          line,
          PROGRAM,
        ], { env: { PATH: "/usr/bin:/bin:/usr/sbin:/sbin" } });
        assertEquals(code, 1, stdout);
        assertMatch(stdout, /^error +program +\S+\/bin is mounted noexec/m);
      } finally {
        await kubelet.stdin.close();
        await kubelet.status;
      }
    }),
});

Deno.test("doctor reads what cat printed from a file, and refuses what is no process", async () => {
  await withNode(async (folder) => {
    const own = `--config=${folder}/registries.yaml`;
    const copy = `${folder}/process`;
    await Deno.writeTextFile(copy, `kubelet\0${flagsOf(folder).join("\0")}\0`);
    const { stdout } = await program([
      "doctor",
      own,
      `--kubelet-process=${copy}`,
    ]);
    assertStringIncludes(stdout, `in effect: config ${folder}/kubelet.yaml`);
    const flags = flagsOf(folder).map((flag) => {
      const [name = "", value] = flag.split("=");
      const written = name.replaceAll(/(?<=\w)-/g, "_");
      return value === undefined ? written : `${written}=${value}`;
    });
    assert(flags.some((flag) => flag.includes("image_credential_provider")));
    await Deno.writeTextFile(copy, `kubelet\0${flags.join("\0")}\0`);
    const underscores = await program([
      "doctor",
      own,
      `--kubelet-process=${copy}`,
    ]);
    assertStringIncludes(
      underscores.stdout,
      `in effect: config ${folder}/kubelet.yaml`,
    );
    for (const path of [`${folder}/kubelet.yaml`, `${folder}/nowhere`]) {
      const args = ["doctor", own, `--kubelet-process=${path}`];
      const result = await program(args);
      assertEquals([result.code, result.stdout], [2, ""]);
      assertStringIncludes(
        result.stderr,
        "needs the command line of a kubelet",
      );
    }
  });
});

Deno.test("doctor cannot open a file below /proc, and says what to do instead", async () => {
  const path = `/proc/${Deno.pid}/cmdline`;
  const result = await program(["doctor", `--kubelet-process=${path}`]);
  assertEquals([result.code, result.stdout], [2, ""]);
  assertStringIncludes(result.stderr, "cannot read /proc itself: pipe what");
});
