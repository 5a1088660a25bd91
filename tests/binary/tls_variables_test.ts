/**
 * No option, key or variable lets the program speak to a server whose
 * certificate it does not trust; and which variables add authorities.
 */
import { assertEquals } from "@std/assert";
import { makeCertificates } from "../aws/certificates.ts";
import { passwordOf, runEcr } from "../aws/run.ts";
import { KEY, passwordFor, withAwsServer } from "../aws/server.ts";
import { withFiles } from "../program.ts";
import { assertFailure } from "./failure.ts";

/** Names that turn the check off, or add authorities, in Deno, Node, OpenSSL, curl, Go or the AWS tools. */
const WITHOUT_EFFECT: readonly Readonly<Record<string, string>>[] = [
  { NODE_TLS_REJECT_UNAUTHORIZED: "0" },
  { DENO_TLS_CA_STORE: "" },
  { DENO_TLS_CA_STORE: "none" },
  { DENO_FLAGS: "--unsafely-ignore-certificate-errors" },
  { DENO_UNSAFELY_IGNORE_CERTIFICATE_ERRORS: "1" },
  { NODE_OPTIONS: "--use-openssl-ca --tls-min-v1.0" },
  { AWS_CA_BUNDLE: "CA" },
  { CURL_CA_BUNDLE: "CA" },
  { REQUESTS_CA_BUNDLE: "CA" },
  { GODEBUG: "x509ignoreCN=0" },
  { npm_config_strict_ssl: "false" },
  { PYTHONHTTPSVERIFY: "0" },
  { GIT_SSL_NO_VERIFY: "1" },
];

/** All are named in docs/security.md. */
const ADDING: readonly Readonly<Record<string, string>>[] = [
  { DENO_CERT: "CA" },
  { SSL_CERT_FILE: "CA" },
  // Since Deno 2.9; it adds to the others, and takes no check away.
  { NODE_EXTRA_CA_CERTS: "CA" },
];

/** Tries each set of variables on a server with a certificate of an unknown authority. */
async function withUntrusted(
  sets: typeof WITHOUT_EFFECT,
  test: (
    set: Record<string, string>,
    server: { readonly url: string; readonly calls: readonly unknown[] },
  ) => Promise<void>,
): Promise<void> {
  await withFiles({}, async (folder) => {
    const { caFile, ...tls } = await makeCertificates(folder);
    await withAwsServer({ tls }, async (server) => {
      for (const set of sets) {
        const pairs = Object.entries(set).map(([name, value]) =>
          [name, value === "CA" ? caFile : value] as const
        );
        await test(Object.fromEntries(pairs), server);
      }
    });
  });
}

Deno.test("no variable makes ECR with an unknown certificate a trusted one", async () => {
  await withUntrusted(WITHOUT_EFFECT, async (set, { url, calls }) => {
    const env = { ...KEY, ...set };
    const result = await runEcr({ section: { endpoint: url }, env });
    const says = set["DENO_TLS_CA_STORE"] === "none"
      ? "cannot be read: check DENO_TLS_CA_STORE and DENO_CERT"
      : "its certificate is not trusted";
    assertFailure(result, { code: "BACKEND_UNAVAILABLE", says });
    assertEquals(calls, [], JSON.stringify(set));
  });
});

Deno.test("no variable makes a source of AWS credentials with an unknown certificate a trusted one", async () => {
  await withUntrusted(WITHOUT_EFFECT, async (set, { url, calls }) => {
    const { code, stdout } = await runEcr({
      section: { endpoint: url },
      env: {
        ...set,
        AWS_CONTAINER_CREDENTIALS_FULL_URI: `${url}/credentials`,
        AWS_CONTAINER_AUTHORIZATION_TOKEN: "token",
      },
    });
    assertEquals([code, stdout, calls], [1, "", []], JSON.stringify(set));
  });
});

Deno.test("DENO_CERT, SSL_CERT_FILE and NODE_EXTRA_CA_CERTS add authorities", async () => {
  await withUntrusted(ADDING, async (set, { url }) => {
    const env = { ...KEY, ...set };
    const result = await runEcr({ section: { endpoint: url }, env });
    assertEquals(
      passwordOf(result),
      passwordFor(KEY.AWS_ACCESS_KEY_ID),
      JSON.stringify(set),
    );
  });
});

Deno.test("no option of the program turns the check off", async () => {
  for (
    const option of [
      "--unsafely-ignore-certificate-errors",
      "--insecure",
      "--no-check-certificate",
      "-k",
    ]
  ) {
    const result = await runEcr({ args: [option] });
    assertFailure(result, { code: "USAGE", says: "unknown option" });
  }
});

Deno.test("no key of a rule turns the check off, and plain http is for this machine alone", async () => {
  for (
    const section of [
      { insecure: true },
      { insecureSkipTlsVerify: true },
      { tls: { verify: false } },
      { endpoint: "http://ecr.example.com" },
      { stsEndpoint: "http://192.0.2.1" },
    ]
  ) {
    const { code, stdout, stderr } = await runEcr({ section });
    assertEquals([code, stdout], [1, ""]);
    assertEquals(/\[(\w+)\]\n$/.exec(stderr)?.[1], "CONFIG_INVALID", stderr);
  }
});
