/**
 * Which containers deploy/kind.sh takes for the nodes of a cluster.
 * @module
 */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { type Container, withWorld, type World } from "./kind_world.ts";

/** A cluster of two nodes, and what else may be there. */
const CONTAINERS: { readonly [name: string]: Container } = {
  "kind-worker": {},
  "kind-control-plane": { role: "control-plane" },
  "kind-external-load-balancer": { role: "external-load-balancer" },
  "kind-registry": { role: "" },
  "other-worker": { cluster: "other" },
};

/** The containers in which something was run, once each. */
async function entered({ log }: World): Promise<readonly string[]> {
  const calls = (await log()).flatMap((line) =>
    / exec -i (\S+)/.exec(line)?.[1] ?? []
  );
  return [...new Set(calls)];
}

for (const commands of [["docker"], ["docker", "kind"]] as const) {
  Deno.test(`control plane and workers are nodes, with ${commands.join(" and ")}; the load balancer and others are not`, async () => {
    await withWorld(commands, CONTAINERS, async (world) => {
      const { code, stdout } = await world.kind("uninstall");
      assertEquals(code, 0);
      assertEquals(await entered(world), ["kind-control-plane", "kind-worker"]);
      assertStringIncludes(stdout, "kind-external-load-balancer is not a node");
    });
  });

  Deno.test(`CLUSTER chooses the cluster, with ${commands.join(" and ")}`, async () => {
    await withWorld(commands, CONTAINERS, async (world) => {
      const { code } = await world.kind("uninstall", { CLUSTER: "other" });
      assertEquals(code, 0);
      assertEquals(await entered(world), ["other-worker"]);
    });
  });

  Deno.test(`a cluster without nodes is an error, with ${commands.join(" and ")}`, async () => {
    await withWorld(commands, CONTAINERS, async (world) => {
      const { code, stderr } = await world.kind("install", { CLUSTER: "no" });
      assertEquals(code, 1);
      assertStringIncludes(stderr, 'the cluster "no" has no nodes');
      assertEquals(await entered(world), []);
    });
  });
}

Deno.test("the kind command is asked where it is there", async () => {
  await withWorld(["docker", "kind"], CONTAINERS, async (world) => {
    await world.kind("uninstall");
    const log = await world.log();
    assertEquals(log.filter((line) => line.includes(" ps ")), []);
    assertStringIncludes(log.join("\n"), "kind get nodes --name kind");
  });
});

for (const engine of ["podman", "nerdctl"] as const) {
  Deno.test(`a cluster of ${engine} is found, beside a docker without one`, async () => {
    const containers = {
      "kind-control-plane": { engine, role: "control-plane" },
    };
    await withWorld(["docker", engine], containers, async (world) => {
      const { code } = await world.kind("uninstall");
      assertEquals(code, 0);
      const log = await world.log();
      const calls = log.filter((line) => line.includes(" exec "));
      assertEquals(
        [...new Set(calls.map((line) => line.split(" ")[0]))],
        [engine],
      );
    });
  });
}

Deno.test("PROVIDER decides between two clusters of the same name", async () => {
  const containers = {
    "kind-a": {},
    "kind-b": { engine: "podman" },
  };
  await withWorld(["docker", "podman"], containers, async (world) => {
    await world.kind("uninstall", { PROVIDER: "podman" });
    assertEquals(await entered(world), ["kind-b"]);
  });
});

Deno.test("a PROVIDER that is not known is a wrong call", async () => {
  await withWorld(["docker"], CONTAINERS, async (world) => {
    const { code, stderr } = await world.kind("install", { PROVIDER: "finch" });
    assertEquals(code, 2);
    assertStringIncludes(stderr, "use docker, podman or nerdctl");
  });
});

Deno.test("a PROVIDER that is not there is said", async () => {
  await withWorld(["docker"], CONTAINERS, async (world) => {
    const { code, stderr } = await world.kind("install", {
      PROVIDER: "podman",
    });
    assertEquals(code, 1);
    assertStringIncludes(stderr, "no command podman on PATH");
  });
});

Deno.test("without docker, podman and nerdctl it says so", async () => {
  await withWorld([], CONTAINERS, async (world) => {
    const { code, stderr } = await world.kind("install");
    assertEquals(code, 1);
    assertStringIncludes(stderr, "none of docker, nerdctl and podman");
  });
});

Deno.test("what the daemon says is passed on", async () => {
  await withWorld(["docker"], CONTAINERS, async (world) => {
    await world.write(`${world.folder}/no-daemon`, "");
    const { code, stderr } = await world.kind("install");
    assertEquals(code, 1);
    assertStringIncludes(stderr, "Cannot connect to the docker daemon");
  });
});

Deno.test("a node that does not run stops it before anything is done", async () => {
  const containers = {
    ...CONTAINERS,
    "kind-worker2": { state: "exited" },
    "kind-worker3": { state: "paused" },
  };
  await withWorld(["docker"], containers, async (world) => {
    const { code, stderr } = await world.kind("install");
    assertEquals(code, 1);
    assertStringIncludes(stderr, "do not run: kind-worker2 kind-worker3");
    assertEquals(await entered(world), []);
  });
});

Deno.test("a load balancer that does not run is no reason to stop", async () => {
  const containers = {
    "kind-worker": {},
    "kind-lb": { role: "external-load-balancer", state: "exited" },
  };
  await withWorld(["docker"], containers, async (world) => {
    assertEquals((await world.kind("uninstall")).code, 0);
  });
});
