/**
 * Two of Debian's registries on a node, and the config of our program for them.
 * @module
 */
import { PROJECT } from "../../tools/paths.ts";
import { config, program } from "../kit/program.ts";
import { keyOf, openssl } from "../kit/jwt/openssl.ts";
import type { Node } from "./kubelet_node.ts";

/** Wants a password. */
export const BASIC = "registry.internal:5000";
/** Wants a bearer token of the token service. */
export const TOKENS = "tokens.internal:5001";
const NODES = { issuer: "https://nodes.example.com", audience: "registry" };
const SERVICE = { issuer: "token-service", service: "debian-registry" };
/** Where a person has put the config, with further files in `files`. */
export const HOME = "/root/config";
/** Where it is installed. */
export const FOLDER = "/etc/kubernetes/credential-providers";

function registries(folder: string): string {
  const rule = (name: string, path: string, key: string) =>
    `- name: ${name}
  match: ["${TOKENS}${path}"]
  cacheDuration: 0s
  jwt:
    username: node
    key: { file: ${folder}/${key}.pem }
    algorithm: ES256
    keyId: node-key
    issuer: ${NODES.issuer}
    audience: ${NODES.audience}
    subject: node:\${node}
    claims:
      access: [{ type: repository, name: "\${repository}", actions: [pull] }]
`;
  return config(`- name: wrong
  match: ["${BASIC}/wrong/"]
  static: { username: node-1, password: wrong-password }
- name: missing
  match: ["${BASIC}/missing/"]
  static: { username: node-1, password: { file: ${folder}/missing } }
- name: basic
  match: ["${BASIC}"]
  static: { username: node-1, password: { file: ${folder}/password } }
${rule("wrong-key", "/wrong/", "other")}${rule("tokens", "", "node")}`);
}

const EC = "genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256";

/** Starts both registries, of which the second trusts a token service. */
export async function withRegistries(
  node: Node,
  test: () => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "rcp-e2e-" });
  try {
    const key = await openssl(EC);
    await Deno.writeTextFile(`${folder}/service.pem`, key);
    const certificate = await openssl(
      `req -x509 -key ${folder}/service.pem -subj /CN=token-service -days 1`,
    );
    const files: Record<string, string> = {
      "registries.yaml": registries(FOLDER),
      "files/password": "right-password\n",
      "files/node.pem": await keyOf("P-256"),
      "files/other.pem": await openssl(EC),
    };
    await node.must(`mkdir -p ${HOME}/files`);
    for (const [name, text] of Object.entries(files)) {
      await node.must(`umask 077 && cat >${HOME}/${name}`, text);
    }
    await Deno.writeTextFile(`${folder}/registries.yaml`, registries(folder));
    for (const name of ["node", "other"]) {
      await Deno.writeTextFile(
        `${folder}/${name}.pem`,
        files[`files/${name}.pem`] ?? "",
      );
    }
    const made = await program([
      "jwt",
      "jwks",
      `--config=${folder}/registries.yaml`,
    ]);
    const { keys } = JSON.parse(made.stdout);
    // The registry knows the key of the node, and not the other.
    const jwks = { keys: keys.slice(-1) };
    const clients = [{ ...NODES, jwks }];
    const policy = { ...SERVICE, clients, key, certificate };
    await Deno.writeTextFile(`${folder}/policy.json`, JSON.stringify(policy));
    const file = `${folder}/policy.json`;
    await withTokenServer(await node.pid(), file, async (realm) => {
      await node.must("cat >/etc/e2e/service.crt", certificate);
      await node.must("cat >/etc/e2e/tokens.yml", tokensConfig(realm));
      for (const name of ["basic", "tokens"]) {
        await node.must(
          `systemd-run --unit=${name} --setenv=OTEL_TRACES_EXPORTER=none docker-registry serve /etc/e2e/${name}.yml`,
        );
      }
      await pushImages(node);
      await test();
    });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

function tokensConfig(realm: string): string {
  return JSON.stringify({
    version: 0.1,
    log: { level: "info" },
    storage: { filesystem: { rootdirectory: "/var/lib/images" } },
    http: { addr: "127.0.0.1:5001" },
    auth: {
      token: { realm, ...SERVICE, rootcertbundle: "/etc/e2e/service.crt" },
    },
  });
}

async function withTokenServer(
  pid: number,
  policy: string,
  test: (realm: string) => Promise<void>,
): Promise<void> {
  const child = new Deno.Command("nsenter", {
    args: [
      `--net=/proc/${pid}/ns/net`,
      Deno.execPath(),
      "run",
      "--quiet",
      "--allow-all",
      `${PROJECT}/tests/e2e/kubelet/token_server.ts`,
      policy,
    ],
    cwd: PROJECT,
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const lines = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  try {
    const { value = "" } = await lines.read();
    await test(value.trim());
  } finally {
    await child.stdin.close();
    await lines.cancel();
    await child.status;
  }
}

/** Both registries have the same blobs; only the second asks for tokens. */
async function pushImages(node: Node): Promise<void> {
  for (const path of ["team/app", "team/other", "wrong/app", "missing/app"]) {
    const image = `${BASIC}/${path}:1`;
    await node.must(
      `ctr="ctr --namespace k8s.io images" && $ctr tag localhost/pause:latest ${image} && $ctr push --plain-http --user node-1:right-password ${image} && $ctr rm ${image}`,
    );
  }
}
