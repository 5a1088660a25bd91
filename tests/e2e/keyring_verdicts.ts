/**
 * Configs of a kubelet, judged by the kubelet's own code and by `validate`.
 * @module
 */
import { assertEquals } from "@std/assert";
import { config, execute, program, withFiles } from "../program.ts";
import cases from "../testdata/kubelet_files.json" with { type: "json" };
import scalars from "../testdata/kubelet_scalars.json" with { type: "json" };
import { type Check, writePlugin } from "./keyring.ts";
import { generatedFiles } from "./keyring_generated.ts";
import { FILES } from "./kubelet_configs.ts";

/** How many files are generated, and from what: `SEED=7 make e2e SUITES=keyring`. */
const COUNT = 300;
const SEED = Number(Deno.env.get("SEED") ?? 1);

const OWN = "registry-credential-provider";

/** The other plugins of these files. */
const OTHERS = ["other", "second", "a", "b", "ecr-credential-provider"];

const REGISTRIES = config(`- name: any
  match: ["*.example.com"]
  static: { username: any, password: any }
`);

type Files = Readonly<Record<string, string>>;

function scalarFile(value: string): string {
  return `apiVersion: kubelet.config.k8s.io/v1
kind: CredentialProviderConfig
providers:
- name: ${OWN}
  apiVersion: credentialprovider.kubelet.k8s.io/v1
  matchImages: [registry.example.com]
  defaultCacheDuration: 10m
  env:
  - name: X
    value: ${value}
`;
}

/** Whether the kubelet would start with it, and whether `validate` finds no error. */
function agrees(files: Files): Check {
  return async (keyring) => {
    const judged: Record<string, string> = {};
    const wanted: Record<string, string> = {};
    await withNode(async (folder) => {
      for (const [what, text] of Object.entries(files)) {
        const [code, log] = await kubeletOn(keyring, folder, text);
        const said = await validateOn(folder);
        wanted[what] = code === 0 ? "accepted" : "refused";
        judged[what] = said.isError ? "refused" : "accepted";
        if (judged[what] !== wanted[what]) {
          console.log(`${what}: ${log}\n  ${said.text}`);
        }
      }
    });
    assertEquals(judged, wanted);
  };
}

/**
 * What the kubelet accepts, it accepts with our entry in it, and it is the same
 * text when the entry is taken out. What it refuses is refused, but for fields
 * that may be of a newer kubelet.
 */
function merges(files: Files): Check {
  return async (keyring) => {
    await withNode(async (folder) => {
      const path = `${folder}/kubelet.yaml`;
      for (const [what, any] of Object.entries(files)) {
        // An entry of ours may be mended.
        const text = any.replaceAll(OWN, "second");
        const [code, log] = await kubeletOn(keyring, folder, text);
        const own = `--config=${folder}/registries.yaml`;
        const into = `--merge-into=${path}`;
        const merged = await program(["kubelet-config", own, into]);
        if (code !== 0) {
          if (!/unknown field|no providers|at least 1 item/.test(log)) {
            assertEquals(merged.code, 1, `${what}: ${log}`);
          }
          continue;
        }
        assertEquals([merged.code, merged.stderr], [0, ""], what);
        // A byte order mark is lost where standard output is read as text.
        const mark = text.startsWith("\ufeff") ? "\ufeff" : "";
        const after = await kubeletOn(keyring, folder, mark + merged.stdout);
        assertEquals(after[0], 0, `${what}: ${after[1]}\n${merged.stdout}`);
        const out = await program(["kubelet-config", `--remove-from=${path}`]);
        assertEquals(
          out,
          { code: 0, stdout: text.slice(mark.length), stderr: "" },
          what,
        );
      }
    });
  };
}

async function withNode(
  work: (folder: string) => Promise<void>,
): Promise<void> {
  await withFiles({ "registries.yaml": REGISTRIES }, async (folder) => {
    await writePlugin(folder);
    for (const name of OTHERS) {
      await Deno.symlink(OWN, `${folder}/plugins/${name}`);
    }
    await work(folder);
  });
}

async function kubeletOn(
  keyring: string,
  folder: string,
  text: string,
): Promise<readonly [code: number, log: string]> {
  const kubelet = `${folder}/kubelet.yaml`;
  await Deno.writeTextFile(kubelet, text);
  const { code, stderr } = await execute(keyring, [
    kubelet,
    `${folder}/plugins`,
  ]);
  // A name that was changed is that of no file here, which says nothing about the config.
  const isMissing =
    stderr.includes("plugin binary executable  did not exist") &&
    !text.includes(OWN);
  return [isMissing ? 0 : code, stderr.trim()];
}

async function validateOn(folder: string) {
  const { stdout, stderr } = await program([
    "validate",
    `--config=${folder}/registries.yaml`,
    `--kubelet-config=${folder}/kubelet.yaml`,
  ]);
  // Its errors of the config itself are of no interest here.
  const text = stdout + stderr;
  const ofFile = `^error +${folder}/kubelet.yaml|KUBELET_CONFIG_INVALID`;
  return { isError: new RegExp(ofFile, "m").test(text), text };
}

function numbered(name: string, texts: readonly string[]): Files {
  return Object.fromEntries(texts.map((text, at) => [`${name} ${at}`, text]));
}

const GENERATED = numbered(`seed ${SEED}, file`, generatedFiles(SEED, COUNT));
const CASES = Object.fromEntries(cases.map(({ what, text }) => [what, text]));

/** By what they show. */
export const VERDICTS: Readonly<Record<string, Check>> = {
  "validate refuses the configs that the kubelet refuses": agrees(FILES),
  "validate and the kubelet agree on the syntax of files": agrees(CASES),
  "validate and the kubelet agree on scalars": agrees(
    numbered("scalar", scalars.map(({ value }) => scalarFile(value))),
  ),
  [`validate and the kubelet agree on ${COUNT} generated files`]: agrees(
    GENERATED,
  ),
  "--merge-into keeps what the kubelet accepts": merges({
    ...CASES,
    ...numbered(`seed ${SEED}, file`, Object.values(GENERATED).slice(0, 100)),
  }),
};
