/**
 * What this program and others are both asked.
 * @module
 */
import { assertEquals } from "@std/assert";
import type { EcrBackend } from "../tests/kit/ecr_backend.ts";
import { config, request } from "../tests/kit/program.ts";
import { answerOf, ECR, ecrConfig, passwordFor } from "./asking.ts";
import { PROGRAM } from "./programs.ts";
import type { Job } from "./runs.ts";

/** One program at one task. */
export interface PeerCase extends Job {
  readonly task: "ECR, fetched" | "ECR, cached" | "static";
  readonly program: string;
}

/** Name of this program among the others. */
export const OWN = "registry-credential-provider";

const REGISTRY = "static.example.com";
const PASSWORD = "an-example-password";

/**
 * Writes what the programs need, and checks one answer of each.
 *
 * @param paths Where the programs of others are, by their names.
 */
export async function preparePeers(
  folder: string,
  backend: EcrBackend,
  paths: ReadonlyMap<string, string>,
): Promise<readonly PeerCase[]> {
  const write = async (name: string, text: string) => {
    await Deno.writeTextFile(`${folder}/${name}`, text, { mode: 0o600 });
    return `${folder}/${name}`;
  };
  const ecr = await write("ecr.json", request(`${ECR}/team/app`));
  const host = await write("ecr.host", `${ECR}\n`);
  // The password as a service-account token, too: one of the programs answers with that.
  const image = `${REGISTRY}/team/app`;
  const apiVersion = "credentialprovider.kubelet.k8s.io/v1";
  const fixed = await write(
    "static.json",
    JSON.stringify({
      kind: "CredentialProviderRequest",
      apiVersion,
      image,
      serviceAccountToken: PASSWORD,
    }) + "\n",
  );
  const response = await write(
    "response.json",
    JSON.stringify({
      kind: "CredentialProviderResponse",
      apiVersion,
      cacheKeyType: "Image",
      cacheDuration: "10m",
      auth: { [REGISTRY]: { username: "node", password: PASSWORD } },
    }),
  );
  const own = async (
    name: string,
    text: string,
  ) => [PROGRAM, `--config=${await write(name, text)}`];
  const endpoint = `AWS_ENDPOINT_URL_ECR=${backend.endpoint}`;
  const helper = ["docker-credential-ecr-login", "get"];
  const all: readonly Omit<PeerCase, "name" | "program">[] = [
    {
      task: "ECR, fetched",
      command: await own("fetched.yaml", ecrConfig(backend, "off")),
      stdin: ecr,
    },
    {
      task: "ECR, fetched",
      command: [endpoint, "ecr-credential-provider"],
      stdin: ecr,
    },
    {
      task: "ECR, fetched",
      command: [
        endpoint,
        `HOME=${folder}`,
        "AWS_ECR_DISABLE_CACHE=true",
        ...helper,
      ],
      stdin: host,
    },
    {
      task: "ECR, cached",
      command: await own(
        "cached.yaml",
        ecrConfig(backend, `${folder}/peer-cache`),
      ),
      stdin: ecr,
    },
    {
      task: "ECR, cached",
      command: [endpoint, `HOME=${folder}`, ...helper],
      stdin: host,
    },
    {
      task: "static",
      command: await own(
        "static.yaml",
        config(`- name: static
  match: [${REGISTRY}]
  static: { username: node, password: ${PASSWORD} }
`),
      ),
      stdin: fixed,
    },
    {
      task: "static",
      command: ["static-credential-provider", response],
      stdin: fixed,
    },
    { task: "static", command: ["credential-provider-harbor"], stdin: fixed },
  ];
  const cases = all.flatMap((one) => withPath(one, paths));
  for (const one of cases) await check(one, backend);
  return cases;
}

/** Puts the path for the name of a program; without one, there is no case. */
function withPath(
  one: Omit<PeerCase, "name" | "program">,
  paths: ReadonlyMap<string, string>,
): readonly PeerCase[] {
  const at = one.command.findIndex((word) => !/^\w+=/.test(word));
  const word = one.command[at] ?? "";
  const program = word === PROGRAM ? OWN : word;
  const path = word === PROGRAM ? word : paths.get(word);
  if (path === undefined) return [];
  const command = one.command.with(at, path);
  return [{ ...one, name: `${one.task}: ${program}`, program, command }];
}

async function check(one: PeerCase, backend: EcrBackend): Promise<void> {
  if (one.task === "ECR, cached") await answerOf(one);
  const before = backend.calls();
  const output = await answerOf(one);
  const calls = one.task === "ECR, fetched" ? 1 : 0;
  assertEquals(backend.calls(), before + calls, one.name);
  const expected = one.task === "static" ? PASSWORD : backend.last();
  const registry = one.task === "static" ? REGISTRY : ECR;
  const password = one.program.startsWith("docker-credential-")
    ? JSON.parse(output).Secret
    : passwordFor(registry, output);
  assertEquals(password, expected, one.name);
}
