/**
 * The modes of the DaemonSet as kustomize builds them, and the overlay of the
 * document.
 * @module
 */
import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { PROJECT } from "../../tools/paths.ts";
import { allCodeIn, blocksOf } from "../kit/markdown.ts";
import { execute, program, withFiles } from "../kit/program.ts";
import {
  type Manifest,
  manifestErrors,
  manifestsIn,
  oneOfKind,
} from "./kubernetes.ts";

const hasKubectl = await execute("/bin/sh", ["-c", "command -v kubectl"], {
  env: { PATH: Deno.env.get("PATH") ?? "" },
}).then(({ code }) => code === 0);

/** A test of what is built; skipped where nothing can build it. */
function kustomizeTest(name: string, fn: () => Promise<void>): void {
  Deno.test({
    name: hasKubectl ? name : `${name} (needs kubectl)`,
    ignore: !hasKubectl,
    fn,
  });
}

const MODES = {
  "deploy/daemonset": "install",
  "deploy/daemonset/dry-run": "dry-run",
  "deploy/daemonset/uninstall": "uninstall",
};

for (const [folder, mode] of Object.entries(MODES)) {
  kustomizeTest(
    `${folder}: builds manifests that Kubernetes accepts, for the mode ${mode}`,
    async () => {
      const manifests = await build(`${PROJECT}/${folder}`);
      assertEquals(
        manifests.map(({ kind }) => kind).toSorted(),
        ["DaemonSet", "Namespace"],
      );
      for (const manifest of manifests) {
        assertEquals(manifestErrors(manifest), []);
      }
      const daemonset = oneOfKind(manifests, "DaemonSet");
      const { volumes, containers: [container] } = daemonset.spec.template.spec;
      assertEquals(container.args, [mode]);
      const names = volumes.map(({ name }: { name: string }) => name);
      const mounted = container.volumeMounts.map((
        { name }: { name: string },
      ) => name);
      assertEquals(mounted, names);
      assertEquals(
        names,
        mode === "uninstall" ? ["state"] : ["config", "secrets", "state"],
      );
    },
  );
}

kustomizeTest(
  "deploy/daemonset: the modes differ in arguments and volumes only, so that one replaces the other node by node",
  async () => {
    const daemonsets = await Promise.all(
      Object.keys(MODES).map(async (folder) => {
        const found = oneOfKind(
          await build(`${PROJECT}/${folder}`),
          "DaemonSet",
        );
        const { spec } = found.spec.template;
        delete spec.volumes;
        delete spec.containers[0].args;
        delete spec.containers[0].volumeMounts;
        return found;
      }),
    );
    const [first, ...more] = daemonsets;
    for (const other of more) assertEquals(other, first);
  },
);

kustomizeTest(
  "docs/daemonset.md: the overlay sets the image, and a changed config or secret is a roll-out",
  () =>
    withOverlay(async ({ folder }) => {
      const before = await built(folder);
      const [image, digest] = before.image.split("@");
      assertEquals(
        image,
        "registry.example.com/registry-credential-provider-installer",
      );
      assert(/^sha256:[0-9a-f]{64}$/.test(digest ?? ""));
      assertNotEquals(digest, `sha256:${"0".repeat(64)}`);
      assertEquals(before.args, ["dry-run"]);
      assertEquals(await built(folder), before);
      await Deno.writeTextFile(`${folder}/harbor-password`, "another");
      const secret = await built(folder);
      assertEquals(secret.config, before.config);
      assertNotEquals(secret.secret, before.secret);
      const config = `${folder}/registries.yaml`;
      await Deno.writeTextFile(config, "# changed\n", { append: true });
      assertNotEquals((await built(folder)).config, before.config);
    }),
);

