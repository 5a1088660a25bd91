/**
 * What is on a node already, and the installation replaces or nobody uses: it is no
 * obstacle.
 * @module
 */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { config } from "../kit/program.ts";
import { type FakeNode, FOLDER } from "./fake_node.ts";
import { withNode } from "./node_world.ts";

/** A config whose password is in a file of the node: not of a root that is not /. */
async function configWithSecret(node: FakeNode, folder: string) {
  await Deno.writeTextFile(
    `${node.source}/registries.yaml`,
    config(`- name: one
  match: [harbor.example.com]
  static: { username: u, password: { file: ${folder}/harbor-password } }
`),
  );
}

Deno.test("node.sh install: a secret that comes along is checked, not the broken one that it replaces", () =>
  withNode({}, async (node) => {
    const files = `${node.source}/files`;
    await Deno.mkdir(files);
    const place = `${FOLDER}/harbor-password`;
    await configWithSecret(node, FOLDER);
    // The program reads / itself, so this says what it would find on a node.
    await Deno.writeTextFile(`${files}/harbor-password`, "");
    const broken = await node.install("--files", files);
    assertEquals(broken.code, 1);
    assertMatch(broken.stderr, new RegExp(`${place} is empty`));
    assert(!broken.stderr.includes("/stage/"), broken.stderr);
    await Deno.writeTextFile(`${files}/harbor-password`, "good");
    const { code, stdout, stderr } = await node.install("--files", files);
    assertEquals([code, stderr], [0, ""]);
    assertEquals(await node.read(place), "good");
    assert(stdout.includes("installed"), stdout);
  }));

for (
  const [name, text] of Object.entries({
    "an empty file": "",
    "something else": "kind: KubeletConfiguration\n",
    "no YAML": "- a: [\n",
    "the entry of a program that is not here": `kind: CredentialProviderConfig
apiVersion: kubelet.config.k8s.io/v1
providers:
  - name: gone
    matchImages: ["*.example.org"]
    defaultCacheDuration: 1h
    apiVersion: credentialprovider.kubelet.k8s.io/v1
`,
  })
) {
  Deno.test(`node.sh install: a kubelet.yaml that no kubelet uses is no obstacle, and comes back: ${name}`, () =>
    withNode({ files: { [`${FOLDER}/kubelet.yaml`]: text } }, async (node) => {
      const first = await node.snapshot();
      const { code, stderr } = await node.install();
      assertEquals([code, stderr], [0, ""]);
      assertMatch(await node.read(`${FOLDER}/kubelet.yaml`) ?? "", /harbor/);
      assertMatch((await node.install()).stdout, /nothing to do/);
      assertEquals((await node.run(["uninstall"])).code, 0);
      assertEquals(await node.snapshot(), first);
    }));
}

Deno.test("node.sh install --files-only: keeps the entries of others in a kubelet.yaml, and replaces what is none", () =>
  withNode({ files: { [`${FOLDER}/kubelet.yaml`]: "" } }, async (node) => {
    assertEquals((await node.install("--files-only")).code, 0);
    const ours = await node.read(`${FOLDER}/kubelet.yaml`) ?? "";
    await node.write(
      `${FOLDER}/kubelet.yaml`,
      `${ours}  - name: other
    matchImages: ["*.example.org"]
    defaultCacheDuration: 1h
    apiVersion: credentialprovider.kubelet.k8s.io/v1
`,
    );
    await node.config("one", "ghcr.io");
    assertEquals((await node.install("--files-only")).code, 0);
    const text = await node.read(`${FOLDER}/kubelet.yaml`) ?? "";
    assertMatch(text, /ghcr\.io/);
    assertMatch(text, /name: other/);
  }));
