/**
 * What deploy/kind.sh brings into the nodes, and in which order.
 * @module
 */
import {
  assert,
  assertEquals,
  assertMatch,
  assertStringIncludes,
} from "@std/assert";
import {
  exists,
  NODES,
  placeFiles,
  STATE,
  withKubelet,
  withWorld,
} from "./kind_world.ts";

/** How node.sh is called with everything. */
const INSTALL = "install --binary STAGE/registry-credential-provider" +
  " --config STAGE/registries.yaml --files STAGE/files NODE_WINDOW=";

Deno.test("install brings program, config and secrets, and removes the stage", async () => {
  await withWorld(["docker"], { "kind-a": {} }, async (world) => {
    await world.kind("install");
    assertEquals(await world.calls("kind-a"), [INSTALL]);
    const given = `${world.node("kind-a")}/given`;
    const program = await Deno.readTextFile(
      `${given}/registry-credential-provider`,
    );
    assertStringIncludes(program, "# for amd64");
    assertEquals(
      await Deno.readTextFile(`${given}/registries.yaml`),
      "answers",
    );
    assertEquals(
      await Deno.readTextFile(`${given}/files/token`),
      "a-secret-in-a-file",
    );
    for (const file of ["registries.yaml", "files/token"]) {
      const { mode } = await Deno.stat(`${given}/${file}`);
      assertEquals((mode ?? 0) & 0o777, 0o600, file);
    }
    assertEquals(exists(`${world.node("kind-a")}/${STATE}`), false);
  });
});

Deno.test("install brings the files of FILES that node.sh takes, and stops at what is no file", async () => {
  await withWorld(["docker"], { "kind-a": {} }, async (world) => {
    const secrets = `${world.folder}/secrets`;
    await world.write(`${secrets}/.dockerconfigjson`, "{}");
    await world.write(`${secrets}/-a b|&`, "odd");
    await world.write(`${secrets}/registries.yaml`, "not this one");
    await Deno.mkdir(`${secrets}/..folder`);
    await world.kind("install");
    const given = `${world.node("kind-a")}/given/files`;
    const names = await Array.fromAsync(
      Deno.readDir(given),
      ({ name }) => name,
    );
    assertEquals(names.sort(), ["-a b|&", ".dockerconfigjson", "token"]);
    assertEquals(
      await Deno.readTextFile(`${given}/.dockerconfigjson`),
      "{}",
    );
    await Deno.symlink("nowhere", `${secrets}/dangling`);
    const { code, stderr } = await world.kind("install");
    assertEquals(code, 1);
    assertStringIncludes(stderr, `${secrets}/dangling is not a file`);
    assertEquals((await world.calls("kind-a")).length, 1);
  });
});

Deno.test("a secret may have blanks in its name, in quotes and without", async () => {
  const place = "/etc/kubernetes/credential-providers";
  await withWorld(["docker"], { "kind-a": {} }, async (world) => {
    await world.write(`${world.folder}/secrets/a b`, "odd");
    for (const path of [`"${place}/a b"`, `'${place}/a b'`, `${place}/a b `]) {
      const text = `password: { "file": ${path}} # ${place}/other\n`;
      await world.write(`${world.folder}/my.yaml`, text);
      await world.kind("install");
    }
    assertEquals((await world.calls("kind-a")).length, 3);
  });
});

Deno.test("no secret is an argument, and none is printed", async () => {
  await withWorld(["docker"], { "kind-a": {} }, async (world) => {
    const { stdout, stderr } = await world.kind("install");
    const all = [stdout, stderr, ...await world.log()].join("\n");
    assert(!all.includes("a-secret-in-a-file"));
  });
});

Deno.test("without FILES node.sh gets none", async () => {
  await withWorld(["docker"], { "kind-a": {} }, async (world) => {
    await world.kind("install", { FILES: "", NODE_WINDOW: "7" });
    assertEquals(await world.calls("kind-a"), [
      INSTALL.replace(" --files STAGE/files", "") + "7",
    ]);
  });
});

Deno.test("a secret that is neither in FILES nor on the node is said before the node is changed", async () => {
  const place = "/etc/kubernetes/credential-providers";
  await withWorld(["docker"], NODES, async (world) => {
    const text =
      `password: { file: ${place}/harbor-password } # or ${place}/other\n`;
    await world.write(`${world.folder}/my.yaml`, text);
    const { code, stderr } = await world.kind("install", { FILES: "" });
    assertEquals(code, 1);
    assertStringIncludes(stderr, `names ${place}/harbor-password`);
    assertStringIncludes(stderr, "give that as FILES=");
    assertEquals(await world.calls("kind-a"), []);
    // It is there already: an earlier installation, or made on the node.
    for (const node of Object.keys(NODES)) {
      await Deno.mkdir(`${world.node(node)}/root${place}`, { recursive: true });
      await world.write(
        `${world.node(node)}/root${place}/harbor-password`,
        "a",
      );
    }
    await world.kind("install", { FILES: "" });
    assertEquals((await world.calls("kind-a")).length, 1);
  });
});

