/**
 * What `doctor` and `node.sh status` say of a healthy node, and of one with a fault.
 * @module
 */
import { assertEquals, assertMatch } from "@std/assert";
import { PROJECT } from "../../../../tools/paths.ts";
import { FOLDER } from "../configs.ts";
import { install, succeeded, type World } from "../world.ts";

const SETTLED =
  'n=0; until [ "$(curl -fs http://127.0.0.1:10248/healthz)" = ok ]; do n=$((n+1)); [ $n -lt 120 ] || exit 1; sleep 0.5; done';

/** What a person does to a node, and what has to be said of it. */
interface Fault {
  /** Shell lines that put it in, and take it out again. */
  readonly breaks: string;
  readonly mends: string;
  readonly doctor: RegExp;
  readonly status: RegExp;
}

const FAULTS: Readonly<Record<string, Fault>> = {
  "a secret is missing": {
    breaks: `mv ${FOLDER}/password /root/`,
    mends: `mv /root/password ${FOLDER}/`,
    doctor: /^error +secrets .*\/password does not exist/m,
    status: /^node: secrets .*\/password does not exist/m,
  },
  "the program cannot be run": {
    breaks: `chmod 0644 ${FOLDER}/registry-credential-provider`,
    mends: `chmod 0755 ${FOLDER}/registry-credential-provider`,
    doctor: /^error +program .* is not executable: run "chmod 0755 /m,
    status: /^node: program .* does not run: it is not executable/m,
  },
  "the config is broken": {
    breaks:
      `cp -p ${FOLDER}/registries.yaml /root/ && sed -i s/match:/matches:/ ${FOLDER}/registries.yaml`,
    mends: `cp -p /root/registries.yaml ${FOLDER}/ && rm /root/registries.yaml`,
    doctor: /^error +config .*unknown key "matches"/m,
    status: /^node: config +not valid: see .* validate /m,
  },
  "the kubelet has lost its flags": {
    breaks:
      `cp -p /etc/default/kubelet /root/ && sed -i 's/--image-credential-provider-[^ "]*//g' /etc/default/kubelet && systemctl restart kubelet && ${SETTLED}`,
    mends:
      `cp -p /root/kubelet /etc/default/kubelet && rm /root/kubelet && systemctl restart kubelet && ${SETTLED}`,
    doctor: /^error +flags +the kubelet runs without /m,
    status: /^node: flags +kubelet does not run with /m,
  },
  "the kubelet's config has changed since it was started": {
    breaks:
      `cp -p ${FOLDER}/kubelet.yaml /root/ && sleep 1 && sed -i 's/registry\\.internal/other.internal/' ${FOLDER}/kubelet.yaml`,
    mends:
      `cp -p /root/kubelet.yaml ${FOLDER}/ && rm /root/kubelet.yaml && systemctl restart kubelet && ${SETTLED}`,
    doctor: /^error +restart .* was changed after the kubelet started/m,
    // The pattern of the config is not in it any more.
    status: /^node: config +not valid: see .* validate /m,
  },
};

/** Healthy first, and after each fault again. */
export async function doctorAndStatus(world: World): Promise<void> {
  const { cluster } = world;
  succeeded(await install(world));
  const [node = ""] = cluster.nodes.slice(-1);
  const script = await Deno.readTextFile(`${PROJECT}/dist/node.sh`);
  await cluster.must(node, "cat >/root/node.sh", script);
  const ask = async () => ({
    doctor: await cluster.run(
      node,
      `cp ${FOLDER}/registry-credential-provider /root/doctor && chmod 0755 /root/doctor &&
       cd "/proc/$(systemctl show kubelet --property=MainPID --value)" && cat cmdline stat ../stat mountinfo |
       /root/doctor doctor --config ${FOLDER}/registries.yaml --kubelet-process=-`,
    ),
    status: await cluster.run(node, "sh /root/node.sh status"),
  });
  await isHealthy();
  for (const [what, fault] of Object.entries(FAULTS)) {
    await cluster.must(node, fault.breaks);
    try {
      const { doctor, status } = await ask();
      assertMatch(doctor.stdout, fault.doctor, what);
      assertMatch(status.stdout + status.stderr, fault.status, what);
      assertEquals([doctor.code, status.code], [1, 4], what);
    } finally {
      await cluster.must(node, fault.mends);
    }
    await isHealthy();
  }
  await cluster.must(node, "rm /root/node.sh /root/doctor");
  succeeded(await cluster.make("kind-uninstall"));

  async function isHealthy() {
    const { doctor, status } = await ask();
    assertEquals(doctor.code, 0, doctor.stdout + doctor.stderr);
    assertEquals(status.code, 0, status.stdout + status.stderr);
  }
}
