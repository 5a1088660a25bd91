/**
 * `SSLKEYLOGFILE`, with which the runtime writes the session secrets of TLS.
 * @module
 */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { makeCertificates } from "../kit/aws/certificates.ts";
import { at, runEcr } from "../kit/aws/run.ts";
import { KEY, withAwsServer } from "../kit/aws/server.ts";
import { program, request, staticConfig, withFiles } from "../kit/program.ts";
import { assertFailure } from "../kit/failure.ts";

const REFUSED = {
  code: "VARIABLE_REFUSED",
  says: "the environment variable SSLKEYLOGFILE is set",
} as const;

Deno.test("SSLKEYLOGFILE: nobody is asked, and no secret of TLS is written", async () => {
  await withFiles({}, async (folder) => {
    const { caFile, ...tls } = await makeCertificates(folder);
    await withAwsServer({ tls }, async ({ url, calls }) => {
      const log = `${folder}/log`;
      const run = { section: at(url, {}), env: { ...KEY, DENO_CERT: caFile } };
      const env = { ...run.env, SSLKEYLOGFILE: log };
      assertFailure(await runEcr({ ...run, env }), REFUSED);
      assertEquals(calls, []);
      // The runtime makes the file before the program's own code runs.
      assertEquals(await Deno.readTextFile(log), "");
      await runEcr(run);
      assertEquals(calls.length > 0, true);
    });
  });
});

Deno.test("SSLKEYLOGFILE: a static answer is refused as well, and validate says why", async () => {
  const files = {
    "registries.yaml": staticConfig(),
    "kubelet.yaml": `apiVersion: kubelet.config.k8s.io/v1
kind: CredentialProviderConfig
providers:
  - name: registry-credential-provider
    apiVersion: credentialprovider.kubelet.k8s.io/v1
    matchImages: [r.example.com]
    defaultCacheDuration: 10m
    env: [{ name: SSLKEYLOGFILE, value: /tmp/log }]
`,
  };
  await withFiles(files, async (folder) => {
    const env = { SSLKEYLOGFILE: `${folder}/log` };
    const config = `--config=${folder}/registries.yaml`;
    const stdin = request("r.example.com/app");
    assertFailure(await program([config], { stdin, env }), REFUSED);
    assertFailure(
      await program(["get", "r.example.com/app", config], { env }),
      REFUSED,
    );
    const says = "SSLKEYLOGFILE is set, which would write the session secrets";
    const here = await program(["validate", config], { env });
    assertEquals(here.code, 0);
    assertStringIncludes(here.stdout, says);
    const beside = await program([
      "validate",
      config,
      `--kubelet-config=${folder}/kubelet.yaml`,
    ]);
    assertStringIncludes(
      beside.stdout,
      "provider registry-credential-provider, env",
    );
    assertStringIncludes(beside.stdout, says);
  });
});
