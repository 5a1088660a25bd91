/**
 * The DaemonSet's pod with the real node.sh and the real program, on a node that
 * is a folder.
 * @module
 */
import { assertEquals, assertMatch } from "@std/assert";
import { config, PROGRAM } from "../kit/program.ts";
import { NODE_SH } from "./fake_node.ts";
import { type Pod, withPod } from "./pod.ts";

const FOLDER = "/etc/kubernetes/credential-providers";
const IMAGE = { nodeSh: NODE_SH, program: PROGRAM };
const CONFIG = config(`- name: harbor
  match: [harbor.example.com]
  static: { username: ci, password: { file: ${FOLDER}/harbor-password } }
`);

Deno.test("daemonset with node.sh: puts program, configs and secrets where the documents say, and takes them away", () =>
  withPod(async (pod) => {
    await pod.mount("config", "registries.yaml", CONFIG);
    await pod.mount("secrets", "harbor-password", "an-example-password\n");
    const dry = pod.start("dry-run --files-only");
    const shown = await dry.says(/dry-run: (?:done|node\.sh)/);
    assertMatch(shown, /dry-run: done/);
    assertEquals(await names(`${pod.node}/etc`), []);
    await dry.end();

    const running = pod.start("install --files-only");
    const said = await running.says(/install: (?:done|node\.sh)/);
    assertMatch(said, /install: done/);
    assertEquals(said.includes("an-example-password"), false);
    assertEquals(await modes(pod), {
      "harbor-password": "600",
      "kubelet.yaml": "644",
      "registries.yaml": "600",
      "registry-credential-provider": "755",
    });
    // kubelet.yaml has them for whoever sets the flags.
    const kubelet = await Deno.readTextFile(
      `${pod.node}${FOLDER}/kubelet.yaml`,
    );
    assertMatch(kubelet, new RegExp(`--files-within=${FOLDER}`));
    assertEquals((await pod.ready()).code, 0);
    const state = `${pod.node}/var/lib/registry-credential-provider`;
    assertEquals(await names(state), ["daemonset", "install"]);
    await running.end();

    const end = pod.start("uninstall");
    assertMatch(
      await end.says(/uninstall: (?:done|node\.sh)/),
      /uninstall: done/,
    );
    assertEquals(await names(`${pod.node}/etc`), []);
    assertEquals(await names(`${pod.node}/var/lib`), []);
  }, IMAGE));

Deno.test("daemonset with node.sh: a secret from elsewhere on the node changes nothing", () =>
  withPod(async (pod) => {
    const text = CONFIG.replace(`${FOLDER}/harbor-password`, "/etc/shadow");
    await pod.mount("config", "registries.yaml", text);
    const running = pod.start("install --files-only");
    const said = await running.says(/install: (?:done|node\.sh)/);
    assertMatch(said, /install: node\.sh failed \(exit code 1\)/);
    assertMatch(said, /\/etc\/shadow is not in .*--files-within/);
    assertEquals(await names(`${pod.node}/etc`), []);
    await running.end();
  }, IMAGE));

Deno.test("daemonset with node.sh: a config that is not valid changes nothing, and the next one is taken", () =>
  withPod(async (pod) => {
    await pod.mount("config", "registries.yaml", "kind: RegistryConfig\n");
    const running = pod.start("install --files-only");
    await running.says(/install: node\.sh failed \(exit code 1\)/);
    assertEquals(await names(`${pod.node}/etc`), []);
    await pod.mount("config", "registries.yaml", CONFIG);
    await running.says(/install: done/);
    assertEquals((await modes(pod))["registries.yaml"], "600");
  }, IMAGE));

async function modes(pod: Pod): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const name of await names(`${pod.node}${FOLDER}`)) {
    const { mode } = await Deno.stat(`${pod.node}${FOLDER}/${name}`);
    found[name] = ((mode ?? 0) & 0o777).toString(8);
  }
  return found;
}

/** What a folder holds; nothing where it is not there. */
async function names(folder: string): Promise<readonly string[]> {
  try {
    const found: string[] = [];
    for await (const { name } of Deno.readDir(folder)) found.push(name);
    return found.sort();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}