Deno.test("each node gets a program for its own architecture, built once", async () => {
  const nodes = {
    "kind-a": { machine: "aarch64" },
    "kind-b": {},
    "kind-c": { machine: "aarch64" },
  };
  await withWorld(["docker"], nodes, async (world) => {
    await world.kind("install");
    for (
      const [name, arch] of Object.entries({
        "kind-a": "arm64",
        "kind-b": "amd64",
        "kind-c": "arm64",
      })
    ) {
      const program = `${world.node(name)}/given/registry-credential-provider`;
      assertStringIncludes(await Deno.readTextFile(program), `# for ${arch}`);
    }
    const builds = (await world.log()).filter((line) =>
      line.startsWith("make ")
    );
    assertEquals(builds.map((line) => line.split(" ").at(-1)), [
      "ARCH=arm64",
      "ARCH=amd64",
    ]);
  });
});

Deno.test("a node of another architecture is refused, and nothing goes there", async () => {
  await withWorld(
    ["docker"],
    { "kind-a": { machine: "riscv64" } },
    async (world) => {
      const { code, stderr } = await world.kind("install");
      assertEquals(code, 1);
      assertStringIncludes(stderr, "no program for the architecture riscv64");
      assertEquals(await world.calls("kind-a"), []);
    },
  );
});

Deno.test("ANY_HOST=1 has the kubelets ask for every registry", async () => {
  await withWorld(["docker"], { "kind-a": {} }, async (world) => {
    await world.kind("install", { ANY_HOST: "1" });
    assertEquals(await world.calls("kind-a"), [
      INSTALL.replace(" NODE_WINDOW", " --any-host NODE_WINDOW"),
    ]);
  });
});

Deno.test("KIND_PROGRAM is taken as it is, and nothing is built", async () => {
  await withWorld(["docker"], { "kind-a": {} }, async (world) => {
    const own = `${world.folder}/own`;
    await world.write(own, "my own program");
    await world.kind("install", { KIND_PROGRAM: own });
    const program = `${
      world.node("kind-a")
    }/given/registry-credential-provider`;
    assertEquals(await Deno.readTextFile(program), "my own program");
    const log = (await world.log()).join("\n");
    assert(!log.includes("make "), log);
  });
});

Deno.test("install does the nodes one after the other, and then verifies them", async () => {
  await withWorld(["docker"], NODES, async (world) => {
    const { code, stdout, stderr } = await world.kind("install");
    // No kubelet runs in these nodes, so the first verification fails.
    assertEquals(code, 1);
    const order = stdout.split("\n").filter((line) => / of 3\): /.test(line));
    assertEquals(order, [
      "kind: kind-a (1 of 3): install",
      "kind: kind-b (2 of 3): install",
      "kind: kind-c (3 of 3): install",
      "kind: kind-a (1 of 3): verify",
    ]);
    assertMatch(stderr, /the kubelet does not run/);
    // All three have the installation: only what was verified is counted.
    assertStringIncludes(
      stderr,
      "verified: none; failed: kind-a; not verified: kind-b kind-c",
    );
    assert(!stderr.includes("not touched"), stderr);
  });
});

Deno.test("install ends with 0 where every node is verified", async () => {
  await withWorld(["docker"], { "kind-a": {} }, async (world) => {
    const node = world.node("kind-a");
    const folder = await placeFiles(world, node, {
      registries: "answers",
      kubelet: "providers:\n  - name: registry-credential-provider\n",
    });
    const flags = [
      `--image-credential-provider-config=${folder}/kubelet.yaml`,
      `--image-credential-provider-bin-dir=${folder}`,
    ];
    await withKubelet(node, flags, async () => {
      const { code, stderr } = await world.kind("install");
      assertEquals([code, stderr], [0, ""]);
    });
  });
});

Deno.test("uninstall runs node.sh in each node, and leaves no stage of a killed run", async () => {
  await withWorld(["docker"], { "kind-a": {} }, async (world) => {
    const state = `${world.node("kind-a")}/${STATE}`;
    await Deno.mkdir(`${state}/stage.abc123`, { recursive: true });
    const { code } = await world.kind("uninstall");
    assertEquals(code, 0);
    assertEquals(await world.calls("kind-a"), ["uninstall NODE_WINDOW="]);
    assertEquals(exists(state), false);
  });
});
