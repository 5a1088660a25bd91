/**
 * deploy/kind.sh on a cluster that has the provider since it was created: its
 * nodes mount a folder of this machine.
 * @module
 */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { withKubelet, withWorld, type World } from "./kind_world.ts";

const PLACE = "etc/kubernetes/credential-providers";

/** What a test has, beside the world. */
interface Mounted {
  readonly world: World;
  /** The folder that the nodes mount. It has what "install" was given. */
  readonly mount: string;
  /** Runs "install", whose kubelets have little time. */
  install(): ReturnType<World["kind"]>;
  /** How often the kubelet of a node was restarted. */
  restarts(node: string): Promise<number>;
}

/** Runs a test in a world with two nodes that mount one folder. */
async function withMount(
  test: (mounted: Mounted) => Promise<void>,
): Promise<void> {
  const nodes = { "kind-a": {}, "kind-b": {} };
  await withWorld(["docker"], nodes, async (world) => {
    const mount = `${world.folder}/up/mount`;
    await Deno.mkdir(mount, { recursive: true });
    for (const name of Object.keys(nodes)) {
      const node = world.node(name);
      await world.write(`${node}/mount`, `${mount}\n`);
      await Deno.mkdir(`${node}/root/etc/kubernetes`, { recursive: true });
      await Deno.symlink(mount, `${node}/root/${PLACE}`);
    }
    const install = () =>
      world.kind("install", { NODE_WINDOW: "1", NODE_TIMEOUT: "3" });
    const restarts = async (node: string) => {
      const text = await Deno.readTextFile(`${world.node(node)}/restarts`)
        .catch(() => "");
      return text.split("\n").length - 1;
    };
    const mounted: Mounted = { world, mount, install, restarts };
    await withKubelets(mounted, async () => {
      // As "up" leaves it: the same files as "install" makes.
      await world.write(`${mount}/kubelet.yaml`, "");
      await install();
      for (const name of Object.keys(nodes)) {
        await Deno.remove(`${world.node(name)}/restarts`);
      }
      await test(mounted);
    });
  });
}

async function withKubelets(
  { world }: Mounted,
  test: () => Promise<void>,
): Promise<void> {
  const flags = (name: string) => {
    const folder = `${world.node(name)}/root/${PLACE}`;
    return [
      `--image-credential-provider-config=${folder}/kubelet.yaml`,
      `--image-credential-provider-bin-dir=${folder}`,
    ];
  };
  await withKubelet(
    world.node("kind-a"),
    flags("kind-a"),
    () => withKubelet(world.node("kind-b"), flags("kind-b"), test),
  );
}

Deno.test("install again writes nothing and restarts nothing", async () => {
  await withMount(async ({ install, restarts }) => {
    const { stdout } = await install();
    assert(!stdout.includes("kind: wrote"), stdout);
    assertStringIncludes(stdout, "no kubelet was restarted");
    assertEquals([await restarts("kind-a"), await restarts("kind-b")], [0, 0]);
  });
});

Deno.test("a new secret goes into the folder, and restarts nothing", async () => {
  await withMount(async ({ world, mount, install, restarts }) => {
    await world.write(`${world.folder}/secrets/token`, "another-secret");
    const { stdout } = await install();
    assertStringIncludes(stdout, `kind: wrote ${mount}/token`);
    assertEquals(await Deno.readTextFile(`${mount}/token`), "another-secret");
    const { mode } = await Deno.stat(`${mount}/token`);
    assertEquals((mode ?? 0) & 0o777, 0o600);
    assertEquals([await restarts("kind-a"), await restarts("kind-b")], [0, 0]);
  });
});

Deno.test("new patterns restart one kubelet after the other", async () => {
  await withMount(async ({ world, mount, install, restarts }) => {
    await world.write(`${world.folder}/my.yaml`, "match new.example.com\n");
    await install();
    assertStringIncludes(
      await Deno.readTextFile(`${mount}/kubelet.yaml`),
      "new.example.com",
    );
    assertEquals([await restarts("kind-a"), await restarts("kind-b")], [1, 1]);
  });
});

