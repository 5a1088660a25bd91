/**
 * What the webhook of the audit is sent, and that it changes no answer.
 * @module
 */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { request } from "../kit/program.ts";
import { requestFor, SECRET_IMAGE } from "../kit/auditing.ts";
import { CANARY, findCanary } from "../kit/canary.ts";
import {
  assertNoCanary,
  IMAGE,
  withCollecting,
  withCollector,
} from "../kit/collecting.ts";

Deno.test("webhook: gets the line of the file, with the node, and the answer is the same", async () => {
  await withCollecting(async ({ configure, lines, run }) => {
    await withCollector(async ({ url, deliveries }) => {
      const stdin = requestFor(`${SECRET_IMAGE}:1.2`, "team-a", "builder");
      const without = await run([], { stdin });
      await configure(`url: "${url}"`);
      const answered = await run([], { stdin });
      assertEquals(answered, without);
      assert(answered.stdout.includes(CANARY));
      const [
        { method, headers, record } = { headers: new Headers() },
        ...more
      ] = deliveries;
      assertEquals([method, more], ["POST", []]);
      assertEquals(headers.get("content-type"), "application/json");
      assertMatch(
        headers.get("user-agent") ?? "",
        /^registry-credential-provider\/\d+\.\d+\.\d+$/,
      );
      const { node, undelivered, ...line } = record ?? {};
      assertEquals([node, undelivered], [Deno.hostname(), 0]);
      assertEquals(line, (await lines())[1]);
      assertEquals(line["image"], SECRET_IMAGE);
    });
  });
});

Deno.test("webhook: get, docker-helper get, no match and a failure are sent as well", async () => {
  await withCollecting(async ({ configure, run }) => {
    await withCollector(async ({ url, deliveries }) => {
      await configure(`url: "${url}"`);
      await run(["get", IMAGE]);
      await run(["docker-helper", "get"], { stdin: "static.example.com" });
      await run(["docker-helper", "get"], { stdin: "none.example.com" });
      await run([], { stdin: request("broken.example.com/app") });
      await run(["explain", IMAGE]);
      await run(["validate"]);
      const shown = deliveries.map(({ record }) => [
        record["command"],
        record["rule"],
        record["outcome"],
        record["code"],
      ]);
      assertEquals(shown, [
        ["get", "static", "answered", null],
        ["docker-helper get", "static", "answered", null],
        ["docker-helper get", null, "no-match", null],
        ["kubelet", "broken", "failed", "SECRET_UNREADABLE"],
      ]);
    });
  });
});

Deno.test("webhook: headers come from a file, a variable and the config, and are read anew", async () => {
  await withCollecting(async ({ configure, env, run, token }) => {
    await withCollector(async ({ url, deliveries }) => {
      env["TENANT"] = "a-tenant";
      await configure(
        `url: "${url}", headers: { Authorization: { file: ${token} }, x-tenant: { env: TENANT }, X-Place: here }`,
      );
      await run(["get", IMAGE]);
      await Deno.writeTextFile(token, "Bearer another");
      await run(["get", IMAGE]);
      const sent = deliveries.map(({ headers }) => [
        headers.get("authorization"),
        headers.get("x-tenant"),
        headers.get("x-place"),
      ]);
      assertEquals(sent, [
        [`Bearer ${CANARY}`, "a-tenant", "here"],
        ["Bearer another", "a-tenant", "here"],
      ]);
    });
  });
});

Deno.test("webhook: no secret, no token and no header is in what is sent, on standard error or in a file", async () => {
  await withCollecting(async ({ audit, configure, run, state, token }) => {
    await withCollector(async ({ url, deliveries }) => {
      await configure(
        `url: "${url}?key=${CANARY}", headers: { Authorization: { file: ${token} }, x: "${CANARY}" }`,
      );
      const stdin = requestFor(SECRET_IMAGE, "team-a", CANARY);
      const { stderr } = await run(["--trace"], { stdin });
      assertMatch(stderr, /the webhook at 127\.0\.0\.1:\d+ has the record$/m);
      assertEquals(findCanary(stderr), []);
      await run(["get", SECRET_IMAGE, "--format=password"]);
      const sent = JSON.stringify(deliveries.map(({ record }) => record));
      assert(sent.includes(SECRET_IMAGE));
      assertEquals(findCanary(sent), []);
      assert(!sent.includes("e30."));
      await assertNoCanary(audit, state);
    });
  });
});

