/**
 * The steps of a release that sign and publish, run here with stand-ins.
 * @module
 */
import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { execute, withFiles } from "../kit/program.ts";
import { readWorkflow, runStep, stepOf } from "../kit/workflows.ts";

const { sign, push, publish } = (await readWorkflow("release")).jobs;
assert(sign && push && publish);

const ENV = { GITHUB_REF_NAME: "v1.2.3", GITHUB_REPOSITORY: "owner/name" };

const PATH = { PATH: Deno.env.get("PATH") ?? "" };

/** What two machines have gathered, in `first` and `second`. */
async function withMachines(
  test: (folder: string) => Promise<void>,
): Promise<void> {
  await withFiles({}, async (folder) => {
    for (const machine of ["first", "second"]) {
      const path = `${folder}/${machine}`;
      await Deno.mkdir(path);
      await Deno.writeTextFile(`${path}/LICENSE`, "a licence\n");
      await Deno.writeTextFile(`${path}/program`, "a program\n");
      const sums = "sha256sum LICENSE program > SHA256SUMS";
      await execute("/bin/sh", ["-c", sums], { cwd: path, env: PATH });
    }
    await test(folder);
  });
}

Deno.test("release.yml: machines that differ, a wrong checksum and a file without one are not signed", async () => {
  const step = stepOf(sign, "diff --recursive");
  const refused: Record<string, string> = {
    "two machines built differently": "echo other > second/program",
    "a file came on one machine": "echo x > first/further",
    "a file is missing on one machine": "rm second/LICENSE",
    "a checksum is wrong":
      "for i in first second; do echo x > $i/LICENSE; done",
    "a file has no checksum":
      "for i in first second; do echo x > $i/further; done",
    "a file is missing": "rm first/LICENSE second/LICENSE",
    "there are no checksums": "rm first/SHA256SUMS second/SHA256SUMS",
  };
  for (const [what, change] of Object.entries({ nothing: ":", ...refused })) {
    await withMachines(async (cwd) => {
      await execute("/bin/sh", ["-c", change], { cwd, env: PATH });
      const { code } = await runStep(step, { cwd });
      assertEquals(code === 0, what === "nothing", what);
    });
  }
});

Deno.test("release.yml: signs the checksums, publishes every file, and nothing whose checksum is wrong", async () => {
  await withMachines(async (cwd) => {
    // Stand-ins that write down what they are called with.
    for (const name of ["cosign", "gh"]) {
      const script = `#!/bin/sh
printf '%s\\n' "${name} $*" >>${cwd}/calls
case $* in sign-blob*) : >SHA256SUMS.sigstore.json ;; esac
`;
      await Deno.writeTextFile(`${cwd}/${name}`, script, { mode: 0o755 });
    }
    const env = { ...ENV, PATH: `${cwd}:${PATH.PATH}` };
    await runStep(stepOf(sign, "cosign sign-blob"), { cwd, env });
    await Deno.rename(`${cwd}/first`, `${cwd}/signed`);
    const step = stepOf(publish, "gh release create");
    assertEquals((await runStep(step, { cwd, env })).code, 0);
    assertEquals((await Deno.readTextFile(`${cwd}/calls`)).split("\n"), [
      "cosign sign-blob --yes --bundle SHA256SUMS.sigstore.json SHA256SUMS",
      "cosign verify-blob SHA256SUMS --bundle SHA256SUMS.sigstore.json --certificate-oidc-issuer https://token.actions.githubusercontent.com --certificate-identity https://github.com/owner/name/.github/workflows/release.yml@refs/tags/v1.2.3",
      "gh release create v1.2.3 --verify-tag --generate-notes ./LICENSE ./SHA256SUMS ./SHA256SUMS.sigstore.json ./program",
      "",
    ]);
    await Deno.writeTextFile(`${cwd}/signed/program`, "other");
    await Deno.remove(`${cwd}/calls`);
    assertNotEquals((await runStep(step, { cwd, env })).code, 0);
    await Deno.stat(`${cwd}/calls`).then(
      () => assert(false, "it was published"),
      () => {},
    );
  });
});

Deno.test("release.yml: pushes the image that the chart names, and signs it with the bill of materials, and the chart", async () => {
  const step = stepOf(push, "crane push");
  await withMachines(async (cwd) => {
    // Stand-ins that write down what they are called with.
    const index = '{"schemaVersion":2}';
    for (const name of ["docker", "crane", "cosign", "helm"]) {
      const script = `#!/bin/sh
printf '%s\\n' "${name} $*" >>${cwd}/calls
case "${name} $1" in
  "docker login") [ "$(cat)" = a-token ] ;;
  "crane push") cat ../layout/index.json >../index ;;
  "helm push") echo "Digest: sha256:of-the-chart" >&2 ;;
esac
`;
      await Deno.writeTextFile(`${cwd}/${name}`, script, { mode: 0o755 });
    }
    await Deno.rename(`${cwd}/first`, `${cwd}/signed`);
    const hash = await crypto.subtle.digest(
      "SHA-256",
      new TextEncoder().encode(index),
    );
    const digest = `sha256:${new Uint8Array(hash).toHex()}`;
    const pack = async (named: string) => {
      const script = `rm -rf layout
mkdir -p registry-credential-provider archive/blobs/sha256
printf 'image:\\n  digest: %s\\n' ${named} >registry-credential-provider/values.yaml
tar -czf signed/registry-credential-provider-1.2.3.tgz registry-credential-provider
printf '%s' '${index}' >archive/blobs/sha256/${digest.slice(7)}
printf '{\\n  "manifests": [{\\n    "digest": "${digest}"\\n  }]\\n}' >archive/index.json
tar -cf signed/registry-credential-provider-image-1.2.3.tar -C archive .`;
      await execute("/bin/sh", ["-c", script], { cwd, env: PATH });
    };
    const env = {
      ...ENV,
      TOKEN: "a-token",
      OWNER: "ghcr.io/owner",
      GITHUB_ACTOR: "somebody",
      PATH: `${cwd}:${PATH.PATH}`,
    };
    await pack(`sha256:${"0".repeat(64)}`);
    assertNotEquals((await runStep(step, { cwd, env })).code, 0);
    await Deno.stat(`${cwd}/calls`).then(
      () => assert(false, "another image was pushed"),
      () => {},
    );
    await pack(digest);
    const { code, stderr } = await runStep(step, { cwd, env });
    assertEquals(code, 0, stderr);
    const image = "ghcr.io/owner/registry-credential-provider-installer";
    const calls = (await Deno.readTextFile(`${cwd}/calls`)).split("\n");
    assertEquals(calls, [
      "docker login ghcr.io --username somebody --password-stdin",
      `crane push --index ../layout ${image}:1.2.3`,
      `cosign sign --yes ${image}@${digest}`,
      `cosign attest --yes --type cyclonedx --predicate registry-credential-provider-1.2.3.cdx.json ${image}@${digest}`,
      "helm push registry-credential-provider-1.2.3.tgz oci://ghcr.io/owner/charts",
      "cosign sign --yes ghcr.io/owner/charts/registry-credential-provider@sha256:of-the-chart",
      "",
    ]);
    // What is pushed is the index, not the layout around it.
    assertEquals(await Deno.readTextFile(`${cwd}/index`), index);
  });
});
