/**
 * The signature of a release with the real cosign, a suite of `make e2e`: the
 * step of the workflow, and the commands of docs/verify.md, with certificates of
 * an authority of the suite.
 * @module
 */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { blockWith } from "../kit/pages.ts";
import type { Result } from "../kit/program.ts";
import { runStep } from "../kit/workflows.ts";
import {
  type Authority,
  buildCosign,
  COSIGN_VERSION,
  releaseStep,
  REPOSITORY,
  withAuthority,
} from "./signing_authority.ts";
import { Checks, type Tally } from "./suite.ts";

/** See {@linkcode Suite}. */
export const name = "signing";
/** See {@linkcode Suite}. */
export const needs =
  "openssl, and Go, which builds cosign from its modules in some minutes";

/** See {@linkcode Suite}. */
export const proves =
  "the workflow's step signs a release, the documented commands accept it, and refuse another repository, another tag, a changed program and changed checksums";
/** See {@linkcode Suite}. */
export const leaves =
  "Sigstore itself, so neither its certificates nor its transparency log; the workflow on GitHub";
/** See {@linkcode Suite}. */
export const isLong = true;

const TAG = "v1.2.3";
const SIGN = releaseStep("cosign sign-blob");

const PROGRAM = `mkdir first
printf 'a program\\n' >first/program
cd first
sha256sum program >SHA256SUMS
`;

/** See {@linkcode Suite}. */
export async function run(): Promise<Tally> {
  const checks = new Checks();
  const cosign = await buildCosign();
  if (cosign === undefined) {
    checks.skip(["the signature of a release"], "Go and a home are needed");
    return checks.tally;
  }
  checks.meet(`cosign ${COSIGN_VERSION.replace(/^v/, "")}`);
  await withAuthority(
    cosign,
    TAG,
    (authority) => checkBlobs(checks, authority),
  );
  return checks.tally;
}

async function checkBlobs(
  checks: Checks,
  { folder, bin, env, sh }: Authority,
): Promise<void> {
  const made = await sh(PROGRAM, folder);
  assertEquals(made.code, 0, made.stderr);
  const first = `${folder}/first`;
  const asReadme = async (
    repository = REPOSITORY,
    version = "1.2.3",
  ): Promise<Result> =>
    await sh(await documentedCommands(repository, version), first);

  await checks.check("the workflow's step signs, and verifies", async () => {
    const { code, stderr } = await runStep(SIGN, { cwd: folder, env });
    assertEquals(code, 0, stderr);
    const bundle = JSON.parse(
      await Deno.readTextFile(`${first}/SHA256SUMS.sigstore.json`),
    );
    assert("certificate" in bundle.verificationMaterial);
  });
  await checks.check("the documented commands accept it", async () => {
    const { code, stderr } = await asReadme();
    assertEquals(code, 0, stderr);
  });
  await checks.check(
    "another repository and another tag are refused",
    async () => {
      for (
        const result of [
          await asReadme("other/name"),
          await asReadme(REPOSITORY, "1.2.4"),
        ]
      ) {
        assert(result.code !== 0);
        assertStringIncludes(result.stderr, "certificate identity");
      }
    },
  );
  await checks.check(
    "a changed program, and changed checksums, are refused",
    async () => {
      await Deno.writeTextFile(`${first}/program`, "another program\n");
      assert((await asReadme()).code !== 0);
      await sh("sha256sum program >SHA256SUMS", first);
      const result = await asReadme();
      assert(result.code !== 0);
      assertStringIncludes(result.stderr, "invalid signature");
    },
  );
  await checks.check(
    "the commands of docs/maintaining.md work with a key",
    async () => {
      await Deno.remove(`${bin}/cosign`);
      await Deno.rename(`${bin}/real`, `${bin}/cosign`);
      const text = await blockWith(
        "docs/maintaining.md",
        "cosign generate-key-pair",
      );
      const { code, stderr } = await sh(text, first);
      assertEquals(code, 0, stderr);
      assertStringIncludes(stderr, "Verified OK");
    },
  );
}

/** What docs/verify.md says, for another repository and version than its example. */
async function documentedCommands(
  repository: string,
  version: string,
): Promise<string> {
  const text = await blockWith("docs/verify.md", "cosign verify-blob");
  const changed = text.replace(
    /^VERSION=\S+ REPOSITORY=\S+/m,
    () => `VERSION=${version} REPOSITORY=${repository}`,
  );
  assert(changed !== text);
  return changed;
}
