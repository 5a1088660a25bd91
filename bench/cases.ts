/**
 * What the program is measured at, and how its answer is known to be right.
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { jwtVerify } from "jose";
import type { EcrBackend } from "../tests/binary/ecr_backend.ts";
import { PAIR, PEM, rule } from "../tests/binary/minting.ts";
import { config, request } from "../tests/program.ts";
import { answerOf, ECR, ecrConfig, passwordFor } from "./asking.ts";
import { PROGRAM } from "./programs.ts";
import type { Job } from "./runs.ts";

/** A job whose standard output is checked once, before it is measured. */
export interface Case extends Job {
  readonly check: (output: string) => void | Promise<void>;
}

const STATIC = config(`- name: static
  match: [static.example.com]
  static: { username: node, password: an-example-password }
`);

/** A scalar of many lines is not for the parser of plain YAML. */
const FULL_YAML = config(`- name: static
  match: [static.example.com]
  static:
    username: node
    password: |-
      an-example-password
`);

/** Writes everything that the cases need below a folder. */
export async function prepare(
  folder: string,
  backend: EcrBackend,
): Promise<readonly Case[]> {
  const write = async (name: string, text: string) => {
    await Deno.writeTextFile(`${folder}/${name}`, text, { mode: 0o600 });
    return `${folder}/${name}`;
  };
  await write("key.pem", PEM);
  const asks = async (name: string, text: string, host: string) => ({
    name,
    command: [PROGRAM, `--config=${await write(`${name}.yaml`, text)}`],
    stdin: await write(`${name}.json`, request(`${host}/team/app`)),
  });
  const isStatic = (output: string) =>
    assertEquals(
      passwordFor("static.example.com", output),
      "an-example-password",
    );
  const fixed = await asks("static", STATIC, "static.example.com");
  const [, option = ""] = fixed.command;
  const fetched = (calls: number) => {
    const before = backend.calls();
    return (output: string) => {
      assertEquals(passwordFor(ECR, output), backend.last());
      assertEquals(backend.calls(), before + calls);
    };
  };
  const cached = await asks(
    "ECR, cached",
    ecrConfig(backend, `${folder}/cache`),
    ECR,
  );
  // The case itself finds the cache filled.
  await answerOf(cached);
  return [
    { ...fixed, check: isStatic },
    {
      ...await asks("full YAML", FULL_YAML, "static.example.com"),
      check: isStatic,
    },
    {
      ...await asks(
        "JWT minted",
        rule().replace("FOLDER", folder),
        "r.example.com",
      ),
      check: async (output) => {
        const token = passwordFor("r.example.com", output);
        await jwtVerify(token, PAIR.publicKey, { audience: "registry" });
      },
    },
    { ...cached, check: fetched(0) },
    {
      ...await asks("ECR, fetched", ecrConfig(backend, "off"), ECR),
      check: fetched(1),
    },
    {
      ...await asks("no match", STATIC, "other.example.com"),
      check: (output) => {
        const { auth, cacheDuration } = JSON.parse(output);
        assertEquals([auth, cacheDuration], [{}, "0s"]);
      },
    },
    {
      ...fixed,
      name: "get",
      command: [PROGRAM, "get", "static.example.com/team/app", option],
      check: (output) => assert(/^username\s+node$/m.test(output), output),
    },
    {
      ...fixed,
      name: "validate",
      command: [PROGRAM, "validate", option],
      check: (output) => assert(output.includes(" is valid: "), output),
    },
  ];
}
