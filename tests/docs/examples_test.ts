/**
 * The examples of the README run, and print what it shows.
 * @module
 */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { EXIT } from "../../src/runtime/errors.ts";
import { parseYaml } from "../../src/format/yaml.ts";
import { PROJECT } from "../../tools/paths.ts";
import { FOLDER, runExamples } from "../kit/examples_run.ts";
import { blocksOf, codeIn, tableOf, yamlOfKind } from "../kit/markdown.ts";
import { config, PROGRAM, program, withFiles } from "../kit/program.ts";

const README = await Deno.readTextFile(`${PROJECT}/README.md`);
const BLOCKS = blocksOf(README);

Deno.test("README.md: every console block prints what is shown", async () => {
  await withFiles({}, async (folder) => {
    const ran = await runExamples("README.md", README, {
      folder,
      program: PROGRAM,
      elsewhere: [[FOLDER, folder]],
    });
    assert(ran >= 5, `only ${ran} commands were found`);
  });
});

for (
  const name of [
    "README.md",
    "docs/audit.md",
    "docs/ecr.md",
    "docs/jwt.md",
    "docs/kind.md",
    "docs/providers/acr.md",
    "docs/providers/exchange.md",
    "docs/providers/gcp.md",
    "docs/providers/token.md",
    "docs/providers/vault.md",
  ]
) {
  Deno.test(`${name}: every config is valid, and none has a key that is unknown`, async () => {
    const document = await Deno.readTextFile(`${PROJECT}/${name}`);
    const configs = yamlOfKind(document, "RegistryConfig");
    assert(configs.length >= 1, "no config was found");
    for (const { text, line } of configs) {
      await withFiles({ "registries.yaml": text }, async (folder) => {
        const path = `${folder}/registries.yaml`;
        const { code, stdout } = await program(["validate", "--config", path]);
        assertEquals(code, 0, `${name}:${line}: ${stdout}`);
      });
    }
  });
}

Deno.test("README.md: the Kind cluster file gives every node the files and the flags", () => {
  const [block] = yamlOfKind(README, "Cluster");
  assert(block !== undefined, "no cluster file is shown");
  const cluster = block.value as {
    nodes: { role: string; extraMounts: { containerPath: string }[] }[];
    kubeadmConfigPatches: string[];
  };
  for (const { role, extraMounts } of cluster.nodes) {
    const paths = extraMounts.map(({ containerPath }) => containerPath);
    assertEquals(paths, [FOLDER], role);
  }
  const flags = {
    "image-credential-provider-config": `${FOLDER}/kubelet.yaml`,
    "image-credential-provider-bin-dir": FOLDER,
  };
  // No apiVersion, and a map: the one form that fits every version of kubeadm.
  assertEquals(cluster.kubeadmConfigPatches.map(parseYaml), [
    {
      kind: "InitConfiguration",
      nodeRegistration: { kubeletExtraArgs: flags },
    },
    {
      kind: "JoinConfiguration",
      nodeRegistration: { kubeletExtraArgs: flags },
    },
  ]);
});

Deno.test("README.md: the patterns match what the table says", async (t) => {
  const rows = tableOf(README, "pattern");
  assert(rows.length >= 10, "the table of patterns was not found");
  for (const [pattern = "", yes = "", no = ""] of rows) {
    await t.step(pattern, async () => {
      const [text = ""] = codeIn(pattern);
      assert(codeIn(no).length > 0, "no image that does not match");
      assertEquals(codeIn(yes).length === 0, yes === "nothing");
      for (const image of codeIn(yes)) {
        assertEquals(await explain(text, image), 0, image);
      }
      for (const image of codeIn(no)) {
        assertEquals(await explain(text, image), EXIT.noMatch, image);
      }
    });
  }
});

Deno.test("README.md: every block for a shell is one that a shell can read", async () => {
  const scripts = BLOCKS.filter(({ language }) => language === "sh");
  assert(scripts.length >= 5, "the blocks were not found");
  for (const { text, line } of scripts) {
    const { success } = await new Deno.Command("sh", {
      args: ["-n", "-c", text],
      stderr: "null",
    }).output();
    assert(success, `README.md:${line} is no shell script`);
  }
});

Deno.test("README.md: the line of --version has the form that the program prints", async () => {
  const shown = BLOCKS.find(({ language }) => language === "text")?.text ?? "";
  const form =
    /^registry-credential-provider \d+\.\d+\.\d+ \(commit (?:unknown|[0-9a-f]{12}\+?), (?:x86_64|aarch64)-unknown-linux-gnu, Deno \d+\.\d+\.\d+, base (?:pinned npm package|Deno's own)\)\n$/;
  assertMatch(shown, form);
  assertMatch((await program(["--version"])).stdout, form);
});

async function explain(pattern: string, image: string): Promise<number> {
  const rule = `- name: one
  match: [${JSON.stringify(pattern)}]
  static: { username: a, password: b }
`;
  let code = -1;
  await withFiles({ "registries.yaml": config(rule) }, async (folder) => {
    const path = `${folder}/registries.yaml`;
    ({ code } = await program(["explain", image, "--config", path]));
  });
  return code;
}
