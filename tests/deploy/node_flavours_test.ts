/**
 * `node.sh` on nodes of other kinds, and beside other providers.
 * @module
 */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { execute } from "../kit/program.ts";
import {
  type FakeNode,
  FLAGS,
  FOLDER,
  KIND_DEFAULT,
  NODE_SH,
  restart,
  withNode,
} from "./fake_node.ts";

const ENV = "/etc/default/kubelet";
const RANCHER = "/var/lib/rancher/credentialprovider";

const REFUSED: Record<
  string,
  { files: Record<string, string>; says: RegExp }
> = {
  minikube: {
    files: { "/var/lib/minikube/certs/ca.crt": "" },
    says:
      /minikube start --extra-config=kubelet\.image-credential-provider-config=/,
  },
  Talos: {
    files: { "/etc/os-release": 'NAME="Talos"\nID=talos\n' },
    says: /machine\.kubelet\.credentialProviderConfig/,
  },
  Bottlerocket: {
    files: { "/etc/os-release": "ID=bottlerocket\n" },
    says: /settings\.kubernetes\.credential-providers/,
  },
  EKS: {
    files: { "/etc/eks/image-credential-provider/config.json": "{}" },
    says: /\/etc\/eks\/image-credential-provider.*user data/,
  },
  "GKE on Container-Optimized OS": {
    files: { "/etc/os-release": 'ID="cos"\n' },
    says: /noexec.*cri_auth_config\.yaml/,
  },
  "GKE on Ubuntu": {
    files: { "/home/kubernetes/bin/kubelet": "" },
    says: /cri_auth_config\.yaml/,
  },
  MicroK8s: {
    files: { "/var/snap/microk8s/current/args/kubelet": "" },
    says: /args\/kubelet.*snap\.microk8s\.daemon-kubelite/,
  },
  OpenShift: {
    files: { "/etc/machine-config-daemon/currentconfig": "{}" },
    says: /MachineConfig/,
  },
};

for (const [name, { files, says }] of Object.entries(REFUSED)) {
  Deno.test(`node.sh install: refuses ${name} with the way that is documented for it, and --files-only does not`, () =>
    withNode({ standIn: true, files }, async (node) => {
      const first = await node.snapshot(true);
      const { code, stderr } = await node.install();
      assertEquals(code, 3);
      assertMatch(stderr, says);
      assertEquals(await node.snapshot(true), first);
      assertEquals(await node.hasState(), false);
      assertEquals((await node.install("--files-only")).code, 0);
      assertEquals(await node.restarts(), 0);
    }));
}

Deno.test("node.sh install: refuses a machine without a kubelet, such as the load balancer of a Kind cluster", () =>
  withNode({ standIn: true, unit: "haproxy" }, async (node) => {
    const { code, stderr } = await node.install();
    assertEquals(code, 3);
    assertMatch(stderr, /no kubelet was found/);
  }));

Deno.test("node.sh install: refuses a machine without systemd", () =>
  withNode({ standIn: true }, async (node) => {
    await Deno.remove(`${node.root}/run/systemd`, { recursive: true });
    const { code, stderr } = await node.install();
    assertEquals(code, 3);
    assertMatch(stderr, /--files-only/);
  }));

Deno.test("node.sh install: on K3s everything goes to the folder that K3s looks at, and uninstall takes it away", () =>
  withNode({ unit: "k3s", properties: ["RestartUSec=5s"] }, async (node) => {
    const first = await node.snapshot();
    const { code, stderr } = await node.install();
    assertEquals([code, stderr], [0, ""]);
    const after = await node.snapshot();
    assertMatch(
      after[`${RANCHER}/bin/registry-credential-provider`] ?? "",
      /^755/,
    );
    assertMatch(after[`${RANCHER}/bin/registries.yaml`] ?? "", /^600/);
    assertMatch(after[`${RANCHER}/config.yaml`] ?? "", /^644 .*harbor/s);
    assertEquals(await node.read(ENV), KIND_DEFAULT);
    assertEquals(await node.restarts(), 1);
    assertMatch((await node.install()).stdout, /nothing to do/);
    assertEquals((await node.run(["status"])).code, 0);
    assertEquals((await node.run(["uninstall"])).code, 0);
    assertEquals(await node.snapshot(), first);
    assertEquals(await node.restarts(), 2);
  }));

Deno.test("node.sh install: refuses a K3s that was told of other places", () =>
  withNode({
    standIn: true,
    unit: "k3s",
    properties: [],
    files: {
      "/etc/rancher/k3s/config.yaml":
        'image-credential-provider-config: "/opt/provider.yaml"\n',
    },
  }, async (node) => {
    const { code, stderr } = await node.install();
    assertEquals(code, 3);
    assertMatch(stderr, /names other places/);
  }));

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
    ["a config that is no CredentialProviderConfig", {
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

Deno.test("node.sh install: speaks the version that an older kubelet knows", () =>
  withNode({
    files: { "/usr/bin/kubelet": "#!/bin/sh\necho Kubernetes v1.25.16\n" },
  }, async (node) => {
    await Deno.chmod(`${node.root}/usr/bin/kubelet`, 0o755);
    assertEquals((await node.install()).code, 0);
    assertMatch(
      await node.read(`${FOLDER}/kubelet.yaml`) ?? "",
      /^apiVersion: kubelet\.config\.k8s\.io\/v1beta1$/m,
    );
  }));

Deno.test("node.sh install: runs with the tools of a small node: no curl, no diff", () =>
  withNode({ standIn: true }, async (node) => {
    const bin = `${node.fakes}/bin`;
    await Deno.mkdir(bin);
    const names =
      "sh awk basename cat chmod cp cut date dirname env flock find grep head id mkdir mv od readlink rm rmdir sed sha256sum sleep sort stat sync tail tr uname";
    for (const name of names.split(" ")) {
      const { stdout } = await execute("/bin/sh", [
        "-c",
        `command -v ${name}`,
      ], { env: { PATH: "/usr/bin:/bin" } });
      await Deno.symlink(stdout.trim(), `${bin}/${name}`);
    }
    const { PATH = "" } = node.environment();
    for (const name of ["systemctl", "journalctl"]) {
      await Deno.symlink(`${PATH.split(":")[0]}/${name}`, `${bin}/${name}`);
    }
    await Deno.copyFile(`${PATH.split(":")[0]}/curl`, `${bin}/wget`);
    const { code, stderr } = await execute("/bin/sh", [
      NODE_SH,
      ...node.installArguments(),
      "--root",
      node.root,
    ], { env: node.environment({ PATH: bin }) });
    assertEquals([code, stderr], [0, ""]);
    assertMatch(await node.read(ENV) ?? "", new RegExp(FLAGS));
  }));
