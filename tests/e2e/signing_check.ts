/**
 * The signature of a release with the real cosign, a suite of `make e2e`.
 *
 * Sigstore gives its certificates to the workflow alone. Here a certificate of
 * the same form, by an authority of the suite, takes its place, and there is no
 * transparency log. All else is as in a release: the step of the workflow, the
 * commands of docs/verify.md, and the version of cosign that the workflow installs.
 * @module
 */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { PROJECT } from "../../tools/paths.ts";
import { blocksOf } from "../kit/markdown.ts";
import { execute, type Result, withFiles } from "../kit/program.ts";
import { readWorkflow, runStep } from "../kit/workflows.ts";
import { cacheFolder, Checks, type Tally } from "./suite.ts";

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

const { jobs } = await readWorkflow("release");
const steps = jobs["sign"]?.steps ?? [];
const SIGN = steps.find(({ run }) => run?.includes("cosign sign-blob"));
const VERSION = String(
  steps.find((step) => step.with?.["cosign-release"])?.with?.["cosign-release"],
);
const REPOSITORY = "owner/registry-credential-provider";
const TAG = "v1.2.3";

// As Fulcio makes them: the workflow as the name, and who vouches for it.
const EXTENSIONS = `keyUsage=critical,digitalSignature
extendedKeyUsage=codeSigning
subjectAltName=critical,URI:https://github.com/${REPOSITORY}/.github/workflows/release.yml@refs/tags/${TAG}
1.3.6.1.4.1.57264.1.8=ASN1:UTF8String:https://token.actions.githubusercontent.com
`;

const SET_UP = `set -e
openssl ecparam -name prime256v1 -genkey -noout -out ca.key
openssl req -x509 -new -key ca.key -days 2 -subj /CN=ca -out ca.pem \\
  -addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign \\
  -addext extendedKeyUsage=codeSigning
openssl ecparam -name prime256v1 -genkey -noout -out plain.key
openssl req -new -key plain.key -subj / -out leaf.csr
openssl x509 -req -in leaf.csr -CA ca.pem -CAkey ca.key -days 1 -extfile extensions -out leaf.pem
real import-key-pair --key plain.key --output-key-prefix leaf
real signing-config create --out nowhere.json
real trusted-root create --fulcio=url=https://fulcio.example,certificate-chain=ca.pem --out root.json
mkdir first
printf 'a program\\n' >first/program
cd first
sha256sum program >SHA256SUMS
`;

/** Called as in the workflow, with what is different here. */
const COSIGN = `#!/bin/sh
case $1 in
  sign-blob) set -- "$@" --key "$SIGNING/leaf.key" --certificate "$SIGNING/leaf.pem" --signing-config "$SIGNING/nowhere.json" ;;
  verify-blob) set -- "$@" --trusted-root "$SIGNING/root.json" --insecure-ignore-tlog --insecure-ignore-sct ;;
esac
exec real "$@"
`;

/** See {@linkcode Suite}. */
export async function run(): Promise<Tally> {
  const checks = new Checks();
  const cosign = await buildCosign();
  if (cosign === undefined) {
    checks.skip(["the signature of a release"], "Go and a home are needed");
    return checks.tally;
  }
  checks.meet(`cosign ${VERSION.replace(/^v/, "")}`);
  await withFiles({ extensions: EXTENSIONS }, async (folder) => {
    const bin = `${folder}/bin`;
    await Deno.mkdir(bin);
    await Deno.symlink(cosign, `${bin}/real`);
    await Deno.writeTextFile(`${bin}/cosign`, COSIGN, { mode: 0o755 });
    const env = {
      PATH: `${bin}:${Deno.env.get("PATH")}`,
      HOME: folder,
      SIGNING: folder,
      COSIGN_PASSWORD: "",
      GITHUB_REPOSITORY: REPOSITORY,
      GITHUB_REF_NAME: TAG,
    };
    const sh = (script: string, cwd: string): Promise<Result> =>
      execute("/bin/sh", ["-ec", script], { cwd, env });
    const setUp = await sh(SET_UP, folder);
    assertEquals(setUp.code, 0, setUp.stderr);
    const first = `${folder}/first`;
    const asReadme = async (repository = REPOSITORY, version = "1.2.3") =>
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
  });
  return checks.tally;
}

/** The version that the workflow has, by way of Go's checksum database. */
async function buildCosign(): Promise<string | undefined> {
  const folder = cacheFolder();
  const env = { PATH: Deno.env.get("PATH") ?? "" };
  const go = await execute("/bin/sh", ["-c", "command -v go"], { env });
  if (folder === undefined || go.code !== 0) return undefined;
  const bin = `${folder}/cosign-${VERSION}`;
  const major = VERSION.split(".")[0];
  const { success } = await new Deno.Command("go", {
    args: [
      "install",
      `github.com/sigstore/cosign/${major}/cmd/cosign@${VERSION}`,
    ],
    env: { GOBIN: bin, CGO_ENABLED: "0", GOFLAGS: "" },
  }).output();
  if (!success) throw new Error(`cosign ${VERSION} cannot be built`);
  return `${bin}/cosign`;
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

async function blockWith(file: string, command: string): Promise<string> {
  const text = await Deno.readTextFile(`${PROJECT}/${file}`);
  const block = blocksOf(text).find((it) => it.text.includes(command));
  assert(block !== undefined, `${file} does not show ${command}`);
  return block.text;
}
