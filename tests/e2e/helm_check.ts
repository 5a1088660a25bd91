/**
 * The Helm chart with the real Helm and kubeconform: `make e2e SUITES=helm`.
 * @module
 */
import { assertEquals, assertNotEquals } from "@std/assert";
import { withFiles } from "../kit/program.ts";
import { goTool, must, run as runTool } from "./go_tools.ts";
import { CHART, helm, objectsOf, render } from "./helm_chart.ts";
import {
  checkContent,
  checkModes,
  checkValues,
  FULL,
} from "./helm_rendered.ts";
import { schemaVersions, writeSchemas } from "./kubernetes_schemas.ts";
import { Checks, type Tally } from "./suite.ts";

/** See {@linkcode Suite}. */
export const name = "helm";
/** See {@linkcode Suite}. */
export const needs =
  "kubectl, and Go, which builds Helm and kubeconform from their modules in some minutes";
/** See {@linkcode Suite}. */
export const proves =
  "Helm renders from the chart what kustomize builds, object by object and in every mode; the right of nodes equals that of kubelet-config --rbac; kubeconform accepts all of it for three Kubernetes versions; a wrong value is refused";
/** See {@linkcode Suite}. */
export const leaves = "an installation in a cluster, which the suite kind has";
/** See {@linkcode Suite}. */
export const isLong = true;

/** See {@linkcode Suite}. */
export async function run(): Promise<Tally> {
  const checks = new Checks();
  for (const tool of ["go", "kubectl"]) {
    if ((await runTool("/bin/sh", ["-c", `command -v ${tool}`])).code !== 0) {
      checks.skip(["the Helm chart"], `there is no ${tool}`);
      return checks.tally;
    }
  }
  const version = await must(await goTool("helm"), ["version", "--short"]);
  checks.meet(`Helm ${version.trim().replace(/^v|\+.*/g, "")}`);
  await checks.check("helm lint has nothing to say", async () => {
    const { code, stdout } = await helm(["lint", "--strict", "--quiet", CHART]);
    assertEquals([code, stdout.trim()], [0, ""]);
  });
  await checkModes(checks);
  await checkContent(checks);
  await checkValues(checks);
  await checkPacked(checks);
  await checkSchemas(checks);
  return checks.tally;
}

async function checkPacked(checks: Checks): Promise<void> {
  await checks.check(
    "the packed chart is the same each time, and renders the same",
    () =>
      withFiles({}, async (folder) => {
        const env = { SOURCE_DATE_EPOCH: "1700000000" };
        const packed: Uint8Array[] = [];
        for (const time of ["a", "b"]) {
          const target = `${folder}/${time}`;
          await must("/bin/sh", ["tools/packages/chart.sh", target], env);
          for await (const { name } of Deno.readDir(target)) {
            packed.push(await Deno.readFile(`${target}/${name}`));
            await Deno.rename(`${target}/${name}`, `${folder}/chart.tgz`);
          }
        }
        assertEquals(packed.length, 2);
        assertEquals(packed[0], packed[1]);
        assertEquals(
          await objectsOf(FULL, `${folder}/chart.tgz`),
          await objectsOf(FULL),
        );
      }),
  );
}

async function checkSchemas(checks: Checks): Promise<void> {
  const versions = await schemaVersions();
  const kubeconform = await goTool("kubeconform");
  await withFiles({}, async (folder) => {
    const location = await writeSchemas(folder, versions);
    for (const version of versions) {
      const conform = async (text: string): Promise<number> => {
        await Deno.writeTextFile(`${folder}/rendered.yaml`, text);
        const { code } = await runTool(kubeconform, [
          "-strict",
          `-kubernetes-version=${version}`,
          `-schema-location=${location}`,
          `${folder}/rendered.yaml`,
        ]);
        return code;
      };
      await checks.check(`kubeconform accepts it for ${version}`, async () => {
        for (const values of [{}, FULL, { mode: "uninstall" }]) {
          const { stdout } = await render(values);
          assertEquals(await conform(stdout), 0);
          const misspelt = stdout.replace("hostPID:", "hostPid:");
          assertNotEquals(await conform(misspelt), 0);
        }
      });
      checks.meet(`schemas of Kubernetes ${version}`);
    }
  });
}
