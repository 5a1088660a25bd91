/**
 * What the program is measured at, and how its answer is known to be right.
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { jwtVerify } from "jose";
import type { EcrBackend } from "../tests/kit/ecr_backend.ts";
import { PAIR, PEM, rule } from "../tests/kit/minting.ts";
import { config, request } from "../tests/kit/program.ts";
import { answerOf, ECR, ecrConfig, passwordFor } from "./asking.ts";
import type { Programs } from "./programs.ts";
import type { Job } from "./runs.ts";

/** Name of the empty program among the cases. */
export const FLOOR_NAME = "floor";

const STATIC = config(`- name: static
  match: [static.example.com]
  static: { username: node, password: an-example-password }
`);

/**
 * Writes everything that the cases need below a folder, and asks each once.
 *
 * @returns The floor and the cases.
 * @throws {Error} Where an answer is wrong.
 */
export async function prepare(
  folder: string,
  backend: EcrBackend,
  { program, floor }: Programs,
): Promise<readonly Job[]> {
  const write = async (name: string, text: string) => {
    await Deno.writeTextFile(`${folder}/${name}`, text, { mode: 0o600 });
    return `${folder}/${name}`;
  };
  const asks = async (name: string, text: string, host: string) => ({
    name,
    command: [program, `--config=${await write(`${name}.yaml`, text)}`],
    stdin: await write(`${name}.json`, request(`${host}/team/app`)),
  });
  const jobs: Job[] = [];
  const add = async (
    job: Job,
    check: (output: string) => void | Promise<void>,
  ) => {
    await check(await answerOf(job));
    jobs.push(job);
  };

  const fixed = await asks("static", STATIC, "static.example.com");
  const [, option = ""] = fixed.command;
  jobs.push({ name: FLOOR_NAME, command: [floor], stdin: fixed.stdin });
  await add(fixed, (output) => {
    const password = passwordFor("static.example.com", output);
    assertEquals(password, "an-example-password");
  });

  await write("key.pem", PEM);
  const minting = rule().replace("FOLDER", folder);
  await add(
    await asks("JWT minted", minting, "r.example.com"),
    async (output) => {
      const token = passwordFor("r.example.com", output);
      await jwtVerify(token, PAIR.publicKey, { audience: "registry" });
    },
  );

  const caching = ecrConfig(backend, `${folder}/cache`);
  const cached = await asks("ECR, cached", caching, ECR);
  // So that the case itself finds the cache filled.
  await answerOf(cached);
  const before = backend.calls();
  const fetched = (calls: number) => (output: string) => {
    assertEquals(passwordFor(ECR, output), backend.last());
    assertEquals(backend.calls(), before + calls);
  };
  await add(cached, fetched(0));
  const uncached = ecrConfig(backend, "off");
  await add(await asks("ECR, fetched", uncached, ECR), fetched(1));

  await add(await asks("no match", STATIC, "other.example.com"), (output) => {
    const { auth, cacheDuration } = JSON.parse(output);
    assertEquals([auth, cacheDuration], [{}, "0s"]);
  });
  const get = [program, "get", "static.example.com/team/app", option];
  await add(
    { ...fixed, name: "get", command: get },
    (output) => assert(/^username\s+node$/m.test(output), output),
  );
  await add(
    { ...fixed, name: "validate", command: [program, "validate", option] },
    (output) => assert(output.includes(" is valid: "), output),
  );
  return jobs;
}
