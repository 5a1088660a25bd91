/**
 * A release on a registry: the step of the workflow pushes the image and the
 * chart to Debian's registry and signs both there, and Helm, skopeo and cosign
 * take them from it.
 * @module
 */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { manifestsIn, oneOfKind } from "../deploy/kubernetes.ts";
import { blockWith } from "../kit/pages.ts";
import type { Result } from "../kit/program.ts";
import { runStep } from "../kit/workflows.ts";
import { EVERYBODY, registryVersion, withRegistry } from "./debian_registry.ts";
import { goTool, must } from "./go_tools.ts";
import { helm, objectsOf } from "./helm_chart.ts";
import { FULL } from "./helm_rendered.ts";
import {
  type Authority,
  buildCosign,
  COSIGN_VERSION,
  releaseStep,
  REPOSITORY,
  withAuthority,
} from "./signing_authority.ts";
import type { Checks } from "./suite.ts";

const NAME = "registry-credential-provider";
const PUSH = releaseStep("helm push");

/** What the workflow logs in with; a registry on loopback lets in everybody. */
const DOCKER = "#!/bin/sh\ncat >/dev/null\n";

/** The workflow's registry has TLS. */
const HELM = `#!/bin/sh
exec "$HELM" "$@" --plain-http
`;

/** @param packages The folder with the image and the chart. */
export async function checkPushed(
  checks: Checks,
  packages: string,
  version: string,
): Promise<void> {
  const cosign = await buildCosign();
  if (cosign === undefined) throw new Error("cosign cannot be built");
  checks.meet(
    `cosign ${COSIGN_VERSION.replace(/^v/, "")}`,
    await registryVersion(),
  );
  await withAuthority(cosign, `v${version}`, async (authority) => {
    const { folder } = authority;
    await gather(packages, `${folder}/signed`);
    await Deno.mkdir(`${folder}/registry`);
    await withRegistry(
      `${folder}/registry`,
      EVERYBODY,
      (host) => checkRegistry(checks, authority, host, version),
    );
  });
}

/** Puts together what the workflow hands on to the job that pushes. */
async function gather(packages: string, signed: string): Promise<void> {
  await must("make", ["sbom"]);
  await must("/bin/sh", [
    "-euc",
    'mkdir "$1"; cp "$0"/* dist/*.cdx.json "$1"; cd "$1"; sha256sum -- * >../sums; mv ../sums SHA256SUMS',
    packages,
    signed,
  ]);
}

async function checkRegistry(
  checks: Checks,
  { folder, bin, env, sh }: Authority,
  host: string,
  version: string,
): Promise<void> {
  const owner = `${host}/owner`;
  const image = `${owner}/${NAME}-installer`;
  const chart = `${owner}/charts/${NAME}`;
  const crane = await goTool("crane");
  await Deno.symlink(crane, `${bin}/crane`);
  await Deno.writeTextFile(`${bin}/docker`, DOCKER, { mode: 0o755 });
  await Deno.writeTextFile(`${bin}/helm`, HELM, { mode: 0o755 });
  const pushed = await checks.check(
    "the workflow's step pushes the image and the chart, and signs both",
    async () => {
      const { code, stderr } = await runStep(PUSH, {
        cwd: folder,
        env: {
          ...env,
          HELM: await goTool("helm"),
          OWNER: owner,
          TOKEN: "any",
          GITHUB_ACTOR: "any",
        },
      });
      assertEquals(code, 0, stderr);
    },
  );
  if (!pushed) return;
  const digestOf = async (name: string) =>
    (await must(crane, ["digest", `${name}:${version}`])).trim();

  await checks.check(
    "Helm renders the chart of the registry as that of the sources, with the image that was pushed",
    async () => {
      const values = `${folder}/values.json`;
      await Deno.writeTextFile(values, JSON.stringify(FULL));
      const { code, stdout, stderr } = await helm([
        "template",
        "test",
        `oci://${chart}`,
        `--version=${version}`,
        "--namespace=kube-system",
        "--kube-version=1.35.0",
        `--values=${values}`,
        "--plain-http",
      ]);
      assertEquals(code, 0, stderr);
      const objects = manifestsIn(stdout).filter((one) => one !== null);
      const digest = await digestOf(image);
      const wanted = await objectsOf({ ...FULL, image: { digest } });
      assertEquals(objects, wanted);
      const { containers } = oneOfKind(objects, "DaemonSet").spec.template.spec;
      assert(containers[0].image.endsWith(`@${digest}`));
    },
  );
  await checks.check(
    "skopeo copies the archive to a registry under the digest that the workflow pushed",
    async () => {
      const archive = `${folder}/signed/${NAME}-image-${version}.tar`;
      const copied = `${owner}/copied`;
      await must("skopeo", [
        "copy",
        "--all",
        "--dest-tls-verify=false",
        `oci-archive:${archive}`,
        `docker://${copied}:${version}`,
      ]);
      assertEquals(await digestOf(copied), await digestOf(image));
    },
  );
  const asDocumented = async (
    command: string,
    name: string,
    repository = REPOSITORY,
  ): Promise<Result> => {
    const digest = await digestOf(name);
    return await sh(
      await documentedCommand(command, name, repository, version, digest),
      folder,
    );
  };
  const documented = [
    ["signature of the image", "cosign verify ", image],
    ["signature of the chart", "cosign verify ", chart],
    ["bill of materials of the image", "cosign verify-attestation ", image],
  ] as const;
  for (const [what, command, name] of documented) {
    await checks.check(
      `the documented command accepts the ${what}, and refuses another repository`,
      async () => {
        const { code, stderr } = await asDocumented(command, name);
        assertEquals(code, 0, stderr);
        const other = await asDocumented(command, name, "other/name");
        assert(other.code !== 0);
        assertStringIncludes(other.stderr, "certificate identity");
      },
    );
  }
}

/** What docs/verify.md says, for another place and version than its example. */
async function documentedCommand(
  command: string,
  name: string,
  repository: string,
  version: string,
  digest: string,
): Promise<string> {
  const text = await blockWith("docs/verify.md", command);
  const place = `ghcr.io/OWNER/${NAME}-installer`;
  assertStringIncludes(text, place);
  return `VERSION=${version} REPOSITORY=${repository} DIGEST=${digest}\n${
    text.replace(place, name)
  }`;
}
