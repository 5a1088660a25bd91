/**
 * `--trace` and `trace: true`: every step, on standard error, and the same answer.
 * @module
 */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { program, request } from "../kit/program.ts";
import { requestFor, SECRET_IMAGE, withAudit } from "../kit/auditing.ts";
import { age, fill, IMAGE } from "../kit/caching.ts";
import { findCanary } from "../kit/canary.ts";

/** Its steps without times; the test fails where a line has another form. */
function stepsIn(stderr: string): readonly string[] {
  return stderr.trimEnd().split("\n").map((line) => {
    const found = /^registry-credential-provider: \d+ ms: (.+)$/.exec(line);
    assert(found !== null, line);
    return found[1] ?? "";
  });
}

Deno.test("--trace: tells the steps of an answer, without its secrets, and changes nothing", async () => {
  await withAudit(async ({ run, configPath, audit }) => {
    const stdin = requestFor(`${SECRET_IMAGE}:1`, "team-a", "builder");
    const plain = await run([], { stdin });
    assertEquals(plain.stderr, "");
    const { code, stdout, stderr } = await run(["--trace"], { stdin });
    assertEquals([code, stdout], [0, plain.stdout]);
    assertEquals(findCanary(stderr), []);
    const steps = stepsIn(stderr);
    for (
      const expected of [
        configPath,
        `asked for ${SECRET_IMAGE}, with the token`,
        '"secret" (registries[2], static)',
        "never cached",
        "kept for 600 s",
        `audit in ${audit}`,
      ]
    ) {
      assert(steps.some((step) => step.includes(expected)), expected);
    }
  });
});

Deno.test("trace: true in the config: the same for every run, without an option", async () => {
  await withAudit(async ({ run, configPath }) => {
    const text = await Deno.readTextFile(configPath);
    await Deno.writeTextFile(configPath, `${text}trace: true\n`);
    const answered = await run([], { stdin: request(SECRET_IMAGE) });
    assertEquals(answered.code, 0);
    assert(stepsIn(answered.stderr).length >= 4, answered.stderr);
    const explained = await run(["explain", SECRET_IMAGE]);
    assert(stepsIn(explained.stderr).join().includes('"secret"'));
  });
});

Deno.test("--trace: tells whether the cache had it, and that asking again failed", async () => {
  await withAudit(async (auditing) => {
    const { ask, backend } = auditing;
    const first = await ask(IMAGE, ["--trace"]);
    assertMatch(first.stderr, /the cache had none/);
    const { path } = await fill(auditing);
    const second = await ask(IMAGE, ["--trace"]);
    assertMatch(second.stderr, /are from the cache$/m);
    assert(!second.stderr.includes("the provider"), second.stderr);
    await age(path, 11 * 3_600_000);
    backend.behaviour.error = "ServerException";
    const third = await ask(IMAGE, ["--trace"]);
    assertMatch(third.stderr, /from the cache: asking again failed$/m);
    for (const { stderr } of [first, second, third]) {
      assert(!stderr.includes("CANARY"), stderr);
    }
  });
});

Deno.test("--trace: goes with every command, and with a failure", async () => {
  await withAudit(async ({ run }) => {
    const commands = [["validate"], ["cache", "list"], ["kubelet-config"]];
    for (const command of commands) {
      const plain = await run(command);
      const { code, stdout, stderr } = await run([...command, "--trace"]);
      assertEquals([code, stdout], [plain.code, plain.stdout], command.join());
      assert(
        stepsIn(stderr)[0]?.includes(`the command is ${command.join(" ")}`),
      );
    }
    const { code, stderr } = await run([
      "get",
      "broken.example.com/a",
      "--trace",
    ]);
    assertEquals(code, 1);
    assertMatch(stderr, /\[SECRET_UNREADABLE\]$/m);
    assertMatch(stderr, /"broken" \(registries\[3\], static\)/);
  });
  assertEquals((await program(["get", "--tracee", "x"])).code, 2);
});
