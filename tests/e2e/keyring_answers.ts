/**
 * How long the kubelet's keyring keeps what our program answers, and what becomes
 * of failures.
 * @module
 */
import {
  assertEquals,
  assertMatch,
  assertNotMatch,
  assertStringIncludes,
} from "@std/assert";
import { config } from "../kit/program.ts";
import { type Check, usersOf, withKeyring } from "./keyring.ts";

/** One rule without further conditions. */
function one(duration: string, password = "{ file: FOLDER/password }"): string {
  return config(`- name: harbor
  match: [harbor.example.com]
  cacheDuration: ${duration}
  static: { username: robot, password: ${password} }
`);
}
const IMAGE = "harbor.example.com/app";

async function keepsNothing(keyring: string): Promise<void> {
  const files = { password: "first" };
  await withKeyring(
    { keyring, registries: one("0s"), files },
    async (kubelet) => {
      assertEquals(usersOf(await kubelet.ask(IMAGE)), ["robot:first"]);
      await Deno.writeTextFile(`${kubelet.folder}/password`, "second");
      assertEquals(usersOf(await kubelet.ask(IMAGE)), ["robot:second"]);
      assertEquals(await kubelet.runs(), [IMAGE, IMAGE]);
    },
  );
}

async function keepsForTheDuration(keyring: string): Promise<void> {
  const files = { password: "first" };
  const registries = one("3s");
  await withKeyring({ keyring, registries, files }, async (kubelet) => {
    assertEquals(usersOf(await kubelet.ask(IMAGE)), ["robot:first"]);
    await Deno.writeTextFile(`${kubelet.folder}/password`, "second");
    let users: readonly string[] = [];
    for (let tries = 0; tries < 100 && users[0] !== "robot:second"; tries++) {
      users = usersOf(await kubelet.ask(IMAGE));
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    assertEquals(users, ["robot:second"]);
    assertEquals(await kubelet.runs(), [IMAGE, IMAGE]);
  });
}

async function failsAndRecovers(keyring: string): Promise<void> {
  await withKeyring({ keyring, registries: one("1h") }, async (kubelet) => {
    assertEquals(usersOf(await kubelet.ask(IMAGE)), []);
    assertEquals(usersOf(await kubelet.ask(IMAGE)), []);
    await Deno.writeTextFile(`${kubelet.folder}/password`, "there", {
      mode: 0o600,
    });
    assertEquals(usersOf(await kubelet.ask(IMAGE)), ["robot:there"]);
    assertEquals(await kubelet.runs(), [IMAGE, IMAGE, IMAGE]);
    const log = await kubelet.end();
    assertStringIncludes(log, "Failed to provide credentials for image");
    assertMatch(
      log,
      /exit status 1: registry-credential-provider: .*password.*\[SECRET_UNREADABLE\]/,
    );
  });
}

/** @param timeout Of the program; the kubelet's own is a minute. */
function timesOut(timeout: string): Check {
  return async (keyring) => {
    // It takes connections, and never answers.
    using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    const image = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/app";
    const registries = `cache: { directory: off }
${
      config(`- name: ecr
  match: [123456789012.dkr.ecr.eu-west-1.amazonaws.com]
  ecr: { endpoint: "http://127.0.0.1:${listener.addr.port}" }
`)
    }`;
    const args = [`--timeout=${timeout}`];
    const env = {
      AWS_ACCESS_KEY_ID: "AKIDEXAMPLE",
      AWS_SECRET_ACCESS_KEY: "any",
    };
    await withKeyring({ keyring, registries, args, env }, async (kubelet) => {
      assertEquals(usersOf(await kubelet.ask(image)), []);
      const log = await kubelet.end();
      assertMatch(
        log,
        /exit status 1: registry-credential-provider: .*\[BACKEND_UNAVAILABLE\]/,
      );
      assertNotMatch(log, /context deadline exceeded|signal: killed/);
    });
  };
}

async function goesOnWithoutMatch(keyring: string): Promise<void> {
  const files = { password: "any" };
  await withKeyring(
    { keyring, registries: one("1h"), files },
    async (kubelet) => {
      // The kubelet has read its patterns; the config is narrowed afterwards.
      await Deno.writeTextFile(
        `${kubelet.folder}/registries.yaml`,
        one("1h", "any").replace(
          IMAGE.split("/", 1)[0] ?? "",
          "other.example.com",
        ),
      );
      assertEquals(usersOf(await kubelet.ask(IMAGE)), []);
      assertEquals(usersOf(await kubelet.ask(IMAGE)), []);
      assertEquals(await kubelet.runs(), [IMAGE, IMAGE]);
      assertNotMatch(await kubelet.end(), /Failed to provide/);
    },
  );
}

/** By what they show. */
export const ANSWERS: Readonly<Record<string, Check>> = {
  "nothing is kept for 0s": keepsNothing,
  "an answer is kept for its duration": keepsForTheDuration,
  "a failure is in the log, and is not kept": failsAndRecovers,
  "the program gives up after its own time": timesOut("3s"),
  "the longest time is shorter than the kubelet's": timesOut("55s"),
  "no match is no failure, and is not kept": goesOnWithoutMatch,
};
