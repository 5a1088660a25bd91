/**
 * What deploy/kind.sh takes for a proof that a node uses the provider.
 * @module
 */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { type World } from "./kind_world.ts";
import { BOTH, ENTRY, type Node, POD, verify } from "./kind_verifying.ts";

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
