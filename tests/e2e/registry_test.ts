/**
 * A real registry lets in with the credentials that the program printed, and
 * with no others.
 * @module
 */
import { assertEquals, assertMatch, assertNotEquals } from "@std/assert";
import type { JSONWebKeySet } from "jose";
import {
  config,
  execute,
  program,
  request,
  type Result,
} from "../kit/program.ts";
import { isInstalled, keyOf, openssl } from "../kit/jwt/openssl.ts";
import { readDigest, writeImage } from "./image_layout.ts";
import { NODES, withTokenRegistry } from "./token_registry.ts";
import type { TokenService } from "./token_service.ts";

const TOOLS = ["docker-registry", "skopeo", "openssl"];
const missing: string[] = [];
for (const tool of TOOLS) if (!await isInstalled(tool)) missing.push(tool);
const ignore = missing.length > 0;
const need = ignore ? ` (needs ${missing.join(" and ")})` : "";

/** A registry with its token service, and an image to copy. */
interface World {
  readonly folder: string;
  readonly host: string;
  readonly service: TokenService;
  /** The digest of the image below `image`. */
  readonly digest: string;
}

/** What a rule of the config says; what a test does not name is right. */
interface Rule {
  readonly key?: string;
  readonly audience?: string;
  readonly name?: string;
  readonly actions?: string;
}

function rule(folder: string, match: string, rule: Rule = {}): string {
  return config(`- name: local
  match: ["${match}"]
  jwt:
    username: node
    key: { file: ${folder}/${rule.key ?? "node.pem"} }
    keyId: node-key
    algorithm: ES256
    issuer: ${NODES.issuer}
    audience: ${rule.audience ?? NODES.audience}
    subject: node:\${node}
    lifetime: 5m
    claims:
      access:
        - type: repository
          name: ${rule.name ?? "${repository}"}
          actions: ${rule.actions ?? "[pull, push]"}
`);
}

async function inWorld(test: (world: World) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "rcp-e2e-" });
  try {
    await Deno.writeTextFile(`${folder}/node.pem`, await keyOf("P-256"));
    const other = await openssl(
      "genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256",
    );
    await Deno.writeTextFile(`${folder}/other.pem`, other);
    const digest = await writeImage(`${folder}/image`);
    const jwks = await publicKeys(folder);
    await withTokenRegistry(
      folder,
      jwks,
      (host, service) => test({ folder, host, service, digest }),
    );
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** What an operator hands to the token service. */
async function publicKeys(folder: string): Promise<JSONWebKeySet> {
  await Deno.writeTextFile(
    `${folder}/jwks.yaml`,
    rule(folder, "r.example.com"),
  );
  const { stdout, stderr } = await program(
    ["jwt", "jwks", `--config=${folder}/jwks.yaml`],
  );
  assertEquals(stderr, "");
  return JSON.parse(stdout);
}

/** Asks the program as the kubelet does, and has skopeo use the answer. */
async function copy(
  { folder, host }: World,
  direction: "push" | "pull",
  says: Rule = {},
): Promise<Result> {
  const image = `${host}/team/app`;
  await Deno.writeTextFile(
    `${folder}/registries.yaml`,
    rule(folder, host, says),
  );
  const { stdout, stderr } = await program(
    [`--config=${folder}/registries.yaml`],
    { stdin: request(image) },
  );
  assertEquals(stderr, "");
  const { auth } = JSON.parse(stdout);
  assertEquals(Object.keys(auth), [image]);
  const { username, password } = auth[image];
  const auths = { [image]: { auth: btoa(`${username}:${password}`) } };
  await Deno.writeTextFile(`${folder}/auth.json`, JSON.stringify({ auths }));
  const remote = `docker://${image}:1`;
  const [from, to] = direction === "push"
    ? [`oci:${folder}/image:latest`, remote]
    : [remote, `oci:${folder}/pulled:latest`];
  return await execute("skopeo", [
    "--insecure-policy",
    "copy",
    `--authfile=${folder}/auth.json`,
    "--src-tls-verify=false",
    "--dest-tls-verify=false",
    from,
    to,
  ], { env: { PATH: "/usr/bin:/bin", HOME: folder, XDG_DATA_HOME: folder } });
}

async function assertCopied(
  world: World,
  direction: "push" | "pull",
): Promise<void> {
  const { code, stderr } = await copy(world, direction);
  assertEquals(code, 0, stderr);
}

Deno.test({
  name:
    `Debian's registry takes and gives an image with the credentials of the program${need}`,
  ignore,
  async fn() {
    await inWorld(async (world) => {
      await assertCopied(world, "push");
      await assertCopied(world, "pull");
      assertEquals(await readDigest(`${world.folder}/pulled`), world.digest);
      assertEquals(world.service.refusals, []);
    });
  },
});

/** A token that is wrong in one way, and how the verifier calls that. */
interface Wrong {
  readonly what: string;
  readonly rule?: Rule;
  /** How far the token service's clock is ahead; a token lives for five minutes. */
  readonly aheadMs?: number;
  readonly because: readonly string[];
}

const WRONG: readonly Wrong[] = [
  {
    what: "signed with another key of the same keyId",
    rule: { key: "other.pem" },
    because: ["ERR_JWS_SIGNATURE_VERIFICATION_FAILED"],
  },
  {
    what: "for another audience",
    rule: { audience: "another" },
    because: ["ERR_JWT_CLAIM_VALIDATION_FAILED aud"],
  },
  {
    what: "that has expired",
    aheadMs: 5 * 60_000,
    because: ["ERR_JWT_EXPIRED exp"],
  },
  // A good token, which the registry refuses for what it does not allow.
  {
    what: "whose claims name another repository",
    rule: { name: "${repository}-other" },
    because: [],
  },
  {
    what: "whose claims do not allow to pull",
    rule: { actions: "[push]" },
    because: [],
  },
];

for (const { what, rule, aheadMs = 0, because } of WRONG) {
  Deno.test({
    name:
      `Debian's registry gives no image for a token of the program ${what}${need}`,
    ignore,
    async fn() {
      await inWorld(async (world) => {
        await assertCopied(world, "push");
        world.service.aheadMs = aheadMs;
        const { code, stderr } = await copy(world, "pull", rule);
        assertNotEquals(code, 0);
        assertMatch(stderr, /unauthorized|authentication required|denied/);
        assertEquals([...new Set(world.service.refusals)], because);
        // The same image with the right ones: nothing else was in the way.
        world.service.aheadMs = 0;
        await assertCopied(world, "pull");
      });
    },
  });
}
