/**
 * skopeo, podman and docker with the credentials of the program, a suite of
 * `make e2e`: Debian's registry lets in with a password, or with tokens.
 * @module
 */
import {
  assert,
  assertEquals,
  assertMatch,
  assertNotEquals,
  assertStringIncludes,
} from "@std/assert";
import { PROGRAM, program } from "../kit/program.ts";
import { isInstalled, keyOf } from "../kit/jwt/openssl.ts";
import { registryVersion, USER, withRegistry } from "./debian_registry.ts";
import { withDockerDaemon } from "./docker_daemon.ts";
import {
  docker,
  podman,
  type RegistryClient,
  skopeo,
  type Workplace,
} from "./registry_client.ts";
import { Checks, type Tally } from "./suite.ts";
import { NODES, withTokenRegistry } from "./token_registry.ts";
import {
  assertPulls,
  fill,
  get,
  helperFor,
  type World,
  writeDockerConfig,
  writeRule,
} from "./clients_world.ts";

/** See {@linkcode Suite}. */
export const name = "clients";

/** See {@linkcode Suite}. */
export const needs =
  "docker-registry, skopeo, podman, docker.io and openssl of Debian; podman and dockerd as root";

/** See {@linkcode Suite}. */
export const proves =
  "skopeo, podman and docker log in and pull with get and through the credential helper, by password and by token, and say what is wrong in one line";
/** See {@linkcode Suite}. */
export const leaves =
  "rootless podman; keys with a path (host/repo) from registries.conf";

const NAMES = ["skopeo", "podman", "docker"];