kustomizeTest(
  "docs/daemonset.md: its sed commands lead from the dry run to the installation and to the uninstallation",
  () =>
    withOverlay(async ({ folder, document }) => {
      const commands = allCodeIn(document).split("\n")
        .filter((line) => line.startsWith("sed -i "));
      assertEquals(commands.length, 2);
      const modes: string[] = [];
      for (const command of commands) {
        const { code } = await execute("/bin/sh", ["-c", command], {
          cwd: `${folder}/..`,
          env: { PATH: "/usr/bin:/bin" },
        });
        assertEquals(code, 0);
        modes.push(...(await built(folder)).args);
      }
      assertEquals(modes, ["install", "uninstall"]);
    }),
);

kustomizeTest(
  "docs/daemonset.md: the patch for nodes whose flags are managed elsewhere is one that fits",
  () =>
    withOverlay(async ({ folder, document }) => {
      const patch = yamlFiles(document)
        .find(({ path }) => path.endsWith(", in addition"))?.text;
      assert(patch !== undefined, "the patch was not found");
      const path = `${folder}/kustomization.yaml`;
      const text = await Deno.readTextFile(path);
      await Deno.writeTextFile(path, text.replace("/dry-run", "") + patch);
      assertEquals((await built(folder)).args, ["install", "--files-only"]);
    }),
);

Deno.test("docs/daemonset.md: the config of the overlay is valid, and names the secret by its place on the node", () =>
  withOverlay(async ({ folder }) => {
    const file = `${folder}/registries.yaml`;
    const { code, stdout } = await program(["validate", "--config", file]);
    assertEquals(code, 0, stdout);
    const text = await Deno.readTextFile(file);
    assert(
      text.includes(
        "{ file: /etc/kubernetes/credential-providers/harbor-password }",
      ),
    );
  }));

interface Built {
  readonly image: string;
  readonly args: readonly string[];
  /** Names, with the hash of the content. */
  readonly config?: string;
  readonly secret?: string;
}

/** What the overlay gives the DaemonSet; its names have to be there. */
async function built(folder: string): Promise<Built> {
  const manifests = await build(folder);
  for (const manifest of manifests) assertEquals(manifestErrors(manifest), []);
  const { containers: [container], volumes = [] } =
    oneOfKind(manifests, "DaemonSet").spec.template.spec;
  const names = ["ConfigMap", "Secret"].map((kind) =>
    oneOfKind(manifests, kind).metadata.name
  );
  const [config, secret] = volumes.length > 1
    ? [volumes[0].configMap.name, volumes[1].secret.secretName]
    : [];
  if (config !== undefined) assertEquals([config, secret], names);
  return { image: container.image, args: container.args, config, secret };
}

async function build(folder: string): Promise<readonly Manifest[]> {
  const { code, stdout, stderr } = await execute("/bin/sh", [
    "-c",
    'exec kubectl kustomize "$0"',
    folder,
  ], { env: { PATH: Deno.env.get("PATH") ?? "", HOME: "/nonexistent" } });
  assertEquals(code, 0, stderr);
  return manifestsIn(stdout);
}

/** The overlay of the document, beside a copy of the manifests. */
function withOverlay(
  test: (overlay: { folder: string; document: string }) => Promise<void>,
): Promise<void> {
  return withFiles({}, async (parent) => {
    const folder = `${parent}/my-cluster`;
    const copy = `${parent}/registry-credential-provider/deploy`;
    await Deno.mkdir(folder);
    await Deno.mkdir(copy, { recursive: true });
    await execute("/bin/cp", ["-R", `${PROJECT}/deploy/daemonset`, copy]);
    const document = await Deno.readTextFile(`${PROJECT}/docs/daemonset.md`);
    for (const { path, text } of yamlFiles(document)) {
      if (path.includes(",")) continue;
      await Deno.writeTextFile(`${parent}/${path}`, text);
    }
    await Deno.writeTextFile(
      `${folder}/harbor-password`,
      "an-example-password",
    );
    await test({ folder, document });
  });
}

/** The blocks whose first line is a comment with the path of the file. */
function yamlFiles(
  document: string,
): readonly { readonly path: string; readonly text: string }[] {
  return blocksOf(document).flatMap(({ language, text }) => {
    const path = /^# (my-cluster\/.*)\n/.exec(text)?.[1];
    return language === "yaml" && path !== undefined ? [{ path, text }] : [];
  });
}
