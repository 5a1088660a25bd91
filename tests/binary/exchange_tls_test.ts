/**
 * The TLS of a service that gives out credentials, spoken by the compiled
 * program: whom it trusts, and what it says where it cannot.
 * @module
 */
import { assertEquals } from "@std/assert";
import { makeCertificates, openssl } from "../kit/aws/certificates.ts";
import { runExchange, sectionAt, withService } from "../kit/exchange_run.ts";
import { assertFailure, unavailable } from "../kit/failure.ts";
import { PEM } from "../kit/pem.ts";
import { withFiles } from "../kit/program.ts";

const withCa = (at: string) => ({
  ...sectionAt(at),
  request: {
    url: `${at}/token`,
    bearer: "${subject}",
    caFile: "FOLDER/ca.pem",
  },
});

Deno.test("the authority of a rule is trusted for its service, and only that one", async () => {
  await withFiles({}, async (folder) => {
    const { caFile, ...tls } = await makeCertificates(folder);
    const ca = await Deno.readTextFile(caFile);
    await withService(
      () => Response.json({ token: "t" }),
      async ({ url, calls }) => {
        const files = { "ca.pem": ca };
        const trusted = await runExchange({ section: withCa(url), files });
        assertEquals(trusted.stderr, "");
        assertEquals(calls.length, 1);
        const others:
          readonly (readonly [Parameters<typeof runExchange>[0], string])[] = [
            [{ section: sectionAt(url) }, 'name its authority in "caFile"'],
            [
              { section: withCa(url.replace("localhost", "127.0.0.2")), files },
              "its certificate is for another host",
            ],
            [
              {
                section: sectionAt(url),
                env: { NODE_TLS_REJECT_UNAUTHORIZED: "0" },
              },
              "its certificate is not trusted",
            ],
          ];
        for (const [run, says] of others) {
          assertFailure(await runExchange(run), unavailable(says));
        }
        assertFailure(await runExchange({ section: withCa(url) }), {
          code: "SECRET_UNREADABLE",
          says: "ca.pem does not exist",
        });
        assertEquals(calls.length, 1);
      },
      tls,
    );
  });
});

Deno.test("certificates of authorities count with whatever stands between them, and not where one is damaged", async () => {
  await withFiles({}, async (folder) => {
    const { caFile, ...tls } = await makeCertificates(folder);
    const ca = await Deno.readTextFile(caFile);
    await withService(() => Response.json({ token: "t" }), async ({ url }) => {
      const run = (pem: string) =>
        runExchange({ section: withCa(url), files: { "ca.pem": pem } });
      for (
        const pem of [
          `# of the company\n${tls.cert}\n# and its root\n${ca}`,
          `${tls.key}${ca}`,
          ca.replaceAll("\n", "\r\n"),
        ]
      ) {
        assertEquals((await run(pem)).stderr, "");
      }
      for (
        const [pem, says] of [
          ["a key", "ca.pem holds no certificate in PEM"],
          [ca + PEM.replace("MAA=", "AAAA"), "ca.pem holds a damaged certifi"],
          [ca + ca.slice(0, 99), "ca.pem holds a damaged certificate"],
        ] as const
      ) {
        assertFailure(await run(pem), { code: "SECRET_INVALID", says });
      }
    }, tls);
  });
});

Deno.test("a server's certificate that is that of an authority is told from one that nobody trusts", async () => {
  await withFiles({}, async (folder) => {
    await makeCertificates(folder);
    // What "openssl req -x509" makes: signed by itself, with CA:TRUE.
    await openssl(
      ...[
        "req",
        "-x509",
        "-key",
        `${folder}/key.pem`,
        "-subj",
        "/CN=localhost",
      ],
      ...["-addext", "subjectAltName=DNS:localhost", "-days", "2"],
      ...["-out", `${folder}/own.pem`],
    );
    const cert = await Deno.readTextFile(`${folder}/own.pem`);
    const key = await Deno.readTextFile(`${folder}/key.pem`);
    await withService(() => Response.json({}), async ({ url, calls }) => {
      const section = withCa(url);
      const result = await runExchange({ section, files: { "ca.pem": cert } });
      assertFailure(result, unavailable("version 3 with CA:FALSE"));
      assertEquals(calls, []);
    }, { cert, key });
  });
});

Deno.test("a server that ends the handshake is told from one that sends nonsense", async () => {
  // RFC 8446, section 6: alert (21), fatal (2), protocol_version (70).
  const alert = new Uint8Array([21, 3, 3, 0, 2, 2, 70]);
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const served = (async () => {
    using connection = await listener.accept();
    await connection.read(new Uint8Array(1_024));
    await connection.write(alert);
  })();
  const section = sectionAt(`https://localhost:${listener.addr.port}`);
  const result = await runExchange({ section });
  assertFailure(result, unavailable("it refuses the TLS connection"));
  await served;
});
