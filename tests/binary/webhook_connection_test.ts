/**
 * How the webhook of the audit is reached: which certificates count, and which
 * proxies do not.
 * @module
 */
import { assertEquals, assertMatch } from "@std/assert";
import { makeCertificates } from "../aws/certificates.ts";
import { request } from "../program.ts";
import { withRawServer } from "../raw_server.ts";
import { findCanary } from "./canary.ts";
import { IMAGE, withCollecting, withCollector } from "./collecting.ts";

Deno.test("webhook: a private authority is trusted where caFile names it, and its host counts", async () => {
  await withCollecting(async ({ configure, folder, run, token }) => {
    const { caFile, ...tls } = await makeCertificates(folder);
    await withCollector(async ({ url, deliveries }) => {
      const headers = `headers: { Authorization: { file: ${token} } }`;
      const sendTo = async (webhook: string) => {
        await Deno.remove(`${folder}/webhook`, { recursive: true })
          .catch(() => {});
        await configure(`${webhook}, timeout: 5s, ${headers}`);
        const { code, stderr } = await run(["get", IMAGE, "--trace"]);
        assertEquals(code, 0);
        assertEquals(findCanary(stderr), []);
        return stderr;
      };
      assertMatch(
        await sendTo(`url: "${url}"`),
        /does not have the record: its certificate is not trusted: name its authority in caFile$/m,
      );
      // The certificate is for localhost and 127.0.0.1.
      const other = url.replace("localhost", "127.0.0.2");
      assertMatch(
        await sendTo(`url: "${other}", caFile: ${caFile}`),
        /does not have the record: its certificate is for another host/,
      );
      assertEquals(deliveries, []);
      const sent = await sendTo(`url: "${url}", caFile: ${caFile}`);
      assertMatch(sent, /has the record$/m);
      assertEquals(deliveries.length, 1);
    }, tls);
  });
});

Deno.test("webhook: certificates that are none cost no answer", async () => {
  await withCollecting(async ({ configure, folder, run }) => {
    const { caFile: _, ...tls } = await makeCertificates(folder);
    await withCollector(async ({ url, deliveries }) => {
      const broken =
        "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
      for (const [at, text] of ["", "no PEM", broken].entries()) {
        const caFile = `${folder}/${at}.pem`;
        await Deno.writeTextFile(caFile, text);
        await configure(`url: "${url}", caFile: ${caFile}`);
        const { code, stderr } = await run([], { stdin: request(IMAGE) });
        assertEquals([code, stderr], [0, ""]);
        await Deno.remove(`${folder}/webhook`, { recursive: true });
      }
      assertEquals(deliveries, []);
    }, tls);
  });
});

Deno.test("webhook: no proxy of the environment sees what is for this machine", async () => {
  await withCollecting(async ({ configure, env, run, token }) => {
    await withRawServer(() => Promise.resolve(), async (proxy) => {
      await withCollector(async ({ url, deliveries }) => {
        for (const name of ["HTTP_PROXY", "http_proxy", "ALL_PROXY"]) {
          env[name] = proxy.url;
        }
        const headers = `headers: { Authorization: { file: ${token} } }`;
        await configure(`url: "${url}", ${headers}`);
        await run(["get", IMAGE]);
        await configure(
          `url: "${url.replace("127.0.0.1", "localhost")}", ${headers}`,
        );
        await run(["get", IMAGE]);
        assertEquals([deliveries.length, proxy.heads], [2, []]);
      });
    });
  });
});
