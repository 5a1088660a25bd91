/**
 * `node.sh` that is killed, or is not alone.
 * @module
 */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { PROJECT } from "../../tools/paths.ts";
import { execute } from "../kit/program.ts";
import { type FakeNode, FLAGS, NODE_SH } from "./fake_node.ts";
import { withNode } from "./node_world.ts";

/** What changes something. Between two calls the shell itself can write one file at most. */
const CHANGING = ["mv", "cp", "rm", "rmdir", "mkdir", "systemctl"];

/** From one call to the next. */
const STEP = Deno.env.has("NODE_KILLS") ? 1 : 3;

/** Runs the script and kills it with SIGKILL at a call; tells whether it was. */
async function killedAt(
  call: number,
  args: readonly string[],
  node: FakeNode,
): Promise<boolean> {
  const bin = `${node.fakes}/killing`;
  await Deno.mkdir(bin, { recursive: true });
  for (const name of CHANGING) {
    await Deno.symlink(
      `${PROJECT}/tests/deploy/fakes/killing`,
      `${bin}/${name}`,
    )
      .catch(() => {});
  }
  await node.tell("count", "0");
  const env = node.environment();
  const line = 'echo $$ >"$FAKES/process"; exec /bin/sh "$@"';
  const { code } = await execute("/bin/sh", [
    "-c",
    line,
    "sh",
    NODE_SH,
    ...args,
    "--root",
    node.root,
  ], {
    env: {
      ...env,
      AFTER_KILLING: env["PATH"] ?? "",
      PATH: `${bin}:${env["PATH"]}`,
      KILL_AT: `${call}`,
    },
  });
  assert(code === 0 || code === 137, `ended with ${code}`);
  return code === 137;
}

/**
 * Tries every call in turn, some at a time; every third one without NODE_KILLS,
 * which `make stress` sets.
 */
async function atEveryCall(
  most: number,
  test: (call: number) => Promise<boolean>,
): Promise<number> {
  let last = Infinity;
  let next = 1;
  let failure: unknown;
  const worker = async () => {
    while (next < last) {
      const call = next;
      next += STEP;
      const wasKilled = await test(call).catch((error) => {
        failure ??= error;
        return false;
      });
      if (!wasKilled) last = Math.min(last, call);
    }
  };
  await Promise.all([worker(), worker(), worker()]);
  if (failure !== undefined) throw failure;
  assert(last <= most, `there are more than ${most} calls`);
  return last;
}

const runsWithFlags = async (node: FakeNode): Promise<boolean> =>
  (await node.commandLine()).filter((it) => FLAGS.includes(it)).length === 2;

Deno.test("node.sh install: killed at any step, a kubelet that restarts starts; a further run finishes, and uninstall gives back every byte", async () => {
  const calls = await atEveryCall(400, async (call) => {
    let wasKilled = false;
    await withNode({ standIn: true }, async (node) => {
      const first = await node.snapshot();
      wasKilled = await killedAt(call, node.installArguments(), node);
      const { code, stderr } = await node.install();
      assertEquals(code, 0, `call ${call}: ${stderr}`);
      assert(await runsWithFlags(node), `call ${call}`);
      const done = await node.snapshot();
      assert(!Object.keys(done).some((it) => it.endsWith(".new")), `${call}`);
      assertEquals((await node.run(["uninstall"])).code, 0);
      assertEquals(await node.snapshot(), first, `call ${call}`);
      assertEquals(await node.hasState(), false, `call ${call}`);
    });
    return wasKilled;
  });
  assert(calls > 20, `only ${calls} calls were found`);
});

Deno.test("node.sh install: killed at some step, an uninstall gives back every byte, and a run that fails as well", async () => {
  await atEveryCall(400, async (step) => {
    // The test before this one tries the others; this takes its time.
    const call = 3 * step - 1;
    let wasKilled = false;
    await withNode({ standIn: true }, async (node) => {
      const first = await node.snapshot();
      wasKilled = await killedAt(call, node.installArguments(), node);
      if (!wasKilled) return;
      if (step % 4 < 2) {
        assertEquals((await node.run(["uninstall"])).code, 0, `call ${call}`);
      } else {
        await node.tell("refuses", "name");
        const { code } = await node.install();
        // Who was killed after the last check had succeeded already.
        if (code === 0 && await runsWithFlags(node)) return;
        assertEquals(code, 1, `call ${call}`);
      }
      assertEquals(await node.snapshot(), first, `call ${call}`);
      assert(!await runsWithFlags(node), `call ${call}`);
      assert((await node.commandLine()).length > 0, `call ${call}`);
    });
    return wasKilled;
  });
});

