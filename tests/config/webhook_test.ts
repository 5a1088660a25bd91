import { assertEquals } from "@std/assert";
import { REPORT_SECTIONS } from "../../src/config/report_sections.ts";
import { WEBHOOK } from "../../src/config/webhook.ts";
import { CANARY } from "../kit/canary.ts";
import { decoded } from "../kit/decoding.ts";
import { decodeConfig } from "../../src/config/config.ts";
import { unopenedSections } from "../../src/config/registries.ts";
import { problemText } from "../../src/schema/place.ts";

const url = "https://collector.example.com/audit";
const URL_EXPECTED =
  "url: expected a URL without a user name, such as https://collector.example.com/audit";
const HTTPS_EXPECTED = "url: expected https (http only on this machine itself)";

Deno.test("WEBHOOK fills in what is not given", () => {
  assertEquals(decoded(WEBHOOK, { url }), {
    value: {
      url,
      headers: [],
      caFile: undefined,
      timeoutMs: 1_000,
      stateDirectory: "/var/lib/registry-credential-provider/webhook",
    },
    problems: [],
  });
});

Deno.test("WEBHOOK takes http for this machine alone", () => {
  for (const host of ["127.0.0.1:80", "localhost", "[::1]:8080"]) {
    const { problems } = decoded(WEBHOOK, { url: `http://${host}/audit` });
    assertEquals(problems, [], host);
  }
  for (const host of ["collector.example.com", "10.0.0.1", "127.0.0.2"]) {
    const { problems } = decoded(WEBHOOK, { url: `http://${host}/audit` });
    assertEquals(problems, [HTTPS_EXPECTED], host);
  }
});

Deno.test("WEBHOOK refuses what is no URL, another scheme, and user info", () => {
  const table: readonly [string, string][] = [
    ["collector.example.com", URL_EXPECTED],
    ["https://", URL_EXPECTED],
    [`https://user:${CANARY}@collector.example.com/`, URL_EXPECTED],
    ["https://user@collector.example.com/", URL_EXPECTED],
    ["ftp://collector.example.com/", HTTPS_EXPECTED],
    ["file:///etc/passwd", HTTPS_EXPECTED],
  ];
  for (const [url, expected] of table) {
    assertEquals(decoded(WEBHOOK, { url }).problems, [expected], url);
  }
});

Deno.test("WEBHOOK takes limits from 100ms to 5s", () => {
  const ofLimit = (timeout: string) => decoded(WEBHOOK, { url, timeout });
  assertEquals(ofLimit("100ms").value?.timeoutMs, 100);
  assertEquals(ofLimit("5s").value?.timeoutMs, 5_000);
  for (const timeout of ["99ms", "5.1s", "0"]) {
    assertEquals(ofLimit(timeout).problems, [
      "timeout: has to be from 100ms to 5s",
    ]);
  }
});

Deno.test("WEBHOOK keeps the headers in their order", () => {
  const headers = {
    Authorization: { file: "/t" },
    "X-A": { env: "A" },
    b: "c",
  };
  assertEquals(decoded(WEBHOOK, { url, headers }).value?.headers, [
    { name: "Authorization", value: { kind: "file", path: "/t" } },
    { name: "X-A", value: { kind: "env", name: "A" } },
    { name: "b", value: { kind: "inline", value: "c" } },
  ]);
});

Deno.test("WEBHOOK refuses headers, and repeats neither name nor value", () => {
  const own = "is a header that this program sets itself: take it out";
  const unnamed = "has a name that is not a name of a header";
  const table: readonly [Record<string, unknown>, string][] = [
    [{ Host: "a" }, own],
    [{ "content-LENGTH": "1" }, own],
    [{ "Transfer-Encoding": "chunked" }, own],
    [{ "User-Agent": "a" }, own],
    [{ "Proxy-Authorization": "a" }, own],
    [{ "a:b": "c" }, unnamed],
    [{ "a\nb": "c" }, unnamed],
    [{ [`Bearer ${CANARY}`]: "" }, unnamed],
    [{ "ä": "c" }, unnamed],
    [
      { a: `${CANARY}\r\nHost: b` },
      "holds a character that no header can have",
    ],
    [{ a: "€" }, "holds a character that no header can have"],
    [{ a: null }, "expected text, found nothing"],
    [{ a: {} }, 'expected either "file" or "env"'],
  ];
  for (const [headers, expected] of table) {
    const { problems } = decoded(WEBHOOK, {
      url,
      headers: { ok: "1", ...headers },
    });
    assertEquals(problems, [`headers[1]: ${expected}`]);
  }
  assertEquals(
    decoded(WEBHOOK, { url, headers: { "X-A": "1", "x-a": "2" } }).problems,
    ["headers[1]: is there twice: case makes no difference"],
  );
});

Deno.test("REPORT_SECTIONS refuses metrics in a folder that is closed to others", () => {
  const ofConfig = (config: Record<string, unknown>) =>
    decodeConfig(
      {
        apiVersion: "registry-credential-provider/v1",
        kind: "RegistryConfig",
        registries: [{ name: "a", match: ["a.io"], static: {} }],
        ...config,
      },
      unopenedSections(["static"]),
      REPORT_SECTIONS,
    ).problems.map(problemText);
  const says = (key: string) => [
    `metrics.file: is in the folder of ${key}, which nobody else can enter: write it into another, such as /var/lib/registry-credential-provider/metrics`,
  ];
  const metrics = { file: "/run/registry-credential-provider/m/a.prom" };
  assertEquals(ofConfig({ metrics }), says("cache.directory"));
  const cache = { directory: "off" };
  assertEquals(ofConfig({ metrics, cache }), []);
  assertEquals(
    ofConfig({
      metrics,
      cache: { directory: "/run//registry-credential-provider/m/" },
    }),
    says("cache.directory"),
  );
  assertEquals(
    ofConfig({
      metrics,
      cache: { directory: "/run/registry-credential-provider/mm" },
    }),
    [],
  );
  const directory = "/run/registry-credential-provider/m";
  assertEquals(
    ofConfig({ metrics, cache, audit: { directory } }),
    says("audit.directory"),
  );
  assertEquals(
    ofConfig({
      metrics,
      cache,
      audit: { webhook: { url, stateDirectory: directory } },
    }),
    says("audit.webhook.stateDirectory"),
  );
});
