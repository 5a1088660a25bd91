/**
 * Configs of a kubelet, judged by the kubelet's own code and by `validate`.
 * @module
 */
import { assertEquals } from "@std/assert";
import { config, execute, program, withFiles } from "../program.ts";
import { writePlugin } from "./keyring.ts";
import { FILES } from "./kubelet_configs.ts";

/** Whether the kubelet would start with it, and whether `validate` finds no error. */
export async function agreesOnConfigs(keyring: string): Promise<void> {
  const registries = config(`- name: any
  match: ["*.example.com"]
  static: { username: any, password: any }
`);
  const files = { "registries.yaml": registries };
  await withFiles(files, async (folder) => {
    await writePlugin(folder);
    const kubelet = `${folder}/kubelet.yaml`;
    const judged: Record<string, string> = {};
    const wanted: Record<string, string> = {};
    for (const [what, text] of Object.entries(FILES)) {
      await Deno.writeTextFile(kubelet, text);
      const real = await execute(keyring, [kubelet, `${folder}/plugins`]);
      const ours = await program([
        "validate",
        `--config=${folder}/registries.yaml`,
        `--kubelet-config=${kubelet}`,
      ]);
      wanted[what] = real.code === 0 ? "accepted" : "refused";
      // Its errors of the config itself are of no interest here.
      const said = ours.stdout + ours.stderr;
      const isError = new RegExp(
        `^error +${kubelet}|KUBELET_CONFIG_INVALID`,
        "m",
      );
      judged[what] = isError.test(said) ? "refused" : "accepted";
      if (judged[what] !== wanted[what]) {
        console.log(
          `${what}: ${real.stderr.trim()}\n  ${said}`,
        );
      }
    }
    assertEquals(judged, wanted);
  });
}
