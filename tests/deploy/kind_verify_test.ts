/**
 * What deploy/kind.sh takes for a proof that a node uses the provider.
 * @module
 */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import {
  type Command,
  placeFiles,
  withKubelet,
  withWorld,
  type World,
} from "./kind_world.ts";

/** What a node has; what is not given is in order. */
interface Node {
  readonly commands?: readonly Command[];
  readonly flags?: (folder: string) => readonly string[];
  /** What the stand-in for the program does. */
  readonly behaviour?: string;
  readonly kubelet?: string;
  readonly env?: Record<string, string>;
  readonly change?: (folder: string, world: World) => Promise<void>;
}

const BOTH = (folder: string) => [
  `--image-credential-provider-config=${folder}/kubelet.yaml`,
  `--image-credential-provider-bin-dir=${folder}`,
];
const ENTRY = "providers:\n  - name: registry-credential-provider\n";
const POD = "kind: Pod\nspec:\n  containers:\n    - name: a\n      image: ";

/** Verifies a node like this one. */
async function verify(
  node: Node,
  check: (
    result: { code: number; stdout: string; stderr: string },
    world: World,
  ) => Promise<void> | void,
): Promise<void> {
  await withWorld(
    node.commands ?? ["docker"],
    { "kind-a": {} },
    async (world) => {
      const path = world.node("kind-a");
      const folder = await placeFiles(world, path, {
        registries: node.behaviour ?? "answers",
        kubelet: node.kubelet ?? ENTRY,
      });
      await withKubelet(path, (node.flags ?? BOTH)(folder), async () => {
        await node.change?.(folder, world);
        await check(await world.kind("verify", node.env), world);
      });
    },
  );
}

Deno.test("a kubelet with both flags and an answer is in order; the answer is not shown", async () => {
  await verify({}, ({ code, stdout, stderr }) => {
    assertEquals([code, stderr], [0, ""]);
    // The first pattern without an asterisk is the one that an image is made of.
    assertStringIncludes(stdout, "answers for harbor.example.com/team/verify");
    assert(!stdout.includes("a-secret"));
  });
});

Deno.test("the config is the one that the kubelet's entry names", async () => {
  const kubelet = (folder: string) =>
    `providers:
  - name: other
    args: ["--config=/no/such/file"]
  - name: "registry-credential-provider"
    args:
      - "--config=${folder}/mine.yaml"
`;
  const change = async (folder: string, { write }: World) => {
    await write(`${folder}/kubelet.yaml`, kubelet(folder));
    await write(`${folder}/mine.yaml`, "answers");
  };
  await verify({ behaviour: "fails", change }, ({ code, stderr }) => {
    assertEquals([code, stderr], [0, ""]);
  });
});

const BROKEN: { readonly [what: string]: Node & { readonly says: string } } = {
  "without the flags": { flags: () => [], says: "without the flags" },
  "with one flag only": {
    flags: (folder) => BOTH(folder).slice(0, 1),
    says: "without the flags",
  },
  "with flags of another provider": {
    flags: (
      folder,
    ) => [
      ...BOTH(folder).slice(0, 1),
      "--image-credential-provider-bin-dir=/opt/other",
    ],
    says: "/opt/other/registry-credential-provider is missing",
  },
  "without our entry": {
    kubelet: "providers:\n  - name: other\n",
    says: "has no entry for registry-credential-provider",
  },
  "that does not run": {
    change: (_, world) => Deno.remove(`${world.node("kind-a")}/pid`),
    says: "the kubelet does not run",
  },
  "that is not healthy": {
    change: (_, world) => world.write(`${world.node("kind-a")}/health`, "not"),
    says: "does not say ok",
  },
  "whose program fails": {
    behaviour: "fails",
    says: "gives no credentials for",
  },
  "whose program answers with nothing": {
    behaviour: "empty",
    says: "without credentials",
  },
};

for (const [what, { says, ...node }] of Object.entries(BROKEN)) {
  Deno.test(`a kubelet ${what} is not in order`, async () => {
    await verify(node, ({ code, stderr }) => {
      assertEquals(code, 1);
      assertStringIncludes(stderr, says);
    });
  });
}

Deno.test("IMAGE is the image that is asked for", async () => {
  await verify({ env: { IMAGE: "quay.io/a" } }, ({ code, stderr }) => {
    assertEquals(code, 1);
    assertStringIncludes(stderr, "for quay.io/a");
  });
});

Deno.test("where kubectl does not reach the cluster, no pod is started", async () => {
  await verify(
    { commands: ["docker", "kubectl"] },
    async ({ code, stdout }, world) => {
      assertEquals(code, 0);
      assertStringIncludes(
        stdout,
        "no pod was started: kubectl does not reach",
      );
      assertStringIncludes(
        (await world.log()).join("\n"),
        "--context kind-kind",
      );
    },
  );
});

Deno.test("a pod with an image of the examples is not started", async () => {
  const change = async (_: string, world: World) => {
    await world.write(`${world.folder}/reachable`, "pulled");
    await world.write(
      `${world.folder}/pod.yaml`,
      `${POD}harbor.example.com/a:1\n`,
    );
  };
  const env = { POD: "pod.yaml" };
  await verify(
    { commands: ["docker", "kubectl"], change, env },
    ({ code, stdout }) => {
      assertEquals(code, 0);
      assertStringIncludes(stdout, "is an example; give IMAGE=");
    },
  );
});