Deno.test("links for the entries come before the kubelets need them, and go after that", async () => {
  await withMount(async ({ world, mount, install, restarts }) => {
    const own = "registry-credential-provider";
    const linked = async () => {
      const names: string[] = [];
      for await (const { name, isSymlink } of Deno.readDir(mount)) {
        if (isSymlink) names.push(name);
      }
      return names.sort();
    };
    const entry = (name: string) => `match   - name: "${own}-${name}"\n`;
    const config = `${world.folder}/my.yaml`;
    await world.write(config, entry("quay.io") + entry("x-token"));
    const done = "install: done on all nodes";
    assertStringIncludes((await install()).stdout, done);
    assertEquals(await linked(), [`${own}-quay.io`, `${own}-x-token`]);
    assertEquals(await Deno.readLink(`${mount}/${own}-quay.io`), own);
    await world.write(config, entry("quay.io"));
    assertStringIncludes((await install()).stdout, done);
    assertEquals(await linked(), [`${own}-quay.io`]);
    await world.write(config, "match new.example.com\n");
    await world.write(`${world.node("kind-b")}/refuses`, "new.example.com");
    assertEquals((await install()).code, 1);
    // The kubelets have the entry of before again, and run what it names.
    assertEquals(await linked(), [`${own}-quay.io`]);
    assertEquals(await restarts("kind-a"), 4);
  });
});

Deno.test("patterns that a kubelet refuses are taken back from all nodes", async () => {
  await withMount(async ({ world, mount, install, restarts }) => {
    const before = await Deno.readTextFile(`${mount}/kubelet.yaml`);
    await world.write(`${world.folder}/my.yaml`, "match new.example.com\n");
    await world.write(`${world.node("kind-b")}/refuses`, "new.example.com");
    const { code, stderr } = await install();
    assertEquals(code, 1);
    assertStringIncludes(stderr, "the reason of the kubelet");
    assertStringIncludes(stderr, "the kubelet of kind-b did not come up");
    assertEquals(await Deno.readTextFile(`${mount}/kubelet.yaml`), before);
    // Once with the new patterns, and once with those of before.
    assertEquals([await restarts("kind-a"), await restarts("kind-b")], [2, 2]);
    assertEquals(
      (await Deno.readTextFile(`${world.node("kind-b")}/health`)).trim(),
      "ok",
    );
  });
});

Deno.test("an installation that was killed is finished by the next, or taken back as a whole", async () => {
  await withMount(async ({ world, mount, install, restarts }) => {
    const before = await Deno.readTextFile(`${mount}/kubelet.yaml`);
    await world.write(`${world.folder}/my.yaml`, "match new.example.com\n");
    await install();
    // Killed after the file was written, before the kubelet of kind-b was restarted.
    await world.write(`${mount}.before`, before);
    assertStringIncludes((await install()).stdout, "done on all nodes");
    assertEquals([await restarts("kind-a"), await restarts("kind-b")], [2, 2]);
    assertStringIncludes((await install()).stdout, "no kubelet was restarted");

    await world.write(`${mount}.before`, before);
    await world.write(`${world.node("kind-b")}/refuses`, "new.example.com");
    assertEquals((await install()).code, 1);
    assertEquals(await Deno.readTextFile(`${mount}/kubelet.yaml`), before);
  });
});

Deno.test("a secret that is nowhere is said before anything is written", async () => {
  await withMount(async ({ world, mount, install }) => {
    for (
      const text of [
        `password: { file: /${PLACE}/absent }\n`,
        `    caFile: "/${PLACE}/absent"\n`,
        `    gcp: { keyFile: '/${PLACE}/absent' }\n`,
        `    static: { dockerConfigFile: /${PLACE}/absent } # of the node\n`,
      ]
    ) {
      await world.write(`${world.folder}/my.yaml`, text);
      const { code, stderr } = await install();
      assertEquals(code, 1, text);
      assertStringIncludes(stderr, `names /${PLACE}/absent`);
      assertStringIncludes(stderr, "FILES=");
      assertEquals(
        await Deno.readTextFile(`${mount}/registries.yaml`),
        "answers",
      );
    }
  });
});

Deno.test("uninstall says that only deleting the cluster takes it away", async () => {
  await withMount(async ({ world, mount }) => {
    const { code, stdout, stderr } = await world.kind("uninstall");
    assertEquals(code, 1);
    assertStringIncludes(stderr, `they mount ${mount}`);
    assertStringIncludes(stderr, "kind delete cluster --name kind");
    assert(!stdout.includes("uninstall: done"), stdout);
  });
});
