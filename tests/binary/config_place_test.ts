/**
 * Where the program finds its config when it is called from PATH.
 * @module
 */
import { assertEquals, assertStringIncludes } from "@std/assert";
import {
  DOWNLOADED,
  onCleanMachine,
  quoted,
  whyNoMachine,
} from "../kit/clean_machine.ts";
import { config } from "../kit/program.ts";

const PLUGINS = "/etc/kubernetes/credential-providers";
const RANCHER = "/var/lib/rancher/credentialprovider/bin";
const BIN = "/usr/local/bin";
const NAME = "registry-credential-provider";
const INSTALL = `install -m 0755 ${DOWNLOADED} ${BIN}/${NAME}`;
const USER =
  `${NAME} get --format json r.example.com/app | grep -o '"username":"[^"]*"'`;

const why = await whyNoMachine();
const needs = why === undefined ? "" : ` (needs ${why})`;

/** Writes a config into a folder that answers with this user name. */
function put(folder: string, username: string): string {
  const text = config(`- name: r
  match: [r.example.com]
  static: { username: ${username}, password: p }
`);
  return `mkdir -p ${folder} && printf %s ${
    quoted(text)
  } | install -m 0600 /dev/stdin ${folder}/registries.yaml`;
}

function test(name: string, fn: () => Promise<void>): void {
  Deno.test({ name: `${name}${needs}`, ignore: why !== undefined, fn });
}

test("the config is --config, the variable, beside the program, the node's, that of K3s and RKE2: the first there is", async () => {
  const ran = await onCleanMachine([
    INSTALL,
    put(RANCHER, "rancher"),
    USER,
    put(PLUGINS, "node"),
    USER,
    put(BIN, "beside"),
    USER,
    put("/tmp/variable", "variable"),
    "export REGISTRY_CREDENTIAL_PROVIDER_CONFIG=/tmp/variable/registries.yaml",
    USER,
    put("/tmp/option", "option"),
    USER.replace("get", "get --config /tmp/option/registries.yaml"),
  ]);
  const users = ran.map(({ output }) => output).filter((it) => it !== "");
  assertEquals(
    users,
    ["rancher", "node", "beside", "variable", "option"]
      .map((user) => `"username":"${user}"\n`),
  );
});

test("a kubelet's request and Docker's helper find the node's config from PATH, too", async () => {
  const request =
    '{"kind":"CredentialProviderRequest","apiVersion":"credentialprovider.kubelet.k8s.io/v1","image":"r.example.com/app"}';
  const ran = await onCleanMachine([
    INSTALL,
    `ln -s ${NAME} ${BIN}/docker-credential-registry`,
    put(PLUGINS, "node"),
    `printf %s ${quoted(request)} | ${NAME}`,
    "echo r.example.com | docker-credential-registry get",
  ]);
  const [answer = "{}", helper = "{}"] = ran.slice(3).map(({ output }) =>
    output
  );
  assertEquals(
    JSON.parse(answer).auth["r.example.com"].username,
    "node",
  );
  assertEquals(JSON.parse(helper).Username, "node");
});

test("without a config it says where it looked", async () => {
  const ran = await onCleanMachine([INSTALL, `${NAME} validate`]);
  assertEquals(ran.at(-1), {
    output:
      `${NAME}: there is no config file: looked for ${BIN}/registries.yaml, ${PLUGINS}/registries.yaml and ${RANCHER}/registries.yaml; give --config FILE, set REGISTRY_CREDENTIAL_PROVIDER_CONFIG, or create one of these [CONFIG_UNREADABLE]\n`,
    code: 1,
  });
});

test("another user is told who may not read which file, and gets no config of another place", async () => {
  const asUser = (command: string) =>
    `setpriv --reuid=1234 --regid=1234 --clear-groups ${command}`;
  for (
    const close of [
      "true",
      `chmod 0700 ${PLUGINS}`,
    ]
  ) {
    const ran = await onCleanMachine([
      INSTALL,
      put(RANCHER, "rancher"),
      `chmod -R a+rX ${RANCHER}`,
      put(PLUGINS, "node"),
      close,
      asUser(`${NAME} get r.example.com/app`),
    ]);
    const { output = "", code } = ran.at(-1) ?? {};
    assertEquals(code, 1);
    assertStringIncludes(
      output,
      `the config file ${PLUGINS}/registries.yaml cannot be read by user 1234: `,
    );
  }
});
