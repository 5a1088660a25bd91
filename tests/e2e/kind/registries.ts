/**
 * Debian's registry in the network of the nodes, several times over the same
 * blobs, and token services: what they saw is the witness of every case.
 * @module
 */
import type { JSONWebKeySet, JWTPayload } from "jose";
import {
  type Access,
  EVERYBODY,
  type Place,
  USER,
  withRegistry,
} from "../debian_registry.ts";
import { writeImage } from "../image_layout.ts";
import { BEARER, makeSigner, NODES } from "../token_registry.ts";
import type { Policy } from "../token_service.ts";
import { type Lab, must } from "./lab.ts";
import { withServer } from "./server.ts";

/** The registries, and what they were asked. */
export interface Registries {
  /** Every request that the registry with a password has answered. */
  readonly basic: () => readonly Access[];
  /** Every request that the registry with bearer tokens has answered. */
  readonly tokens: () => readonly Access[];
  /** The claims of every token of a node or an account that was good for a bearer token. */
  grants(): Promise<readonly JWTPayload[]>;
  /** Gives all of them an image that waits. */
  push(repository: string, tag?: string): Promise<void>;
  /** Runs a test with a further one, at `accounts.internal:5004`, that takes tokens of others. */
  withAccounts(
    clients: Policy["clients"],
    test: (accounts: TokenRegistry) => Promise<void>,
  ): Promise<void>;
}

/** A registry with bearer tokens. */
export interface TokenRegistry {
  /** Every request that it has answered. */
  readonly requests: () => readonly Access[];
  /** The claims of every token that was good for a bearer token. */
  grants(): Promise<readonly JWTPayload[]>;
}

/** The requests for the manifest of a repository: who asked, and what came of it. */
export function pulls(
  requests: readonly Access[],
  repository: string,
): readonly Access[] {
  return requests.filter(({ path }) =>
    path.startsWith(`/v2/${repository}/manifests/`)
  );
}

/**
 * Runs a test with the registries.
 *
 * @param pause The program of the images.
 * @param jwks The public keys of the nodes.
 */
export async function withRegistries(
  lab: Lab,
  pause: string,
  jwks: JSONWebKeySet,
  test: (registries: Registries) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir({ dir: lab.folder });
  const image = await makeImage(folder, pause);
  const push = async (repository: string, tag = "1") => {
    await must(lab, [
      "skopeo",
      "copy",
      "--insecure-policy",
      "--dest-tls-verify=false",
      `oci:${image}:latest`,
      `docker://127.0.0.1:5002/${repository}:${tag}`,
    ]);
  };
  const place = (port: number) => ({
    enter: lab.enter,
    address: `0.0.0.0:${port}`,
    blobs: `${folder}/blobs`,
  });
  const [basic, tokens, open] = await Promise.all(
    ["basic", "tokens", "open"].map(async (name) => {
      await Deno.mkdir(`${folder}/${name}`);
      return `${folder}/${name}`;
    }),
  ) as [string, string, string];
  const nodes: Policy["clients"] = [{ ...NODES, jwks }];
  await withTokens(lab, tokens, nodes, 5003, place(5001), async (tokens) => {
    await withRegistry(basic, USER, async (_, basic) => {
      await withRegistry(
        open,
        EVERYBODY,
        () =>
          test({
            basic,
            tokens: tokens.requests,
            grants: () => tokens.grants(),
            push,
            async withAccounts(clients, test) {
              const own = await Deno.makeTempDir({ dir: folder });
              await withTokens(lab, own, clients, 5005, place(5004), test);
            },
          }),
        place(5002),
      );
    }, place(5000));
  });
}

/** A layout of an image that waits. */
async function makeImage(folder: string, pause: string): Promise<string> {
  await Deno.mkdir(`${folder}/root`);
  await Deno.copyFile(pause, `${folder}/root/pause`);
  await Deno.chmod(`${folder}/root/pause`, 0o755);
  const { stdout } = await new Deno.Command("tar", {
    args: ["--create", `--directory=${folder}/root`, "."],
    stderr: "inherit",
  }).output();
  await writeImage(`${folder}/image`, { tar: stdout, command: ["/pause"] });
  return `${folder}/image`;
}

/** A registry, and a token service of its own at a port, which keep their files in a folder. */
async function withTokens(
  lab: Lab,
  folder: string,
  clients: Policy["clients"],
  port: number,
  place: Place,
  test: (registry: TokenRegistry) => Promise<void>,
): Promise<void> {
  const { key, certificate, file } = await makeSigner(folder);
  const policy: Policy = { ...BEARER, clients, key, certificate };
  const listener = { hostname: "0.0.0.0", port, name: "tokens.internal" };
  await withServer(
    lab,
    folder,
    "kubelet/token_server.ts",
    { ...policy, listener },
    async ({ first, ask }) => {
      const trust = { ...BEARER, realm: first, certificate: file };
      const grants = async () => JSON.parse(await ask());
      await withRegistry(
        folder,
        trust,
        (_, requests) => test({ requests, grants }),
        place,
      );
    },
  );
}
