/**
 * cosign as the release workflow has it, with certificates of an authority of the
 * suite: Sigstore gives its own to the workflow alone.
 *
 * A certificate has the form of Sigstore's, and there is no transparency log. All
 * else is as in a release, the version of cosign too.
 * @module
 */
import { assertEquals } from "@std/assert";
import { execute, type Result, withFiles } from "../kit/program.ts";
import { readWorkflow, type Step } from "../kit/workflows.ts";
import { cacheFolder } from "./suite.ts";

const { jobs } = await readWorkflow("release");

/** The step of the release workflow that has this in its commands. */
export function releaseStep(command: string): Step | undefined {
  return Object.values(jobs).flatMap(({ steps }) => steps)
    .find(({ run }) => run?.includes(command));
}

/** The version that the workflow installs, as in `v3.0.6`. */
export const COSIGN_VERSION = String(
  jobs["sign"]?.steps.find((step) => step.with?.["cosign-release"])
    ?.with?.["cosign-release"],
);

/** The repository that a certificate names. */
export const REPOSITORY = "owner/registry-credential-provider";

// As Fulcio makes them: the workflow as the name, and who vouches for it.
function extensionsFor(tag: string): string {
  return `keyUsage=critical,digitalSignature
extendedKeyUsage=codeSigning
subjectAltName=critical,URI:https://github.com/${REPOSITORY}/.github/workflows/release.yml@refs/tags/${tag}
1.3.6.1.4.1.57264.1.8=ASN1:UTF8String:https://token.actions.githubusercontent.com
`;
}

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
`;

/** Called as in the workflow, with what is different here. */
const COSIGN = `#!/bin/sh
case $1 in
  sign | sign-blob | attest) set -- "$@" --key "$SIGNING/leaf.key" --certificate "$SIGNING/leaf.pem" --signing-config "$SIGNING/nowhere.json" ;;
  verify | verify-blob | verify-attestation) set -- "$@" --trusted-root "$SIGNING/root.json" --insecure-ignore-tlog --insecure-ignore-sct ;;
esac
exec real "$@"
`;

/** A place where `cosign` signs in the name of the workflow. */
export interface Authority {
  /** Where the authority has its files; there is room for others. */
  readonly folder: string;
  /** The first folder of `PATH`, with `cosign`. */
  readonly bin: string;
  readonly env: Record<string, string>;
  /** Runs a shell script there. */
  sh(script: string, cwd: string): Promise<Result>;
}

/**
 * Runs something where `cosign` on `PATH` signs in the name of the workflow.
 *
 * @param cosign The program, of {@linkcode buildCosign}.
 * @param tag That of the release, as in `v1.2.3`.
 */
export async function withAuthority(
  cosign: string,
  tag: string,
  use: (authority: Authority) => Promise<void>,
): Promise<void> {
  await withFiles({ extensions: extensionsFor(tag) }, async (folder) => {
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
      GITHUB_REF_NAME: tag,
    };
    const sh = (script: string, cwd: string): Promise<Result> =>
      execute("/bin/sh", ["-ec", script], { cwd, env });
    const { code, stderr } = await sh(SET_UP, folder);
    assertEquals(code, 0, stderr);
    await use({ folder, bin, env, sh });
  });
}

/**
 * Builds the version that the workflow has, by way of Go's checksum database.
 *
 * @returns The program; `undefined` without Go or a home.
 */
export async function buildCosign(): Promise<string | undefined> {
  const folder = cacheFolder();
  const env = { PATH: Deno.env.get("PATH") ?? "" };
  const go = await execute("/bin/sh", ["-c", "command -v go"], { env });
  if (folder === undefined || go.code !== 0) return undefined;
  const bin = `${folder}/cosign-${COSIGN_VERSION}`;
  const major = COSIGN_VERSION.split(".")[0];
  const { success } = await new Deno.Command("go", {
    args: [
      "install",
      `github.com/sigstore/cosign/${major}/cmd/cosign@${COSIGN_VERSION}`,
    ],
    env: { GOBIN: bin, CGO_ENABLED: "0", GOFLAGS: "" },
  }).output();
  if (!success) throw new Error(`cosign ${COSIGN_VERSION} cannot be built`);
  return `${bin}/cosign`;
}
