/**
 * The cases of tokens that are passed on and exchanged. A baseline has none.
 * @module
 */
import { assertEquals } from "@std/assert";
import {
  ACCOUNT,
  IMAGE,
  type Service,
  TOKEN,
} from "../tests/kit/exchange_run.ts";
import { config, request } from "../tests/kit/program.ts";
import { answerOf, passwordFor } from "./asking.ts";
import type { Job } from "./runs.ts";

/** What the service gives for the token: one that ends in an hour. */
export const exchanged = (): Response =>
  Response.json({ "access_token": "an-example-token", "expires_in": 3_600 });

/**
 * Writes what the cases need into a folder, and asks each once.
 *
 * @throws {Error} Where an answer is wrong.
 */
export async function tokenCases(
  folder: string,
  { url }: Service,
  program: string,
): Promise<readonly Job[]> {
  const exchange = {
    subject: ACCOUNT,
    oauth2: { tokenUrl: `${url}/token`, grant: "token-exchange" },
    answer: { username: "token" },
  };
  const rows: readonly (readonly [string, object, string])[] = [
    ["token", { token: { subject: ACCOUNT } }, TOKEN],
    ["exchange", { exchange }, "an-example-token"],
  ];
  const jobs: Job[] = [];
  for (const [name, section, password] of rows) {
    const rule = { name, match: ["registry.example.com"], ...section };
    const path = `${folder}/${name}.yaml`;
    const text = `${
      config(`- ${JSON.stringify(rule)}\n`)
    }cache: { directory: off }\n`;
    await Deno.writeTextFile(path, text, { mode: 0o600 });
    const stdin = `${folder}/${name}.json`;
    const asked = { ...JSON.parse(request(IMAGE)), serviceAccountToken: TOKEN };
    await Deno.writeTextFile(stdin, JSON.stringify(asked));
    const job = { name, command: [program, `--config=${path}`], stdin };
    const output = await answerOf(job);
    assertEquals(passwordFor("registry.example.com", output), password);
    jobs.push(job);
  }
  return jobs;
}
