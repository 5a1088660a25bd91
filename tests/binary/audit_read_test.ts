/**
 * What `audit tail` and `audit summary` read back.
 * @module
 */
import { assert, assertEquals, assertMatch } from "@std/assert";
import {
  type Auditing,
  requestFor,
  SECRET_IMAGE,
  withAudit,
} from "../kit/auditing.ts";
import { findCanary } from "../kit/canary.ts";
import { fill } from "../kit/caching.ts";

/** A run of each kind. */
async function useAll(auditing: Auditing): Promise<void> {
  const { ask, run } = auditing;
  await fill(auditing);
  await ask();
  await run([], { stdin: requestFor(SECRET_IMAGE, "team-a", "builder") });
  await run(["get", "broken.example.com/app"]);
  await run(["get", "other.example.com/app"]);
}

Deno.test("audit tail: the last answers in a table, without secrets", async () => {
  await withAudit(async (auditing) => {
    await useAll(auditing);
    const { code, stdout, stderr } = await auditing.run(["audit", "tail"]);
    assertEquals([code, stderr], [0, ""]);
    assertEquals(findCanary(stdout), []);
    const rows = stdout.trimEnd().split("\n").map((row) => row.split(/ {2,}/));
    // Time and milliseconds are as they are.
    assertEquals(rows.map((cells) => cells.toSpliced(5, 1).slice(1)), [
      ["COMMAND", "REGISTRY", "OUTCOME", "CACHE", "ACCOUNT", "IMAGE"],
      ["kubelet", "ecr", "answered", "miss", "-", rows[1]?.at(-1) ?? ""],
      ["kubelet", "ecr", "answered", "hit", "-", rows[2]?.at(-1) ?? ""],
      [
        "kubelet",
        "secret",
        "answered",
        "none",
        "team-a/builder",
        SECRET_IMAGE,
      ],
      [
        "get",
        "broken",
        "SECRET_UNREADABLE",
        "none",
        "-",
        "broken.example.com/app",
      ],
      ["get", "-", "no-match", "-", "-", "other.example.com/app"],
    ]);
  });
});

Deno.test("audit tail: as many as are asked for, as JSON lines, over all files", async () => {
  await withAudit(async ({ audit, run }) => {
    for (const name of ["a", "b", "c"]) {
      await run(["get", `${SECRET_IMAGE}-${name}`]);
      if (name === "a") {
        await Deno.rename(`${audit}/audit.jsonl`, `${audit}/audit.1.jsonl`);
      }
    }
    const shown = async (count: string) => {
      const args = ["audit", "tail", count, "--format=json"];
      const { stdout } = await run(args);
      return stdout.trimEnd().split("\n").map((line) =>
        JSON.parse(line).image.at(-1)
      );
    };
    assertEquals(await shown("2"), ["b", "c"]);
    assertEquals(await shown("9"), ["a", "b", "c"]);
    for (const count of ["0", "x", "-1"]) {
      assertEquals((await run(["audit", "tail", count])).code, 2, count);
    }
  });
});

Deno.test("audit summary: requests, failures, hits and times of each registry", async () => {
  await withAudit(async (auditing) => {
    await useAll(auditing);
    const { run } = auditing;
    const { stdout } = await run(["audit", "summary"]);
    const rows = stdout.trimEnd().split("\n").map((row) => row.split(/ {2,}/));
    assertEquals(rows.map((cells) => cells.slice(0, 6)), [
      ["REGISTRY", "ASKS", "FAILURES", "%", "HITS", "%"],
      ["broken", "1", "1", "100", "0", "-"],
      ["ecr", "2", "0", "0", "1", "50"],
      ["secret", "1", "0", "0", "0", "-"],
      ["(no match)", "1", "0", "0", "0", "-"],
    ]);
    for (
      const [p50 = "", p99 = ""] of rows.slice(1)
        .map((cells) => cells.slice(6))
    ) {
      assertMatch(`${p50}, ${p99}`, /^\d+ ms, \d+ ms$/);
    }
    const json = await run(["audit", "summary", "--format=json"]);
    const [first] = JSON.parse(json.stdout);
    assertEquals([first.rule, first.asks, first.failures], ["broken", 1, 1]);
    assert(first.p99Ms >= first.p50Ms);
  });
});

Deno.test("audit tail, audit summary: say that there is nothing, and that the audit is off", async () => {
  await withAudit(async ({ audit, configPath, run }) => {
    const nothing = `Nothing that this user can read is in ${audit}.\n`;
    const text = await Deno.readTextFile(configPath);
    for (const command of ["tail", "summary"]) {
      assertEquals((await run(["audit", command])).stdout, nothing);
    }
    await Deno.writeTextFile(configPath, text.replace(/^audit:.*\n/m, ""));
    for (const command of ["tail", "summary"]) {
      assertEquals(
        (await run(["audit", command])).stdout,
        'The audit is off: "audit: {}" in the config turns it on.\n',
      );
      const json = await run(["audit", command, "--format=json"]);
      // A list, or as many lines as there are records.
      assertEquals(json.stdout, command === "tail" ? "" : "[]\n");
      assertEquals(
        [json.code, json.stderr],
        [
          0,
          'registry-credential-provider: The audit is off: "audit: {}" in the config turns it on.\n',
        ],
      );
    }
  });
});
