/**
 * The links beside the program: one for each audience of the rules. They come
 * with the kubelet's config that needs them, and go with it.
 * @module
 */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { config } from "../kit/program.ts";
import { type FakeNode, FOLDER } from "./fake_node.ts";
import { KIND_PROPERTIES, withNode } from "./node_world.ts";
import { inEachShell } from "./shells.ts";

const NAME = "registry-credential-provider";

const RULES = {
  plain: `- name: plain
  match: [a.io]
  static: { username: u, password: p }
`,
  aws: `- name: aws
  match: [e.io]
  ecr: { region: eu-west-1, registryId: "123456789012", serviceAccount: { roleAnnotation: x.io/role } }
`,
  named: `- name: named
  match: [n.io]
  ecr: { region: eu-west-1, registryId: "123456789012", serviceAccount: { roleAnnotation: x.io/role, audience: "https://n.io" } }
`,
};

const entry = (name: string, pattern: string, more = "") =>
  `  - name: "${name}"\n    matchImages:\n      - "${pattern}"\n${more}`;
const WITH_TOKEN = "    tokenAttributes:\n      requireServiceAccount: true\n";

/** The entries of the kubelet's config that the rules need. */
const ENTRIES = {
  plain: entry(NAME, "a.io"),
  aws: entry(`${NAME}-sts.amazonaws.com`, "e.io", WITH_TOKEN),
  named: entry(`${NAME}-n.io`, "n.io", WITH_TOKEN),
};

async function use(
  node: FakeNode,
  ...rules: readonly (keyof typeof RULES)[]
): Promise<void> {
  const text = config(rules.map((one) => RULES[one]).join(""));
  await Deno.writeTextFile(`${node.source}/registries.yaml`, text);
  // For where the program only pretends.
  const entries = rules.map((one) => ENTRIES[one]).join("");
  await node.tell("kubelet-config", `providers:\n${entries}`);
}

/** The links of the folder, and where they lead. */
async function links(node: FakeNode): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for await (const { name, isSymlink } of Deno.readDir(node.root + FOLDER)) {
    if (!isSymlink) continue;
    found[name] = await Deno.readLink(`${node.root}${FOLDER}/${name}`);
  }
  return found;
}

async function namesOfEntries(node: FakeNode): Promise<readonly string[]> {
  const text = await node.read(`${FOLDER}/kubelet.yaml`) ?? "";
  return [...text.matchAll(/- name: "(.*)"/g)].map(([, name = ""]) => name);
}

const AWS = `${NAME}-sts.amazonaws.com`;

inEachShell(
  "links come and go with the entries that need them",
  (withNode) =>
    withNode({}, async (node) => {
      const before = await node.snapshot();
      await use(node, "plain", "aws", "named");
      const first = await node.install();
      assertEquals([first.code, first.stderr], [0, ""]);
      const [plain, ...others] = await namesOfEntries(node);
      assertEquals([plain, others[0], others.length], [NAME, AWS, 2]);
      const all = Object.fromEntries(others.map((name) => [name, NAME]));
      assertEquals(await links(node), all);
      assertEquals(await node.restarts(), 1);

      const again = await node.install();
      assertStringIncludes(again.stdout, "nothing to do");
      assertEquals(await node.restarts(), 1);

      await use(node, "plain", "aws");
      const fewer = await node.install();
      assertEquals([fewer.code, fewer.stderr], [0, ""]);
      assertEquals(await links(node), { [AWS]: NAME });
      await use(node, "aws");
      assertEquals((await node.install()).code, 0);
      assertEquals(await namesOfEntries(node), [AWS]);
      assertEquals(await links(node), { [AWS]: NAME });
      assertEquals((await node.run(["status"])).code, 0);

      const gone = await node.run(["uninstall"]);
      assertEquals([gone.code, gone.stderr], [0, ""]);
      assertEquals(await node.snapshot(), before);
      assertEquals(await node.hasState(), false);
    }),
);

inEachShell(
  "a link that somebody removed or changed is told, and comes back",
  (withNode) =>
    withNode({}, async (node) => {
      await use(node, "plain", "aws");
      await node.install();
      const path = `${node.root}${FOLDER}/${AWS}`;
      for (const target of [undefined, "elsewhere"]) {
        await Deno.remove(path);
        if (target !== undefined) await Deno.symlink(target, path);
        const { code, stdout } = await node.run(["status"]);
        assertEquals(code, 4);
        assertStringIncludes(stdout, `${AWS} does not lead to the program`);
        assertEquals((await node.install()).code, 0);
        assertEquals(await links(node), { [AWS]: NAME });
      }
      assertEquals(await node.restarts(), 1);
    }),
);

Deno.test("a dry run shows the links, and makes none", async () => {
  await withNode({}, async (node) => {
    await use(node, "plain", "aws");
    const shown = await node.install("--dry-run");
    assertStringIncludes(shown.stdout, `would link ${FOLDER}/${AWS}`);
    await node.install();
    await use(node, "plain");
    const fewer = await node.install("--dry-run");
    assertStringIncludes(fewer.stdout, `would remove ${FOLDER}/${AWS}`);
    const gone = await node.run(["uninstall", "--dry-run"]);
    assertStringIncludes(gone.stdout, `would remove ${FOLDER}/${AWS}`);
    assertEquals(await links(node), { [AWS]: NAME });
  });
});