/** Runs all checks. */
export async function run(): Promise<Tally> {
  const checks = new Checks();
  const missing: string[] = [];
  for (const tool of ["docker-registry", "skopeo", "openssl"]) {
    if (!await isInstalled(tool)) missing.push(tool);
  }
  if (missing.length > 0) {
    checks.skip(NAMES, `${missing.join(" and ")} missing`);
    return checks.tally;
  }
  const folder = await Deno.makeTempDir({ prefix: "rcp-clients-" });
  try {
    const workplace = await setUp(folder);
    await withDockerDaemon(folder, async (daemon) => {
      const clients = [skopeo(workplace)];
      if (!await isInstalled("podman")) {
        checks.skip(["podman"], "it is missing");
      } else if (Deno.uid() !== 0) checks.skip(["podman"], "it needs root");
      else clients.push(podman(workplace));
      if ("missing" in daemon) checks.skip(["docker"], daemon.missing);
      else clients.push(docker(workplace, daemon.host));
      checks.meet(await registryVersion());
      for (const client of clients) checks.meet(await client.version());
      await withPassword(workplace, clients, checks);
      await withTokens(workplace, clients, checks);
    });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
  return checks.tally;
}

async function setUp(folder: string): Promise<Workplace> {
  for (const name of ["bin", "docker-config"]) {
    await Deno.mkdir(`${folder}/${name}`);
  }
  await Deno.symlink(PROGRAM, `${folder}/bin/docker-credential-registry`);
  const env = {
    PATH: `${folder}/bin:${Deno.env.get("PATH")}`,
    HOME: folder,
    XDG_RUNTIME_DIR: folder,
    TMPDIR: folder,
    DOCKER_CONFIG: `${folder}/docker-config`,
    REGISTRY_CREDENTIAL_PROVIDER_CONFIG: `${folder}/registries.yaml`,
  };
  return { folder, env };
}

async function withPassword(
  workplace: Workplace,
  clients: readonly RegistryClient[],
  checks: Checks,
): Promise<void> {
  await withRegistry(workplace.folder, USER, async (host) => {
    await writeRule(
      workplace,
      host,
      `static: { username: "${USER.username}", password: "${USER.password}" }`,
    );
    const world = await fill(workplace, host, USER.username, checks);
    for (const client of clients) {
      await checkPulls(client, world, "password");
      await checkRefusals(client, world);
    }
  });
}

async function withTokens(
  workplace: Workplace,
  clients: readonly RegistryClient[],
  checks: Checks,
): Promise<void> {
  const { folder } = workplace;
  await Deno.writeTextFile(`${folder}/node.pem`, await keyOf("P-256"));
  // For one repository by name: Docker asks a helper for the whole registry.
  const rule = `jwt:
    username: node
    key: { file: ${folder}/node.pem }
    algorithm: ES256
    issuer: ${NODES.issuer}
    audience: ${NODES.audience}
    claims: { access: [{ type: repository, name: team/app, actions: [pull, push] }] }`;
  await writeRule(workplace, "any.example.com", rule);
  const { stdout } = await program(["jwt", "jwks"], workplace);
  await withTokenRegistry(folder, JSON.parse(stdout), async (host) => {
    await writeRule(workplace, host, rule);
    const world = await fill(workplace, host, "node", checks);
    for (const client of clients) await checkPulls(client, world, "token");
  });
}

async function checkPulls(
  client: RegistryClient,
  world: World,
  by: string,
): Promise<void> {
  const check = (what: string, body: () => Promise<void>) =>
    world.checks.check(`${client.name}, ${by}: ${what}`, body);
  await check("no pull without credentials", async () => {
    await writeDockerConfig(world, "{}");
    const { code, stderr } = await client.pull(world.image);
    assertNotEquals(code, 0);
    assertMatch(
      stderr,
      /no basic auth credentials|authentication required|unauthorized/,
    );
  });
  await check("login with get --format password, then pull", async () => {
    await writeDockerConfig(world, "{}");
    const password = await get(world, "password");
    const { code, stderr } = await client.login(
      world.host,
      world.username,
      password,
    );
    assertEquals(code, 0, stderr);
    await assertPulls(client, world);
  });
  await check("pull with get --format docker-config", async () => {
    await writeDockerConfig(world, await get(world, "docker-config"));
    await assertPulls(client, world);
  });
  await check("pull through the credential helper", async () => {
    await writeDockerConfig(world, helperFor(world.host));
    await assertPulls(client, world);
  });
}

async function checkRefusals(
  client: RegistryClient,
  world: World,
): Promise<void> {
  const { env, host, image, checks } = world;
  const configFile = env["REGISTRY_CREDENTIAL_PROVIDER_CONFIG"] ?? "";
  const check = (what: string, body: () => Promise<void>) =>
    checks.check(`${client.name}: ${what}`, body);
  await check("login is told that nothing was stored", async () => {
    await writeDockerConfig(world, helperFor(host));
    const { code, stderr } = await client.login(
      host,
      world.username,
      USER.password,
    );
    assertNotEquals(code, 0);
    assertShown(stderr, `nothing was stored: `, configFile);
  });
  await check("logout is told that nothing was erased", async () => {
    await writeDockerConfig(world, helperFor(host));
    const { code, stderr } = await client.logout(host);
    assertEquals(code, 0, stderr.slice(0, 2_000));
    assertShown(stderr, `nothing was erased: `, configFile);
  });
  const good = await Deno.readTextFile(configFile);
  await check(
    "a registry that no rule matches is asked anonymously",
    async () => {
      await writeDockerConfig(world, helperFor(host));
      await writeRule(
        world,
        "other.example.com",
        "static: { username: a, password: b }",
      );
      const { code, stderr } = await client.pull(image);
      assertNotEquals(code, 0);
      assertMatch(
        stderr,
        /no basic auth credentials|authentication required|unauthorized/,
      );
      assertEquals(
        stderr.includes("registry-credential-provider:"),
        false,
        stderr,
      );
    },
  );
  await check("a broken config is told to the person", async () => {
    await Deno.writeTextFile(configFile, "nothing");
    const { code, stderr } = await client.pull(image);
    assertNotEquals(code, 0);
    assertMatch(stderr, /\[CONFIG_INVALID\]/);
  });
  await Deno.writeTextFile(configFile, good);
}

/** Our line, and few others in which it could get lost. */
function assertShown(stderr: string, what: string, configFile: string): void {
  assertStringIncludes(
    stderr,
    `${what}the credentials of this helper come from ${configFile}`,
  );
  assert(stderr.trim().split("\n").length <= 4, stderr.slice(0, 2_000));
}
