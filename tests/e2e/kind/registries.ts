/**
 * Debian's registry in the network of the nodes, three times over the same blobs,
 * and a token service: what they saw is the witness of every case.
 * @module
 */
import type { JSONWebKeySet, JWTPayload } from "jose";
import { PROJECT } from "../../../tools/paths.ts";
import {
  type Access,
  EVERYBODY,
  USER,
  withRegistry,
} from "../debian_registry.ts";
import { writeImage } from "../image_layout.ts";
import { BEARER, makeSigner, NODES, type Signer } from "../token_registry.ts";
import { type Lab, must } from "./lab.ts";

/** The registries, and what they were asked. */
export interface Registries {
  /** Every request that the registry with a password has answered. */
  readonly basic: () => readonly Access[];
  /** Every request that the registry with bearer tokens has answered. */
  readonly tokens: () => readonly Access[];
  /** The claims of every token of a node or an account that was good for a bearer token. */
  grants(): Promise<readonly JWTPayload[]>;
  /** Gives all three an image that waits. */
  push(repository: string): Promise<void>;
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
  const push = async (repository: string) => {
    await must(lab, [
      "skopeo",
      "copy",
      "--insecure-policy",
      "--dest-tls-verify=false",
      `oci:${image}:latest`,
      `docker://127.0.0.1:5002/${repository}:1`,
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
  const signer = await makeSigner(folder);
  await withTokenServer(lab, folder, signer, jwks, async (realm, grants) => {
    const trust = { ...BEARER, realm, certificate: signer.file };
    await withRegistry(basic, USER, async (_, basic) => {
      await withRegistry(tokens, trust, async (_, tokens) => {
        await withRegistry(
          open,
          EVERYBODY,
          () => test({ basic, tokens, grants, push }),
          place(5002),
        );
      }, place(5001));
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

async function withTokenServer(
  lab: Lab,
  folder: string,
  { key, certificate }: Signer,
  jwks: JSONWebKeySet,
  test: (
    realm: string,
    grants: () => Promise<readonly JWTPayload[]>,
  ) => Promise<void>,
): Promise<void> {
  const listener = { hostname: "0.0.0.0", port: 5003, name: "tokens.internal" };
  await Deno.writeTextFile(
    `${folder}/policy.json`,
    JSON.stringify({
      ...BEARER,
      nodes: NODES,
      jwks,
      key,
      certificate,
      listener,
    }),
  );
  const [command = "", ...args] = [
    ...lab.enter,
    Deno.execPath(),
    "run",
    "--quiet",
    "--allow-all",
    `${PROJECT}/tests/e2e/kubelet/token_server.ts`,
    `${folder}/policy.json`,
  ];
  const child = new Deno.Command(command, {
    args,
    cwd: PROJECT,
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const lines = child.stdout.pipeThrough(new TextDecoderStream())
    .pipeThrough(new TextLines()).getReader();
  const input = child.stdin.getWriter();
  try {
    const { value: realm = "" } = await lines.read();
    await test(realm, async () => {
      await input.write(new TextEncoder().encode("\n"));
      const { value = "[]" } = await lines.read();
      return JSON.parse(value);
    });
  } finally {
    await input.close();
    await lines.cancel();
    await child.status;
  }
}

/** Cuts a stream of texts into lines. */
class TextLines extends TransformStream<string, string> {
  constructor() {
    let rest = "";
    super({
      transform(part, controller) {
        const lines = (rest + part).split("\n");
        rest = lines.pop() ?? "";
        for (const line of lines) controller.enqueue(line);
      },
    });
  }
}
