/**
 * `node.sh` that is killed at random, again and again, on one node. `make stress`
 * sets NODE_KILLS=500; `make test` kills fewer.
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { PROJECT } from "../../tools/paths.ts";
import { type FakeNode } from "./fake_node.ts";
import { restart } from "./node_world.ts";
import { inEachShell } from "./shells.ts";

/** How many runs are killed under each of the three shells: together NODE_KILLS. */
const KILLS = Math.ceil(Number(Deno.env.get("NODE_KILLS") ?? 12) / 3);
/** After so many kills in a row a run is left alone, and has to finish. */
const IN_A_ROW = 4;

type Snapshot = Record<string, string>;
type Goal = "one" | "two" | "nothing";

/** What a run is to come to: one of two programs and configs, or nothing of them. */
async function argumentsFor(goal: Goal, node: FakeNode) {
  if (goal === "nothing") return ["uninstall"];
  await node.program(goal);
  await node.config(goal, `${goal}.example.com`);
  await Deno.mkdir(`${node.source}/files`, { recursive: true });
  await Deno.writeTextFile(`${node.source}/files/secret`, goal.repeat(5000));
  return [...node.installArguments(), "--files", `${node.source}/files`];
}

/** A process and all that it has started, itself first. Those of systemd are not its own. */
async function family(pid: number): Promise<readonly number[]> {
  const words = await Deno.readTextFile(`/proc/${pid}/cmdline`).catch(() => "");
  if (words.includes("/fakes/systemctl")) return [];
  const children = await Deno.readTextFile(`/proc/${pid}/task/${pid}/children`)
    .catch(() => "");
  const below = await Promise.all(
    children.split(" ").filter((it) => it !== "").map((it) =>
      family(Number(it))
    ),
  );
  return [pid, ...below.flat()];
}

/** Kills a run after some time; tells whether it was still there. */
async function killAfter(
  ms: number,
  args: readonly string[],
  node: FakeNode,
): Promise<boolean> {
  const [command = "", ...before] = node.script();
  const child = new Deno.Command(command, {
    args: [...before, ...args, "--root", node.root],
    env: node.environment(),
    clearEnv: true,
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).spawn();
  await new Promise((resolve) => setTimeout(resolve, ms));
  for (const pid of await family(child.pid)) {
    try {
      Deno.kill(pid, "SIGKILL");
    } catch {
      // It has ended meanwhile.
    }
  }
  const { signal } = await child.status;
  // What systemd does goes on: it has the lock as long.
  const lock = `${node.root}/run/registry-credential-provider-install`;
  await Deno.mkdir(lock, { recursive: true, mode: 0o700 });
  await new Deno.Command("flock", { args: [lock, "true"] }).output();
  return signal === "SIGKILL";
}

/** Asserts that each file is one of those that a run leaves, to the byte, and the kubelet starts. */
async function assertWhole(
  node: FakeNode,
  possible: readonly Snapshot[],
  where: string,
): Promise<void> {
  const found = await node.snapshot();
  for (const path of Object.keys(possible[0] ?? {})) {
    const mayBeAbsent = possible.some((one) => !(path in one));
    assert(path in found || mayBeAbsent, `${where}: ${path} is gone`);
  }
  for (const [path, facts] of Object.entries(found)) {
    // A kubelet and the program read no file of such a name.
    if (/\/\.[^/]*\.new$/.test(path)) continue;
    const known = possible.map((one) => one[path]);
    assert(known.includes(facts), `${where}: ${path} is ${facts}`);
  }
  await restart(node);
  assert((await node.commandLine()).length > 0, `${where}: no kubelet`);
}

inEachShell(
  `node.sh: after ${KILLS} kills at random no node is half changed`,
  (withNode) =>
    withNode({ standIn: true }, async (node) => {
      const goals: readonly Goal[] = ["one", "two", "nothing"];
      const expected: Partial<Record<Goal, Snapshot>> = {};
      let longest = 0;
      for (const goal of goals) {
        const begin = performance.now();
        const { code, stderr } = await node.run(await argumentsFor(goal, node));
        longest = Math.max(longest, performance.now() - begin);
        assertEquals(code, 0, stderr);
        expected[goal] = await node.snapshot();
      }
      const possible = Object.values(expected);
      const count = { kills: 0, ended: 0, finished: 0 };
      while (count.kills < KILLS) {
        const goal = goals[Math.floor(Math.random() * 3)] ?? "one";
        const args = await argumentsFor(goal, node);
        const where = `kill ${count.kills + 1}, ${args[0]} of ${goal}`;
        const wasKilled = await killAfter(
          Math.random() * longest,
          args,
          node,
        );
        count[wasKilled ? "kills" : "ended"]++;
        await assertWhole(node, possible, where);
        if ((count.kills + count.ended) % IN_A_ROW !== 0) continue;
        const last = goals[Math.floor(Math.random() * 3)] ?? "one";
        const { code, stderr } = await node.run(
          await argumentsFor(last, node),
        );
        assertEquals(code, 0, `${where}, then ${last}: ${stderr}`);
        assertEquals(await node.snapshot(), expected[last], where);
        count.finished++;
      }
      assertEquals((await node.run(["uninstall"])).code, 0);
      assertEquals(await node.snapshot(), expected.nothing);
      assertEquals(await node.hasState(), false);
      await note(node, count);
    }),
);

/** Notes what happened, for `make stress` to show. */
async function note(node: FakeNode, count: Record<string, number>) {
  if (!Deno.env.has("NODE_KILLS")) return;
  const line = `node.sh, ${node.shell.join(" ")}: ${JSON.stringify(count)}\n`;
  await Deno.writeTextFile(`${PROJECT}/.build/stress.md`, line, {
    append: true,
  });
}
