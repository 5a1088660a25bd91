/**
 * `node.sh` on nodes of other kinds.
 * @module
 */
import { assertEquals, assertMatch } from "@std/assert";
import { execute } from "../kit/program.ts";
import { FLAGS, FOLDER, KIND_DEFAULT, NODE_SH } from "./fake_node.ts";
import { withNode } from "./node_world.ts";

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
