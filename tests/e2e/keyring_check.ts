/**
 * The kubelet's own plugin code asks the program, with configs that
 * `kubelet-config` wrote: `make e2e SUITES=keyring`.
 * @module
 */
import { isInstalled } from "../kit/jwt/openssl.ts";
import { buildGo, pinnedVersions } from "./go_program.ts";
import type { Check } from "./keyring.ts";
import { answersByOneEntry, tellsServiceAccounts } from "./keyring_accounts.ts";
import { ANSWERS } from "./keyring_answers.ts";
import { answersEveryImage } from "./keyring_images.ts";
import { VERDICTS } from "./keyring_verdicts.ts";
import { Checks, type Tally } from "./suite.ts";

/** See {@linkcode Suite}. */
export const name = "keyring";

/** See {@linkcode Suite}. */
export const needs =
  "Go 1.26 or newer, and Kubernetes from the Go module proxy (minutes, the first time)";

/** See {@linkcode Suite}. */
export const proves =
  "the kubelet's plugin code takes the configs that kubelet-config writes, gets the right credentials for each image by v1, v1beta1 and v1alpha1, keeps and forgets answers as it should, tells service accounts apart, gets each image from one entry of several, and refuses the same configs as validate";
/** See {@linkcode Suite}. */
export const leaves =
  "the cache key type Global, which this program never answers";

const CHECKS: Readonly<Record<string, Check>> = {
  "credentials for the images of each rule, v1": answersEveryImage("v1"),
  "credentials for the images of each rule, v1beta1": answersEveryImage(
    "v1beta1",
  ),
  "credentials for the images of each rule, v1alpha1": answersEveryImage(
    "v1alpha1",
  ),
  ...ANSWERS,
  "service accounts have credentials of their own": tellsServiceAccounts,
  "of several entries, that of the first rule answers": answersByOneEntry,
  ...VERDICTS,
};

/** Runs every check with every version. */
export async function run(): Promise<Tally> {
  const checks = new Checks();
  for (const kubernetes of await pinnedVersions()) {
    const named = Object.entries(CHECKS).map(([what, check]) =>
      [`Kubernetes ${kubernetes.version}: ${what}`, check] as const
    );
    if (!await isInstalled("go")) {
      checks.skip(named.map(([what]) => what), "there is no Go");
      continue;
    }
    const keyring = await buildGo("keyring", kubernetes);
    checks.meet(`k8s.io/kubernetes ${kubernetes.version}`);
    for (const [what, check] of named) {
      await checks.check(what, () => check(keyring));
    }
  }
  return checks.tally;
}
