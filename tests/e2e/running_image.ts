/**
 * The image of a release in containers of podman and of containerd: what its
 * entrypoint does on a node that is a Debian root.
 * @module
 */
import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { config, request, withFiles } from "../kit/program.ts";
import type { Container, Runtime, Start } from "./container_runtime.ts";
import { withContainerd } from "./containerd_containers.ts";
import { must } from "./go_tools.ts";
import { assertUnchanged, contentOf } from "./installed_packages.ts";
import { withNodeOf, withPodman } from "./podman_containers.ts";
import type { Checks } from "./suite.ts";

const NAME = "registry-credential-provider";
const ENTRYPOINT = ["/bin/sh", `/opt/${NAME}/entrypoint.sh`];

/** Where the program and its files are on a node. */
const FOLDER = "/etc/kubernetes/credential-providers";

/** What node.sh leaves, on a file system that is new at every boot: its lock. */
const LOCK = `d 700 ./run/${NAME}-install \n`;

const REGISTRIES = config(`- name: r
  match: [r.example.com]
  static: { username: u, password: { file: ${FOLDER}/password } }
`);

/**
 * Loads the archive into both, and runs it.
 *
 * @param root The Debian that is the node. It is not used otherwise.
 */
export async function checkRuntimes(
  checks: Checks,
  folder: string,
  archive: string,
  root: string,
): Promise<void> {
  await withNodeOf(folder, root, async (node) => {
    for (const withRuntime of [withPodman, withContainerd]) {
      await withRuntime(folder, archive, (runtime) => {
        checks.meet(runtime.name);
        return checkRuntime(checks, runtime, node);
      });
    }
  });
}

async function checkRuntime(
  checks: Checks,
  runtime: Runtime,
  node: number,
): Promise<void> {
  const name = runtime.name.replace(/ .*/, "");
  await checks.check(
    `${name} starts the image, which does nothing without the node's processes`,
    () =>
      ending(runtime, {}, async (container) => {
        await container.says(
          /process 1 is of this container: the pod needs hostPID: true/,
        );
      }),
  );
  await checks.check(
    `${name} runs it as the DaemonSet does: dry-run, install, ready and uninstall`,
    () =>
      withFiles(
        { "registries.yaml": REGISTRIES },
        (mounted) =>
          withFiles({ password: "an-example-password\n" }, async (secrets) => {
            const folders = { "/config": mounted, "/secrets": secrets };
            await checkNode(runtime, { folders, node });
          }),
      ),
  );
}

async function checkNode(
  runtime: Runtime,
  how: Start & { readonly node: number },
): Promise<void> {
  const root = `/proc/${how.node}/root`;
  const entrypoint = (words: string): Start => ({
    ...how,
    words: [...ENTRYPOINT, ...words.split(" ")],
  });
  const before = await contentOf(root);
  await ending(runtime, entrypoint("dry-run --files-only"), async (pod) => {
    const said = await pod.says(/dry-run: (?:done|node\.sh)/);
    assertMatch(said, /dry-run: done/);
    assertEquals(said.includes("an-example-password"), false);
  });
  // The script stays on a node, for what comes next.
  assertEquals(await filesBelow(`${root}/etc/kubernetes`), []);

  await ending(runtime, entrypoint("install --files-only"), async (pod) => {
    assertMatch(
      await pod.says(/install: (?:done|node\.sh)/),
      /install: done/,
    );
    const { code, stderr } = await pod.exec(...ENTRYPOINT, "ready");
    assertEquals(code, 0, stderr);
  });
  assertEquals(await filesBelow(`${root}${FOLDER}`), [
    "600 password",
    "600 registries.yaml",
    "644 kubelet.yaml",
    `755 ${NAME}`,
  ]);
  const answer = await must("/bin/sh", [
    "-c",
    `printf '%s' "$0" | nsenter --target "$1" --mount --pid -- "$2"`,
    request("r.example.com/app"),
    String(how.node),
    `${FOLDER}/${NAME}`,
  ]);
  assertEquals(JSON.parse(answer).auth, {
    "r.example.com": { username: "u", password: "an-example-password" },
  });

  await ending(runtime, entrypoint("uninstall"), async (pod) => {
    const said = await pod.says(/uninstall: (?:done|node\.sh)/);
    assertStringIncludes(said, "uninstall: done");
  });
  assertUnchanged(
    (await contentOf(root)).replace(LOCK, ""),
    before.replace(LOCK, ""),
  );
}

/** Runs something with a container, which ends as a pod does. */
async function ending(
  runtime: Runtime,
  how: Start,
  use: (container: Container) => Promise<void>,
): Promise<void> {
  const container = runtime.start(how);
  try {
    await use(container);
  } finally {
    assertEquals(await container.end(), 0);
  }
}

/** Modes and names; nothing where there is no folder. */
async function filesBelow(folder: string): Promise<readonly string[]> {
  const listed = await must("/bin/sh", [
    "-c",
    `[ ! -d "$0" ] || find "$0" -mindepth 1 -printf '%m %P\\n' | LC_ALL=C sort`,
    folder,
  ]);
  return listed.split("\n").filter((line) => line !== "");
}
