/**
 * Nothing that a file, a token or a name holds controls a terminal, or makes a
 * line of its own, in what the program writes for people.
 * @module
 */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { withAudit } from "../kit/auditing.ts";
import { config, program, type Result, withFiles } from "../kit/program.ts";

/** An escape code, a line end that forges a line, C1, and a turn of direction. */
const EVIL = "\u001b[31m\nok forged\r\u009b2J\u2028\u202e";

/** A name of a file may hold everything but a slash. */
const NAME = `a${EVIL}b`;

function assertPrintable({ stdout, stderr }: Result, lines: number): void {
  for (const text of [stdout, stderr]) {
    // deno-lint-ignore no-control-regex -- these are looked for
    assert(!/[\0-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202e]/.test(text), text);
  }
  assertEquals(`${stdout}${stderr}`.split("\n").length - 1, lines, stdout);
}

/** As YAML and JSON have it, in ASCII. */
function escaped(text: string): string {
  return JSON.stringify(text).replace(
    /[^\0-\x7f]/g,
    (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

const RULE = `- name: r
  match: [r.example.com]
  static:
    username: ${escaped(`u${EVIL}`)}
    password: { env: P }
`;

async function withEvilFolder(
  text: string,
  test: (path: string, folder: string) => Promise<void>,
): Promise<void> {
  await withFiles({}, async (folder) => {
    const path = `${folder}/${NAME}.yaml`;
    await Deno.writeTextFile(path, text, { mode: 0o600 });
    await test(path, folder);
  });
}

/** Lines of both streams: as many as with a harmless name. */
const COMMANDS: readonly (readonly [
  what: string,
  args: readonly string[],
  env: Record<string, string>,
  lines: number,
])[] = [
  ["get", ["get", "r.example.com/a"], { P: "p" }, 5],
  ["get of a password that is missing", ["get", "r.example.com/a"], {}, 1],
  ["get of another image", ["get", "s.example.com/a"], {}, 1],
  ["explain", ["explain", "r.example.com/a"], {}, 7],
  ["explain of another image", ["explain", "s.example.com/a"], {}, 5],
  ["validate", ["validate"], { P: "p" }, 1],
  ["validate with a warning", ["validate"], {}, 2],
  ["cache list", ["cache", "list"], {}, 1],
  ["audit tail", ["audit", "tail"], {}, 1],
  ["audit summary", ["audit", "summary"], {}, 1],
  ["a trace", ["explain", "r.example.com/a", "--trace"], {}, 10],
];

for (const [what, args, env, lines] of COMMANDS) {
  Deno.test(`${what} writes a user name and a file name in one line`, () =>
    withEvilFolder(config(RULE), async (path) => {
      const result = await program([...args, `--config=${path}`], { env });
      assertPrintable(result, lines);
    }));
}

Deno.test("get shows what is left of a user name, and gives it whole as JSON", () =>
  withEvilFolder(config(RULE), async (path) => {
    const args = ["get", "r.example.com/a", `--config=${path}`];
    const env = { P: "p" };
    assertStringIncludes(
      (await program(args, { env })).stdout,
      "username  u [31m ok forged 2J",
    );
    const { stdout } = await program([...args, "--format=json"], { env });
    assertEquals(JSON.parse(stdout).username, `u${EVIL}`);
  }));

Deno.test("an error writes the name of a file in one line", async () => {
  await withEvilFolder("[", async (path, folder) => {
    for (const command of [["validate"], ["doctor"], ["get", "a.io/a"]]) {
      const result = await program([...command, `--config=${path}`]);
      const { stdout, stderr } = result;
      assertPrintable(result, stdout.split("\n").length - 1 + 1);
      assert(!/^ok forged/m.test(stdout + stderr), stdout + stderr);
    }
    const missing = await program([
      "get",
      "a.io/a",
      `--config=${folder}/${EVIL}`,
    ]);
    assertPrintable(missing, 1);
  });
});

Deno.test("audit summary and audit tail write each record in one line", async () => {
  const record = JSON.stringify({
    time: "2026-11-24T16:20:31.514Z",
    command: "kubelet",
    image: `r.example.com/${EVIL}`,
    rule: `r${EVIL}`,
    outcome: "answered",
    cache: "none",
    totalMs: 1,
  });
  await withAudit(async ({ audit, run }) => {
    await run(["audit", "tail"]);
    await Deno.writeTextFile(`${audit}/audit.jsonl`, `${record}\n`, {
      mode: 0o600,
    });
    for (const word of ["summary", "tail"]) {
      const result = await run(["audit", word]);
      assertStringIncludes(result.stdout, "ok forged");
      assertPrintable(result, 2);
    }
  });
});

Deno.test("jwt inspect writes each claim in one line", async () => {
  const part = (value: unknown) =>
    new TextEncoder().encode(JSON.stringify(value))
      .toBase64({ alphabet: "base64url", omitPadding: true });
  const stdin = `${part({ alg: "none" })}.${
    part({ sub: EVIL, [EVIL]: { [EVIL]: EVIL } })
  }.x`;
  const result = await program(["jwt", "inspect"], { stdin });
  assertEquals(result.code, 0, result.stderr);
  assertPrintable(result, 7);
});
