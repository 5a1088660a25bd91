/**
 * Endpoints with a certificate of a private authority.
 * @module
 */
import { assertEquals } from "@std/assert";
import { makeCertificates } from "../kit/aws/certificates.ts";
import { at, passwordOf, ROLE, runEcr } from "../kit/aws/run.ts";
import {
  type AwsServer,
  KEY,
  passwordFor,
  roleKeyId,
  withAwsServer,
} from "../kit/aws/server.ts";
import { withFiles } from "../kit/program.ts";
import { assertFailure } from "../kit/failure.ts";

/** A server with a certificate of an authority, whose file the test is given. */
async function withPrivateServer(
  test: (server: AwsServer, caFile: string) => Promise<void>,
): Promise<void> {
  await withFiles({}, async (folder) => {
    const { caFile, ...tls } = await makeCertificates(folder);
    await withAwsServer({ tls }, (server) => test(server, caFile));
  });
}

Deno.test("ecr trusts an authority that DENO_CERT names, for ECR and STS", async () => {
  await withPrivateServer(async ({ url }, caFile) => {
    const result = await runEcr({
      section: at(url, { roleArn: ROLE }),
      env: { ...KEY, DENO_CERT: caFile },
    });
    assertEquals(passwordOf(result), passwordFor(roleKeyId(1)));
  });
});

Deno.test("ecr refuses an authority that nobody named, and sends it no signature", async () => {
  await withPrivateServer(async (server) => {
    const result = await runEcr({ section: { endpoint: server.url } });
    const says = "its certificate is not trusted: add the authority";
    assertFailure(result, { code: "BACKEND_UNAVAILABLE", says });
    assertEquals(server.calls, []);
  });
});

Deno.test("ecr refuses a certificate that is for another host", async () => {
  await withPrivateServer(async (server, caFile) => {
    // The certificate is for localhost and 127.0.0.1.
    const endpoint = server.url.replace("localhost", "127.0.0.2");
    const env = { ...KEY, DENO_CERT: caFile };
    const result = await runEcr({ section: { endpoint }, env });
    const says = "its certificate is for another host: check the endpoint";
    assertFailure(result, { code: "BACKEND_UNAVAILABLE", says });
    assertEquals(server.calls, []);
  });
});

Deno.test("ecr refuses TLS without a certificate check, whatever a variable says", async () => {
  await withPrivateServer(async (server) => {
    const env = { ...KEY, NODE_TLS_REJECT_UNAUTHORIZED: "0" };
    const result = await runEcr({ section: { endpoint: server.url }, env });
    const says = "its certificate is not trusted";
    assertFailure(result, { code: "BACKEND_UNAVAILABLE", says });
  });
});
