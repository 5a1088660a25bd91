/**
 * What K3s and RKE2 were told of credential providers, in the files that they read.
 * @module
 */
import { assertEquals, assertMatch } from "@std/assert";
import { type FakeNode } from "./fake_node.ts";
import { withNode } from "./node_world.ts";

const PLACE = "/var/lib/rancher/credentialprovider";
const CONFIG = "/etc/rancher/k3s/config.yaml";
const K3S = { standIn: true, unit: "k3s", properties: ["RestartUSec=5s"] };
const OTHER = "image-credential-provider-config: /opt/provider.yaml\n";

async function isRefused(node: FakeNode): Promise<void> {
  const first = await node.snapshot(true);
  const { code, stderr } = await node.install();
  assertEquals(code, 3, stderr);
  assertMatch(stderr, /names other places/);
  assertEquals(await node.snapshot(true), first);
}

const OTHERS: Record<string, Record<string, string>> = {
  "in the file itself": { [CONFIG]: OTHER },
  "in a drop-in that ends in .yml": { [`${CONFIG}.d/10-a.yml`]: OTHER },
  "in a drop-in with capital letters": { [`${CONFIG}.d/A.YAML`]: OTHER },
  "in a drop-in with a blank in its name": { [`${CONFIG}.d/a b.Yml`]: OTHER },
  "in a drop-in that begins with a dot": { [`${CONFIG}.d/.a.yaml`]: OTHER },
  "by a quoted key": {
    [CONFIG]: `"image-credential-provider-bin-dir" : '/opt/bin'\n`,
  },
  "by a key in single quotes, with the usual place in a comment": {
    [CONFIG]:
      `'image-credential-provider-bin-dir': /opt/bin # not ${PLACE}/bin\n`,
  },
  "by an argument of the kubelet": {
    [CONFIG]:
      'kubelet-arg:\n- "v=2"\n- "image-credential-provider-config=/opt/p.yaml"\n',
  },
  "by arguments in brackets": {
    [CONFIG]:
      `kubelet-arg: [image-credential-provider-bin-dir=${PLACE}/bin, "image-credential-provider-config=/o"]\n`,
  },
  "by a value on a line of its own": {
    [CONFIG]: "image-credential-provider-config:\n  # here\n  /opt/p.yaml\n",
  },
  "with CRLF": { [CONFIG]: OTHER.replace("\n", "\r\n") },
  "by a folder that begins like ours": {
    [CONFIG]: `image-credential-provider-bin-dir: ${PLACE}/bin2\n`,
  },
};

for (const [name, files] of Object.entries(OTHERS)) {
  Deno.test(`node.sh install: refuses a K3s that was told of other places ${name}`, () =>
    withNode({ ...K3S, files }, isRefused));
}

const COMMAND = (words: string) =>
  `ExecStart={ path=/usr/local/bin/k3s ; argv[]=/usr/local/bin/k3s server ${words} ; ignore_errors=no }`;

for (
  const words of [
    "--image-credential-provider-config /opt/provider.yaml",
    "--image-credential-provider-bin-dir=/opt/bin",
    "--kubelet-arg image-credential-provider-bin-dir=/opt/bin",
    "--kubelet-arg=image-credential-provider-bin-dir=/opt/bin",
    "-c /etc/other.yaml",
    "--config=/etc/other.yaml",
  ]
) {
  Deno.test(`node.sh install: refuses a K3s that was told of other places by "${words}"`, () =>
    withNode({
      ...K3S,
      files: { "/etc/other.yaml": OTHER },
      properties: [...K3S.properties, COMMAND(words)],
    }, isRefused));
}

Deno.test("node.sh install: takes a K3s that was told of the usual places, or has other places in comments and texts only", () =>
  withNode({
    ...K3S,
    files: {
      [CONFIG]: `# ${OTHER}
image-credential-provider-config: "${PLACE}/config.yaml" # as ever, not image-credential-provider-config: /opt
"image-credential-provider-bin-dir": ${PLACE}/bin/\r
kubelet-arg:
  - 'image-credential-provider-bin-dir=${PLACE}/bin'   # image-credential-provider-bin-dir=/opt
node-label: ["about=image-credential-provider-x", "it's"]
token: "a#b image-credential-provider"
`,
      [`${CONFIG}.d/10-a.yaml.bak`]: OTHER,
      [`${CONFIG}.d/10-a.yml/inside.yaml`]: OTHER,
    },
    properties: [
      ...K3S.properties,
      COMMAND(`--image-credential-provider-config ${PLACE}/config.yaml`),
    ],
  }, async (node) => {
    const { code, stderr } = await node.install();
    assertEquals([code, stderr], [0, ""]);
  }));

Deno.test("node.sh install: reads the files of RKE2, too", () =>
  withNode({
    standIn: true,
    unit: "rke2-agent",
    properties: [],
    files: { "/etc/rancher/rke2/config.yaml.d/a.yml": OTHER },
  }, isRefused));

for (const text of ["", "kind: KubeletConfiguration\n", "- a: [\n"]) {
  Deno.test(`node.sh install: a config of K3s that no K3s has used is no obstacle: ${JSON.stringify(text)}`, () =>
    withNode({
      ...K3S,
      standIn: false,
      files: { [`${PLACE}/config.yaml`]: text },
    }, async (node) => {
      const first = await node.snapshot();
      const { code, stderr } = await node.install();
      assertEquals([code, stderr], [0, ""]);
      assertMatch(await node.read(`${PLACE}/config.yaml`) ?? "", /harbor/);
      assertEquals((await node.run(["uninstall"])).code, 0);
      assertEquals(await node.snapshot(), first);
    }));
}
