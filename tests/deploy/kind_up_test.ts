/**
 * The cluster that deploy/kind.sh creates has the provider from the start.
 * @module
 */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { parseYaml } from "../../src/format/yaml.ts";
import { withWorld, type World } from "./kind_world.ts";

const FOLDER = "/etc/kubernetes/credential-providers";
const up = (world: World, env: Record<string, string> = {}) =>
  world.kind("up", { KIND_FOLDER: "up", ...env });

Deno.test("every node mounts one absolute folder, and the patches fit every version", async () => {
  await withWorld(["docker", "kind"], {}, async (world) => {
    await up(world, { WORKERS: "2" });
    const text = await Deno.readTextFile(`${world.folder}/created.yaml`);
    const cluster = await parseYaml(text) as {
      nodes: unknown[];
      kubeadmConfigPatches: string[];
    };
    const extraMounts = [{
      hostPath: `${world.folder}/up/mount`,
      containerPath: FOLDER,
      readOnly: true,
    }];
    assertEquals(cluster.nodes, [
      { role: "control-plane", extraMounts },
      { role: "worker", extraMounts },
      { role: "worker", extraMounts },
    ]);
    const nodeRegistration = {
      kubeletExtraArgs: {
        "image-credential-provider-config": `${FOLDER}/kubelet.yaml`,
        "image-credential-provider-bin-dir": FOLDER,
      },
    };
    // No apiVersion, and a map: kind ignores a patch of another version.
    assertEquals(
      await Promise.all(cluster.kubeadmConfigPatches.map(parseYaml)),
      [
        { kind: "InitConfiguration", nodeRegistration },
        { kind: "JoinConfiguration", nodeRegistration },
      ],
    );
  });
});

Deno.test("the folder has program, config, secrets and the kubelet's config, with their modes", async () => {
  await withWorld(["docker", "kind"], {}, async (world) => {
    await world.write(`${world.folder}/secrets/.dockerconfigjson`, "{}");
    await world.write(`${world.folder}/secrets/registries.yaml`, "not this");
    await up(world);
    assertEquals(
      await Deno.readTextFile(`${world.folder}/up/mount/registries.yaml`),
      "answers",
    );
    const modes: Record<string, number> = {};
    for await (const { name } of Deno.readDir(`${world.folder}/up/mount`)) {
      const { mode } = await Deno.stat(`${world.folder}/up/mount/${name}`);
      modes[name] = (mode ?? 0) & 0o777;
    }
    assertEquals(modes, {
      ".dockerconfigjson": 0o600,
      "kubelet.yaml": 0o644,
      "registries.yaml": 0o600,
      "registry-credential-provider": 0o755,
      "token": 0o600,
    });
    const kubelet = await Deno.readTextFile(
      `${world.folder}/up/mount/kubelet.yaml`,
    );
    assertStringIncludes(kubelet, `--config-on-node ${FOLDER}/registries.yaml`);
  });
});

Deno.test("what was created is verified", async () => {
  await withWorld(["docker", "kind"], {}, async (world) => {
    const { code, stdout, stderr } = await up(world);
    // No kubelet runs in this node.
    assertEquals(code, 1);
    assertStringIncludes(stdout, "kind-control-plane (1 of 1): verify");
    assertStringIncludes(stderr, "the kubelet does not run");
  });
});

Deno.test("NODE_IMAGE is the image of the nodes; kind's own where it is not given", async () => {
  for (
    const [env, option] of [[
      { NODE_IMAGE: "own/node:v1" },
      " --image own/node:v1",
    ], [{}, ""]] as const
  ) {
    await withWorld(["docker", "kind"], {}, async (world) => {
      await up(world, env);
      const created = (await world.log()).find((line) =>
        line.startsWith("kind create ")
      );
      assertEquals(
        created,
        `kind create cluster --name kind --config ${world.folder}/up/cluster.yaml${option} --retain`,
      );
    });
  }
});

Deno.test("ANY_HOST=1 has the kubelets ask for every registry, and no other value is taken", async () => {
  for (const [env, is] of [[{ ANY_HOST: "1" }, true], [{}, false]] as const) {
    await withWorld(["docker", "kind"], {}, async (world) => {
      await up(world, env);
      const text = await Deno.readTextFile(
        `${world.folder}/up/mount/kubelet.yaml`,
      );
      assertEquals(text.includes("--any-host"), is);
    });
  }
  await withWorld(["docker", "kind"], {}, async (world) => {
    const { code, stderr } = await up(world, { ANY_HOST: "yes" });
    assertEquals(code, 2);
    assertStringIncludes(stderr, "ANY_HOST=yes is not known");
    assertEquals(await isThere(`${world.folder}/up`), false);
  });
});

Deno.test("a secret that neither FILES nor the folder has is said before a cluster is created", async () => {
  await withWorld(["docker", "kind"], {}, async (world) => {
    await world.write(
      `${world.folder}/my.yaml`,
      `answers\n password: { file: ${FOLDER}/absent }\n`,
    );
    const { code, stdout, stderr } = await up(world);
    assertEquals(code, 1);
    assertStringIncludes(stdout + stderr, `names ${FOLDER}/absent`);
    assertStringIncludes(stdout + stderr, "FILES=");
    assertEquals(await isThere(`${world.folder}/created.yaml`), false);
  });
});

Deno.test("a cluster that is there is not created again", async () => {
  await withWorld(["docker", "kind"], { "kind-a": {} }, async (world) => {
    const { code, stderr } = await up(world);
    assertEquals(code, 1);
    assertStringIncludes(stderr, "run make kind-install");
    assertEquals(await isThere(`${world.folder}/created.yaml`), false);
    assertEquals(await isThere(`${world.folder}/up`), false);
  });
});

for (
  const [what, env, expected, says] of [
    [
      "a folder that docker cannot mount",
      { KIND_FOLDER: "a:b" },
      1,
      "cannot be mounted",
    ],
    [
      "a folder with a line feed in its name",
      { KIND_FOLDER: "a\nb" },
      1,
      "line feed",
    ],
    [
      "a number of workers that is none",
      { WORKERS: "two" },
      2,
      "is not a number",
    ],
    [
      "a config that is missing",
      { CONFIG: "no.yaml" },
      1,
      "no.yaml is not a file",
    ],
  ] as const
) {
  Deno.test(`${what} is refused before a cluster is created`, async () => {
    await withWorld(["docker", "kind"], {}, async (world) => {
      const { code, stderr } = await up(world, env);
      assertEquals(code, expected);
      assertStringIncludes(stderr, says);
      assertEquals(await isThere(`${world.folder}/created.yaml`), false);
    });
  });
}

Deno.test("without kind it says where to get it", async () => {
  await withWorld(["docker"], {}, async (world) => {
    const { code, stderr } = await up(world);
    assertEquals(code, 1);
    assertStringIncludes(stderr, "https://kind.sigs.k8s.io");
  });
});

async function isThere(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => true, () => false);
}