/** Verifies with a pod, whose image is as `state` says; `asks`: the kubelet runs the program. */
async function verifyWithPod(
  state: "pulled" | "refused",
  asks: boolean,
  check: (
    result: { code: number; stdout: string; stderr: string },
    world: World,
  ) => Promise<void> | void,
): Promise<void> {
  const change = async (folder: string, world: World) => {
    await world.write(`${world.folder}/reachable`, state);
    if (asks) await world.write(`${world.folder}/asks`, "");
    await world.write(
      `${world.folder}/pod.yaml`,
      `${POD}harbor.example.com/a:1\n`,
    );
    // The stand-in for the program answers for harbor.example.com only.
    const program = `${folder}/registry-credential-provider`;
    const text = await Deno.readTextFile(program);
    await Deno.writeTextFile(
      program,
      text.replaceAll("harbor.example.com", "harbor.corp.test"),
    );
  };
  const env = { POD: "pod.yaml", IMAGE: "harbor.corp.test/team/app:2" };
  const commands = ["docker", "kubectl"] as const;
  await verify({ commands, change, env }, check);
}

Deno.test("an image that is pulled is a proof where the kubelet ran the program", async () => {
  await verifyWithPod("pulled", true, async ({ code, stdout }, world) => {
    assertEquals(code, 0);
    assertStringIncludes(
      stdout,
      "kind-a: the image was pulled through the plugin",
    );
    const manifest = await Deno.readTextFile(`${world.folder}/manifest.yaml`);
    assertEquals(manifest, `${POD}harbor.corp.test/team/app:2\n`);
  });
});

Deno.test("an image that is pulled without the program proves nothing, and why is said", async () => {
  await verifyWithPod("pulled", false, ({ code, stdout }) => {
    assertEquals(code, 0);
    assertStringIncludes(stdout, "this proves nothing new");
    assertStringIncludes(stdout, "keeps for up to cacheDuration");
    assertStringIncludes(
      stdout,
      "docker exec kind-a systemctl restart kubelet",
    );
  });
});

Deno.test("an image that is refused with what the program answered is the registry's matter", async () => {
  await verifyWithPod("refused", true, ({ code, stderr }) => {
    assertEquals(code, 1);
    // The events, and what containerd says of credentials that are wrong.
    assertStringIncludes(stderr, "no basic auth credentials");
    assertStringIncludes(
      stderr,
      'the registry refuses its credentials ("401 Unauthorized")',
    );
    assert(!stderr.includes("cacheDuration"), stderr);
  });
});

Deno.test("an image that is refused without the program may be refused with a kept answer", async () => {
  await verifyWithPod("refused", false, ({ code, stderr }) => {
    assertEquals(code, 1);
    assertStringIncludes(stderr, "no pattern of the config matches it");
    assertStringIncludes(stderr, "keeps for up to cacheDuration");
    assertStringIncludes(
      stderr,
      "docker exec kind-a systemctl restart kubelet",
    );
  });
});

Deno.test("the pod has a name of its own on each node, and is gone at the end", async () => {
  await verifyWithPod("pulled", true, async (_, world) => {
    const calls = (await world.log()).filter((line) =>
      /^kubectl .* (patch|delete) /.test(line)
    ).map((line) => line.replace(/^kubectl --context kind-kind /, ""));
    const name = "registry-credential-provider-check-kind-a";
    const gone = `delete pod ${name} --ignore-not-found --timeout 60s`;
    const patch =
      `{"metadata":{"name":"${name}"},"spec":{"nodeName":"kind-a"}}`;
    assertEquals(calls, [
      gone,
      `patch --local --type merge --output json --filename - --patch ${patch}`,
      gone,
    ]);
  });
});

const TOKENS = "registry-credential-provider-harbor";
const NEEDS_TOKEN =
  `entry ${TOKENS}, with a token of the pod's service account for https://harbor.example.com, cacheType Token\n`;

Deno.test("an image that needs a service account is verified as far as a node can", async () => {
  const change = async (folder: string, world: World) => {
    await world.write(
      `${folder}/kubelet.yaml`,
      `${ENTRY}  - name: ${TOKENS}\n`,
    );
    await Deno.symlink(
      "registry-credential-provider",
      `${folder}/${TOKENS}`,
    );
  };
  // Asked by hand the program would fail: nobody but a kubelet has the token.
  const node = { behaviour: `fails\n${NEEDS_TOKEN}`, change };
  await verify(node, ({ code, stdout, stderr }) => {
    assertEquals([code, stderr], [0, ""]);
    assertStringIncludes(
      stdout,
      `harbor.example.com/team/verify takes the token of a pod's service account for https://harbor.example.com, by the entry ${TOKENS}: only a pod can prove it`,
    );
  });
});

Deno.test("an image whose entry with tokens is not on the node is not in order", async () => {
  const link = (folder: string) =>
    Deno.symlink("registry-credential-provider", `${folder}/${TOKENS}`);
  const behaviour = `fails\n${NEEDS_TOKEN}`;
  await verify({ behaviour }, ({ code, stderr }) => {
    assertEquals(code, 1);
    assertStringIncludes(stderr, `${TOKENS} is missing or leads nowhere`);
  });
  await verify({ behaviour, change: link }, ({ code, stderr }) => {
    assertEquals(code, 1);
    assertStringIncludes(stderr, `has no entry ${TOKENS}`);
  });
});
