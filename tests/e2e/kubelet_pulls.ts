/**
 * What a real kubelet pulls before our program is installed, with it, with wrong
 * credentials, and after it was removed.
 * @module
 */
import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import type { Node, State } from "./kubelet_node.ts";
import { BASIC, FOLDER, HOME, TOKENS } from "./kubelet_registries.ts";

const isRunning = (state: State) => state.running !== undefined;

/** What a person sees of a pod whose image is not pulled. */
async function messageOf(node: Node, name: string): Promise<string> {
  const reasons = ["ErrImagePull", "ImagePullBackOff"];
  const { waiting } = await node.waitFor(
    name,
    ({ waiting }) => reasons.includes(waiting?.reason ?? ""),
  );
  const message = waiting?.message ?? "";
  console.log(`  ${name}: ${message}`);
  return message;
}

const INSTALL = `sh /root/node.sh install \
--binary /root/registry-credential-provider \
--config ${HOME}/registries.yaml --files ${HOME}/files`;

// What containerd says; docs/troubleshooting.md has the same.
const DENIED = /failed with status code .* 401 Unauthorized/;
const NO_TOKEN = /failed to fetch anonymous token: .* 401 Unauthorized/;
const BAD_TOKEN = /failed to fetch oauth token: .* 401 Unauthorized/;

async function pullsNothing(node: Node): Promise<void> {
  await node.addPod("basic", `${BASIC}/team/app:1`);
  await node.addPod("tokens", `${TOKENS}/team/app:1`);
  assertMatch(await messageOf(node, "basic"), DENIED);
  assertMatch(await messageOf(node, "tokens"), NO_TOKEN);
}

async function pullsWithCredentials(node: Node): Promise<void> {
  await node.must(INSTALL);
  await node.waitFor("basic", isRunning);
  await node.waitFor("tokens", isRunning);
  await node.must("sh /root/node.sh status");
  const live = await node.must(
    "tr '\\0' '\\n' </proc/$(pidof kubelet)/cmdline",
  );
  const flags = live.split("\n")
    .filter((word) => /^--(image-credential|hostname)/.test(word));
  assertEquals(flags.toSorted(), [
    "--hostname-override=node-1",
    `--image-credential-provider-bin-dir=${FOLDER}`,
    `--image-credential-provider-config=${FOLDER}/kubelet.yaml`,
  ]);
}

async function isRefused(node: Node): Promise<void> {
  await node.addPod("wrong-password", `${BASIC}/wrong/app:1`);
  await node.addPod("wrong-key", `${TOKENS}/wrong/app:1`);
  assertMatch(await messageOf(node, "wrong-password"), DENIED);
  assertMatch(await messageOf(node, "wrong-key"), BAD_TOKEN);
}

async function failsAndRecovers(node: Node): Promise<void> {
  await node.addPod("missing", `${BASIC}/missing/app:1`);
  assertMatch(await messageOf(node, "missing"), DENIED);
  const log = await node.log();
  const line = log.split("\n").find((it) => it.includes("[SECRET_UNREADABLE]"));
  console.log(`  the kubelet's log: ${line}`);
  assertStringIncludes(
    line ?? "",
    "exit status 1: registry-credential-provider: ",
  );
  assertStringIncludes(line ?? "", `${FOLDER}/missing does not exist`);

  const { code, stdout } = await node.run(
    `cd "/proc/$(pidof kubelet)" && cat cmdline stat ../stat mountinfo |
      ${FOLDER}/registry-credential-provider doctor --kubelet-process=-`,
  );
  assertEquals(code, 1);
  assertMatch(stdout, /^ok +flags +in effect/m);
  assertMatch(stdout, /^ok +restart /m);
  const errors = stdout.split("\n").filter((it) => it.startsWith("error"));
  assertEquals(errors.length, 1, stdout);
  assertStringIncludes(errors[0] ?? "", `${FOLDER}/missing does not exist`);

  // What doctor says is enough: no restart, and nothing was kept.
  await node.must(`umask 077 && cat >${FOLDER}/missing`, "right-password\n");
  await node.waitFor("missing", isRunning);
}

async function pullsNothingAfterwards(node: Node): Promise<void> {
  await node.removePods();
  await node.must("sh /root/node.sh uninstall");
  assertEquals(
    await node.must("cat /etc/default/kubelet"),
    "KUBELET_EXTRA_ARGS=--hostname-override=node-1",
  );
  await node.addPod("basic-again", `${BASIC}/team/other:1`);
  await node.addPod("tokens-again", `${TOKENS}/team/other:1`);
  assertMatch(await messageOf(node, "basic-again"), DENIED);
  assertMatch(await messageOf(node, "tokens-again"), NO_TOKEN);
}

/** In the order in which they happen on one node. */
export const STEPS: Readonly<Record<string, (node: Node) => Promise<void>>> = {
  "pulls nothing without the program": pullsNothing,
  "pulls from both registries when node.sh has installed it":
    pullsWithCredentials,
  "shows that wrong credentials are refused": isRefused,
  "has the program's error in its log, and pulls when that is mended":
    failsAndRecovers,
  "pulls nothing when it is uninstalled": pullsNothingAfterwards,
};
