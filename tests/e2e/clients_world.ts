/**
 * A registry with one image, and what its clients have of the program.
 * @module
 */
import { assertEquals } from "@std/assert";
import { config, execute, program } from "../kit/program.ts";
import { writeImage } from "./image_layout.ts";
import { type RegistryClient, type Workplace } from "./registry_client.ts";
import { Checks } from "./suite.ts";

/** A registry with one image, and the rule that lets in. */
export interface World extends Workplace {
  readonly host: string;
  readonly image: string;
  readonly digest: string;
  readonly username: string;
  readonly checks: Checks;
}

/** Writes a config with one rule. */
export async function writeRule(
  { folder }: Workplace,
  host: string,
  provider: string,
): Promise<void> {
  await Deno.writeTextFile(
    `${folder}/registries.yaml`,
    config(`- name: local\n  match: ["${host}"]\n  ${provider}\n`),
  );
}

/** Puts an image into the registry, with the credentials of the program. */
export async function fill(
  workplace: Workplace,
  host: string,
  username: string,
  checks: Checks,
): Promise<World> {
  const { folder, env } = workplace;
  const layout = await Deno.makeTempDir({ dir: folder });
  const digest = await writeImage(layout);
  const image = `${host}/team/app:1`;
  const world = { ...workplace, host, image, digest, username, checks };
  await writeDockerConfig(world, await get(world, "docker-config"));
  const { code, stderr } = await execute("skopeo", [
    "--insecure-policy",
    "copy",
    `--authfile=${env["DOCKER_CONFIG"]}/config.json`,
    "--dest-tls-verify=false",
    `oci:${layout}:latest`,
    `docker://${image}`,
  ], { env });
  assertEquals(code, 0, stderr);
  return world;
}

/** What `get` prints for the image. */
export async function get(
  { image, env }: World,
  format: "docker-config" | "password",
): Promise<string> {
  const args = ["get", "--format", format, image];
  const { code, stdout, stderr } = await program(args, { env });
  assertEquals([code, stderr], [0, ""]);
  return stdout;
}

/** Writes the `config.json` of the clients. */
export async function writeDockerConfig(
  { env }: World,
  text: string,
): Promise<void> {
  await Deno.writeTextFile(`${env["DOCKER_CONFIG"]}/config.json`, text);
}

/** A `config.json` that names the program as the helper of a registry. */
export function helperFor(registry: string): string {
  return JSON.stringify({ credHelpers: { [registry]: "registry" } });
}

/** Asserts that a client pulls the image that is there. */
export async function assertPulls(
  client: RegistryClient,
  { image, digest }: World,
): Promise<void> {
  const { code, stderr } = await client.pull(image);
  assertEquals(code, 0, stderr);
  assertEquals(await client.takeDigest(image), digest);
}
