/**
 * Nodes of many kinds, for `node.sh --root`.
 * @module
 */
import { execute } from "../kit/program.ts";
import { FakeNode, FAKES, KIND_DEFAULT, KUBEADM_FLAGS } from "./fake_node.ts";

/** What a node is made of. */
export interface Facts {
  /** Files by their path on the node; they replace those of a Kind node, `undefined` takes one away. */
  readonly files?: { readonly [path: string]: string | undefined };
  /** Name of the unit; `kubelet` where nothing is given. */
  readonly unit?: string;
  /** Lines of `systemctl show`; those of a Kind node where nothing is given. */
  readonly properties?: readonly string[];
  /** Whether the program only pretends, which is faster; the real one where nothing is given. */
  readonly standIn?: boolean;
  /** The shell that runs the script; `/bin/sh` where nothing is given. */
  readonly shell?: readonly string[];
  /** The folder, in that of the test, in which the node and what is installed are. */
  readonly place?: string;
  /** A folder of tools that come before those of the system. */
  readonly tools?: string;
}

/** The properties of the unit of a Kind node. */
export const KIND_PROPERTIES: readonly string[] = [
  "RestartUSec=1s",
  "Environment=KUBELET_CONFIG_ARGS=--config=/var/lib/kubelet/config.yaml",
  "EnvironmentFiles=/var/lib/kubelet/kubeadm-flags.env (ignore_errors=yes)",
  "EnvironmentFiles=/etc/default/kubelet (ignore_errors=yes)",
  "ExecStart={ path=/usr/bin/kubelet ; argv[]=/usr/bin/kubelet $KUBELET_CONFIG_ARGS $KUBELET_KUBEADM_ARGS $KUBELET_EXTRA_ARGS ; ignore_errors=no ; pid=0 }",
];
/** Gives a test a node on which a kubelet runs. */
export async function withNode(
  facts: Facts,
  test: (node: FakeNode) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "rcp-node-" });
  const place = facts.place === undefined ? folder : `${folder}/${facts.place}`;
  const node = new FakeNode(
    `${place}/root`,
    `${folder}/fakes`,
    `${place}/source`,
    facts.standIn ?? false,
    facts.shell,
    facts.tools,
  );
  try {
    for (
      const path of [
        `${node.root}/proc`,
        `${node.root}/run/systemd/system`,
        `${node.root}/var/lib`,
        node.fakes,
        node.source,
      ]
    ) {
      await Deno.mkdir(path, { recursive: true });
    }
    const files = {
      "/etc/os-release": "ID=debian\n",
      "/etc/default/kubelet": KIND_DEFAULT,
      "/var/lib/kubelet/config.yaml": "kind: KubeletConfiguration\n",
      "/var/lib/kubelet/kubeadm-flags.env": KUBEADM_FLAGS,
      ...facts.files,
    };
    for (const [path, text] of Object.entries(files)) {
      if (text !== undefined) await node.write(path, text);
    }
    await node.tell("unit", `${facts.unit ?? "kubelet"}\n`);
    const properties = facts.properties ?? KIND_PROPERTIES;
    await node.tell("properties", properties.map((it) => `${it}\n`).join(""));
    await node.program("version 1");
    await node.config("one", "harbor.example.com");
    await restart(node);
    await Deno.remove(`${node.fakes}/restart-log`);
    await test(node);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Restarts the kubelet by other means than the script. */
export async function restart(node: FakeNode): Promise<void> {
  const unit = (await Deno.readTextFile(`${node.fakes}/unit`)).trim();
  const { code, stderr } = await execute(`${FAKES}/systemctl`, [
    "--no-block",
    "restart",
    unit,
  ], { env: node.environment() });
  if (code !== 0) throw new Error(stderr);
}