Deno.test("webhook: a secret that cannot be read costs no answer, sends nothing, and the trace names it", async () => {
  const wrong = {
    "does not exist": "{ file: /nowhere/token }",
    "is not set": "{ env: NOT_SET }",
    "a second line": "{ file: FOLDER/two-lines }",
  };
  for (const [says, secret] of Object.entries(wrong)) {
    await withCollecting(async ({ configure, folder, run }) => {
      await withCollector(async ({ url, deliveries }) => {
        await Deno.writeTextFile(`${folder}/two-lines`, `${CANARY}\nHost: x\n`);
        const headers = secret.replace("FOLDER", folder);
        await configure(
          `url: "${url}", headers: { Authorization: ${headers} }`,
        );
        const { code, stderr } = await run(["get", IMAGE, "--trace"]);
        assertEquals(code, 0);
        assert(stderr.includes(says), stderr);
        assertEquals(findCanary(stderr), []);
        assertEquals(deliveries, []);
      });
    });
  }
});

Deno.test("webhook: with directory: off it alone gets records, with fingerprints, and audit tail says so", async () => {
  await withCollecting(async ({ audit, configure, run, state }) => {
    await withCollector(async ({ url, deliveries }) => {
      await configure(`url: "${url}"`, "off");
      await run(["get", SECRET_IMAGE]);
      await run(["get", SECRET_IMAGE]);
      await run(["get", IMAGE]);
      const [one, two, other] = deliveries.map(({ record }) =>
        record["fingerprint"]
      );
      assertMatch(String(one), /^[0-9a-f]{12}$/);
      assertEquals(one, two);
      assert(one !== other);
      assertEquals(await Deno.stat(audit).catch(() => "missing"), "missing");
      const facts = await Deno.stat(state);
      assertEquals((facts.mode ?? 0) & 0o7777, 0o700);
      await assertNoCanary(state);
      const { code, stdout } = await run(["audit", "tail"]);
      assertEquals([code, stdout], [
        0,
        'The audit writes no file: its "directory" is off.\n',
      ]);
    });
  });
});

Deno.test("webhook: nothing is sent where its state folder is another's, open to others or a link", async () => {
  const hostile: Record<string, (state: string) => Promise<void>> = {
    "open": (state) => Deno.mkdir(state, { mode: 0o755 }),
    "a link": async (state) => {
      await Deno.mkdir(`${state}-other`, { mode: 0o700 });
      await Deno.symlink(`${state}-other`, state);
    },
    "a file": (state) => Deno.writeTextFile(state, ""),
  };
  for (const [what, make] of Object.entries(hostile)) {
    await withCollecting(async ({ configure, lines, run, state }) => {
      await withCollector(async ({ url, deliveries }) => {
        await make(state);
        await configure(`url: "${url}"`);
        const { code, stderr } = await run([], { stdin: request(IMAGE) });
        assertEquals([code, stderr], [0, ""], what);
        assertEquals(deliveries, [], what);
        assertEquals((await lines()).length, 1, what);
      });
    });
  }
});

Deno.test("webhook: an audit folder that cannot be used keeps no record from it", async () => {
  await withCollecting(async ({ audit, configure, run }) => {
    await withCollector(async ({ url, deliveries }) => {
      await Deno.mkdir(audit, { mode: 0o755 });
      await configure(`url: "${url}"`);
      assertEquals((await run(["get", IMAGE])).code, 0);
      assertEquals(deliveries.map(({ record }) => record["fingerprint"]), [
        null,
      ]);
    });
  });
});
