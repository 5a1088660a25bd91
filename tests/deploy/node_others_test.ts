/**
 * `node.sh` beside other credential providers.
 * @module
 */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { type FakeNode, FOLDER } from "./fake_node.ts";
import { restart, withNode } from "./node_world.ts";

const ENV = "/etc/default/kubelet";

/** Another provider, in a form that this program would not write itself. */
const OTHER = `kind: CredentialProviderConfig
apiVersion: kubelet.config.k8s.io/v1
providers:
  - name: ecr-credential-provider
    matchImages: ["*.dkr.ecr.*.amazonaws.com"]
    defaultCacheDuration: 12h
    apiVersion: credentialprovider.kubelet.k8s.io/v1
    fieldOfTomorrow: { kept: true }
`;
const OTHER_PLUGIN = "/opt/bin/ecr-credential-provider";
const foreign = (config: string) => ({
  [ENV]:
    `KUBELET_EXTRA_ARGS="--image-credential-provider-config=${config} --image-credential-provider-bin-dir=/opt/bin"\n`,
  [OTHER_PLUGIN]: "#!/bin/sh\n",
});

/** A node whose kubelet has another provider, in this file of its config. */
function withOther(
  config: string,
  file: string,
  test: (node: FakeNode) => Promise<void>,
): Promise<void> {
  const files = {
    ...foreign(config),
    [file]: OTHER.replace(/^.*Tomorrow.*\n/m, ""),
  };
  return withNode({ files }, async (node) => {
    await Deno.chmod(`${node.root}${OTHER_PLUGIN}`, 0o755);
    await restart(node);
    await test(node);
  });
}

Deno.test("node.sh install: adds its entry to the config that the kubelet has, keeps what others wrote, and uninstall gives it back", () =>
  withNode({
    files: {
      ...foreign("/etc/other.yaml"),
      "/etc/other.yaml": OTHER,
    },
  }, async (node) => {
    await Deno.chmod(`${node.root}${OTHER_PLUGIN}`, 0o755);
    await Deno.chmod(`${node.root}/etc/other.yaml`, 0o640);
    await restart(node);
    const first = await node.snapshot();
    const before = await node.restarts();
    const { code, stderr } = await node.install();
    assertEquals([code, stderr], [0, ""]);
    const after = await node.snapshot();
    const merged = after["/etc/other.yaml"] ?? "";
    assertMatch(merged, /^640 /);
    for (const line of OTHER.trimEnd().split("\n")) {
      assert(merged.includes(line), `not as it was written: ${line}`);
    }
    assertMatch(merged, /registry-credential-provider/);
    assertMatch(merged, new RegExp(`--config=${FOLDER}/registries\\.yaml`));
    assert("/opt/bin/registry-credential-provider" in after);
    assert(`${FOLDER}/registries.yaml` in after);
    assertEquals(after[ENV], first[ENV], "no second pair of flags");
    assertEquals(await node.restarts(), before + 1);
    assertMatch((await node.install()).stdout, /nothing to do/);
    assertEquals((await node.run(["status"])).code, 0);
    assertEquals((await node.run(["uninstall"])).code, 0);
    assertEquals(await node.snapshot(), first);
  }));

Deno.test("node.sh uninstall: takes only its entry out of a config that was changed after the installation", () =>
  withOther("/etc/other.yaml", "/etc/other.yaml", async (node) => {
    assertEquals((await node.install()).code, 0);
    const merged = await node.read("/etc/other.yaml") ?? "";
    await node.write("/etc/other.yaml", merged.replace("12h", "6h"));
    const { code, stderr } = await node.run(["uninstall"]);
    assertEquals([code, stderr], [0, ""]);
    const left = await node.read("/etc/other.yaml") ?? "";
    assertMatch(left, /ecr-credential-provider/);
    assertMatch(left, /6h/);
    assert(!left.includes("registry-credential-provider"), left);
  }));

Deno.test("node.sh install: where the kubelet's config is a folder, a file of its own is enough", () =>
  withOther("/etc/other.d", "/etc/other.d/10-ecr.yaml", async (node) => {
    const first = await node.snapshot();
    const { code, stderr } = await node.install();
    assertEquals([code, stderr], [0, ""]);
    const after = await node.snapshot();
    assertEquals(
      after["/etc/other.d/10-ecr.yaml"],
      first["/etc/other.d/10-ecr.yaml"],
    );
    assertMatch(
      after["/etc/other.d/registry-credential-provider.yaml"] ?? "",
      /harbor\.example\.com/,
    );
    assertEquals((await node.run(["status"])).code, 0);
    assertEquals((await node.run(["uninstall"])).code, 0);
    assertEquals(await node.snapshot(), first);
  }));

for (
  const [name, files, says] of [
    ["a config that is not a CredentialProviderConfig", {
      ...foreign("/etc/other.yaml"),
      "/etc/other.yaml": "kind: Something\n",
    }, /cannot be added/],
    [
      "a config that is not there",
      foreign("/etc/other.yaml"),
      /\/etc\/other\.yaml, which is not there/,
    ],
    ["only one of the two flags", {
      [ENV]:
        "KUBELET_EXTRA_ARGS=--image-credential-provider-bin-dir=/opt/bin\n",
    }, /only one of the flags/],
  ] as const
) {
  Deno.test(`node.sh install: stops at ${name}, says why, and changes nothing`, () =>
    withNode({ files }, async (node) => {
      // The kubelet is down with it.
      await node.tell("pid", "0\n");
      const first = await node.snapshot(true);
      const { code, stderr } = await node.install();
      assertEquals(code, 3, stderr);
      assertMatch(stderr, says);
      assertEquals(await node.snapshot(true), first);
    }));
}

Deno.test("node.sh install: refuses while the kubelet runs with other flags than its files say", () =>
  withNode({ standIn: true }, async (node) => {
    const [file] = Object.entries(foreign("/etc/other.yaml"));
    await node.write(...file ?? ["", ""]);
    const { code, stderr } = await node.install();
    assertEquals(code, 3);
    assertMatch(stderr, /restart the kubelet/);
  }));
