/**
 * Into which file `node.sh` puts the flags of the kubelet.
 * @module
 */
import { assertEquals, assertMatch } from "@std/assert";
import { FLAGS, KIND_DEFAULT, KUBEADM_FLAGS } from "./fake_node.ts";
import { KIND_PROPERTIES } from "./node_world.ts";
import { inEachShell } from "./shells.ts";
import { extraArgumentsIn } from "./systemd_environment.ts";

const ENV = "/etc/default/kubelet";
const SYSCONFIG = "/etc/sysconfig/kubelet";
const KUBEADM = "/var/lib/kubelet/kubeadm-flags.env";
const OURS = FLAGS.split(" ");

inEachShell(
  "node.sh install: makes the file where the unit reads one that is not there, and uninstall removes it",
  (withNode) =>
    withNode({ standIn: true, files: { [ENV]: undefined } }, async (node) => {
      const first = await node.snapshot();
      assertEquals((await node.install()).code, 0);
      assertEquals(extraArgumentsIn(await node.read(ENV) ?? ""), OURS);
      assertEquals(await node.read(KUBEADM), KUBEADM_FLAGS);
      assertEquals((await node.run(["uninstall"])).code, 0);
      assertEquals(await node.snapshot(), first);
    }),
);

inEachShell(
  "node.sh install: takes /etc/sysconfig/kubelet where the unit reads that",
  (withNode) =>
    withNode({
      standIn: true,
      files: { [ENV]: "UNREAD=1\n", [SYSCONFIG]: "KUBELET_EXTRA_ARGS=\n" },
      properties: KIND_PROPERTIES.map((it) => it.replace(ENV, SYSCONFIG)),
    }, async (node) => {
      assertEquals((await node.install()).code, 0);
      assertEquals(extraArgumentsIn(await node.read(SYSCONFIG) ?? ""), OURS);
      assertEquals(await node.read(ENV), "UNREAD=1\n");
    }),
);

inEachShell(
  "node.sh install: takes the last file that sets the variable, for it is the one that counts",
  (withNode) =>
    withNode({
      standIn: true,
      files: { "/etc/kubelet.env": "KUBELET_EXTRA_ARGS=--v=4\n" },
      properties: KIND_PROPERTIES.flatMap((it) =>
        it.includes(ENV)
          ? [it, "EnvironmentFiles=/etc/kubelet.env (ignore_errors=no)"]
          : [it]
      ),
    }, async (node) => {
      assertEquals((await node.install()).code, 0);
      assertEquals(
        extraArgumentsIn(await node.read("/etc/kubelet.env") ?? ""),
        [
          ...OURS,
          "--v=4",
        ],
      );
      assertEquals(await node.read(ENV), KIND_DEFAULT);
    }),
);

inEachShell(
  "node.sh install: takes kubeadm-flags.env only where the unit reads no file for people",
  (withNode) =>
    withNode({
      standIn: true,
      files: { [ENV]: undefined },
      properties: KIND_PROPERTIES.filter((it) => !it.includes(ENV)),
    }, async (node) => {
      assertEquals((await node.install()).code, 0);
      const text = await node.read(KUBEADM) ?? "";
      assertEquals(
        text,
        KUBEADM_FLAGS.replace('ARGS="', `ARGS="${FLAGS} `),
        "kubeadm wants the assignment first, and nothing else",
      );
      assertEquals((await node.run(["uninstall"])).code, 0);
      assertEquals(await node.read(KUBEADM), KUBEADM_FLAGS);
    }),
);

inEachShell(
  "node.sh install: refuses a variable of Environment=, which the file would hide",
  (withNode) =>
    withNode({
      standIn: true,
      files: { [ENV]: "# nothing\n" },
      properties: [...KIND_PROPERTIES, "Environment=KUBELET_EXTRA_ARGS=--v=2"],
    }, async (node) => {
      const first = await node.snapshot(true);
      const { code, stderr } = await node.install();
      assertEquals(code, 3);
      assertMatch(stderr, /Environment=/);
      assertEquals(await node.snapshot(true), first);
    }),
);

inEachShell(
  "node.sh install: refuses a unit that takes no flags from a file, with what to do",
  (withNode) =>
    withNode({
      standIn: true,
      files: { [ENV]: undefined },
      properties: [
        "RestartUSec=10s",
        "ExecStart={ path=/usr/bin/kubelet ; argv[]=/usr/bin/kubelet --config=/var/lib/kubelet/config.yaml ; }",
      ],
    }, async (node) => {
      const { code, stderr } = await node.install();
      assertEquals(code, 3);
      assertMatch(stderr, /ExecStart/);
      assertMatch(stderr, /--files-only/);
    }),
);

for (
  const [name, text] of Object.entries({
    "in the file": `KUBELET_EXTRA_ARGS="--v=2 ${FLAGS}"\n`,
    "in the file, in single quotes": `KUBELET_EXTRA_ARGS="${
      FLAGS.replaceAll(/=(\S+)/g, "='$1'")
    }"\n`,
  })
) {
  inEachShell(
    `node.sh install: sets no second pair where ours is there already, ${name}`,
    (withNode) =>
      withNode({ standIn: true, files: { [ENV]: text } }, async (node) => {
        assertEquals((await node.install()).code, 0);
        assertEquals(await node.read(ENV), text);
      }),
  );
}