inEachShell(
  "what stood in the place of a link comes back with the uninstall",
  (withNode) =>
    withNode({}, async (node) => {
      const path = `${FOLDER}/${AWS}`;
      await node.write(path, "#!/bin/sh\n# mine\n");
      await Deno.chmod(node.root + path, 0o750);
      const before = await node.snapshot();
      await use(node, "plain", "aws");
      assertEquals((await node.install()).code, 0);
      assertEquals(await links(node), { [AWS]: NAME });
      assertEquals((await node.run(["uninstall"])).code, 0);
      assertEquals(await node.snapshot(), before);
    }),
);

inEachShell(
  "a kubelet that does not come up leaves the links as they were",
  (withNode) =>
    withNode({}, async (node) => {
      const before = await node.snapshot();
      await use(node, "plain", "aws");
      await node.tell("refuses", "tokenAttributes");
      const first = await node.install();
      assertEquals(first.code, 1);
      assertEquals(await node.snapshot(), before);
      assertEquals(await node.hasState(), false);

      await node.untell("refuses");
      assertEquals((await node.install()).code, 0);
      const installed = await node.snapshot();
      await node.tell("refuses", '- "a.io"');
      await use(node, "plain", "named");
      assertEquals((await node.install()).code, 1);
      assertEquals(await links(node), { [AWS]: NAME });
      assertEquals(await node.snapshot(), installed);
    }),
);

Deno.test("a kubelet before 1.34 gets no entries with tokens, with which it would not start", async () => {
  await withNode({}, async (node) => {
    await use(node, "plain", "aws");
    const kubelet = `${node.root}/usr/bin/kubelet`;
    await node.write(
      "/usr/bin/kubelet",
      "#!/bin/sh\necho Kubernetes v1.33.5\n",
    );
    await Deno.chmod(kubelet, 0o755);
    const old = await node.install();
    assertEquals(old.code, 0, old.stderr);
    assertStringIncludes(
      old.stdout,
      'note: "aws" (registries[1]) uses the pod',
    );
    assertEquals(await namesOfEntries(node), [NAME]);
    assertEquals(await links(node), {});
    await node.write(
      "/usr/bin/kubelet",
      "#!/bin/sh\necho Kubernetes v1.34.0\n",
    );
    await Deno.chmod(kubelet, 0o755);
    assertEquals((await node.install()).code, 0);
    assertEquals(await links(node), { [AWS]: NAME });
  });
});

Deno.test("--files-only puts the links there, and takes them away", async () => {
  await withNode({ properties: KIND_PROPERTIES }, async (node) => {
    const before = await node.snapshot();
    await use(node, "aws");
    assertEquals((await node.install("--files-only")).code, 0);
    assertEquals(await links(node), { [AWS]: NAME });
    assertEquals((await node.run(["uninstall"])).code, 0);
    assertEquals(await node.snapshot(), before);
  });
});

Deno.test("--any-host has the kubelet ask for every registry, and a further rule needs no restart", async () => {
  await withNode({}, async (node) => {
    await use(node, "plain", "aws");
    const first = await node.install("--any-host");
    assertEquals([first.code, first.stderr], [0, ""]);
    assert(!first.stdout.includes("for nothing"), first.stdout);
    const text = await node.read(`${FOLDER}/kubelet.yaml`) ?? "";
    assertStringIncludes(text, '- "*.*.*:5000"');
    const more = RULES.plain.replace("plain", "more").replace("a.io", "m.io");
    const rules = config(RULES.plain + RULES.aws + more);
    await Deno.writeTextFile(`${node.source}/registries.yaml`, rules);
    assertEquals((await node.install("--any-host")).code, 0);
    assertEquals(await node.restarts(), 1);
    assertEquals(await node.read(`${FOLDER}/kubelet.yaml`), text);
  });
});

Deno.test("the installer shows what the program finds odd in the kubelet's config", async () => {
  await withNode({}, async (node) => {
    await use(node, "plain");
    await node.install();
    const text = await node.read(`${FOLDER}/kubelet.yaml`) ?? "";
    const wider = text.replace('- "a.io"', '- "a.io"\n      - "b.io"');
    await Deno.writeTextFile(`${node.root}${FOLDER}/kubelet.yaml`, wider);
    const plain = await node.install();
    // Ours is put back, so there is nothing odd; that of others stays.
    assert(!plain.stdout.includes("for nothing"), plain.stdout);
    await use(node, "plain", "named");
    const odd = config(
      RULES.named.replace("https://n.io", "https://kubernetes.default.svc"),
    );
    await Deno.writeTextFile(`${node.source}/registries.yaml`, odd);
    const warned = await node.install();
    assertStringIncludes(warned.stdout, "the API server's own audience");
  });
});