Deno.test("node.sh uninstall: killed at any step, a further run finishes, and an install brings everything back", async () => {
  const calls = await atEveryCall(400, async (call) => {
    let wasKilled = false;
    await withNode({ standIn: true }, async (node) => {
      const first = await node.snapshot();
      assertEquals((await node.install()).code, 0);
      const installed = await node.snapshot();
      wasKilled = await killedAt(call, ["uninstall"], node);
      if (call % 4 < 2) {
        const { code, stderr } = await node.install();
        assertEquals(code, 0, `call ${call}: ${stderr}`);
        assertEquals(await node.snapshot(), installed, `call ${call}`);
        assert(await runsWithFlags(node), `call ${call}`);
      }
      assertEquals((await node.run(["uninstall"])).code, 0, `call ${call}`);
      assertEquals(await node.snapshot(), first, `call ${call}`);
      assert(!await runsWithFlags(node), `call ${call}`);
      assertEquals(await node.hasState(), false, `call ${call}`);
    });
    return wasKilled;
  });
  assert(calls > 10, `only ${calls} calls were found`);
});

Deno.test("node.sh install: two at once, one waits, and the kubelet is restarted once", () =>
  withNode({ standIn: true }, async (node) => {
    const runs = await Promise.all([node.install(), node.install()]);
    assertEquals(runs.map(({ code }) => code), [0, 0]);
    const said = runs.map(({ stdout }) => stdout).join("");
    assertMatch(said, /nothing to do/);
    assertEquals(await node.restarts(), 1);
  }));

Deno.test("node.sh install: waits for another run, and says so", () =>
  withNode({ standIn: true }, async (node) => {
    const lock = `${node.root}/run/registry-credential-provider-install`;
    await Deno.mkdir(lock, { mode: 0o700 });
    const holder = new Deno.Command("flock", {
      args: [lock, "sh", "-c", "echo locked; read -r _ || :"],
      stdin: "piped",
      stdout: "piped",
    }).spawn();
    await read(holder.stdout, /locked/);
    const child = start(node, {});
    const said = await read(child.stdout, /waiting for another run/);
    assertEquals(await node.restarts(), 0);
    await holder.stdin.close();
    await holder.status;
    assertEquals((await child.status).code, 0, said);
    assertEquals(await node.restarts(), 1);
  }));

Deno.test("node.sh install: a signal while it waits for the kubelet puts everything back", () =>
  withNode({ standIn: true }, async (node) => {
    const first = await node.snapshot();
    // It waits as long as the kubelet is sick.
    await node.tell("sick");
    const child = start(node, { NODE_TIMEOUT: "86400" });
    await read(child.stdout, /restarting kubelet/);
    while (await node.restarts() === 0) await moment();
    child.kill("SIGTERM");
    await node.untell("sick");
    assertEquals((await child.status).code, 1);
    assertEquals(await node.snapshot(), first);
    assert(!await runsWithFlags(node));
  }));

/** An installation that goes on while the test does. */
function start(
  node: FakeNode,
  env: Record<string, string>,
): Deno.ChildProcess {
  return new Deno.Command("/bin/sh", {
    args: [NODE_SH, ...node.installArguments(), "--root", node.root],
    env: node.environment(env),
    clearEnv: true,
    stdout: "piped",
    stderr: "null",
  }).spawn();
}

/** Reads until the text has come; what comes afterwards goes nowhere. */
async function read(
  stream: ReadableStream<Uint8Array>,
  pattern: RegExp,
): Promise<string> {
  const reader = stream.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  while (!pattern.test(text)) {
    const { done, value = "" } = await reader.read();
    text += value;
    if (done) throw new Error(`did not say ${pattern}, but:\n${text}`);
  }
  void (async () => {
    while (!(await reader.read()).done);
  })();
  return text;
}

function moment(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 20));
}
