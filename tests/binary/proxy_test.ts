/**
 * Proxies that the environment names: none is taken to this machine itself, and
 * where one fails, the line names it.
 * @module
 */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { at, passwordOf, ROLE, runEcr } from "../kit/aws/run.ts";
import {
  KEY,
  passwordFor,
  roleKeyId,
  withAwsServer,
} from "../kit/aws/server.ts";
import { responseText, withRawServer } from "../kit/raw_server.ts";
import { CANARY, findCanary } from "../kit/canary.ts";
import { IMAGE, withCollecting } from "../kit/collecting.ts";
import { assertFailure } from "../kit/failure.ts";

/** A host that no name service knows (RFC 6761, section 6.4). */
const HOST = "service.invalid";
const SAYS_ASKED = "AWS cannot be asked for";

/** A port at which nobody listens. */
function deadPort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}

/** The host of a proxy, with a user and a secret password before it. */
const withUser = (host: string) => `user:${encodeURIComponent(CANARY)}@${host}`;

for (
  const name of [
    "HTTP_PROXY",
    "http_proxy",
    "ALL_PROXY",
    "all_proxy",
  ] as const
) {
  Deno.test(`ECR and STS on this machine are asked without ${name}`, async () => {
    await withRawServer(() => Promise.resolve(), async (proxy) => {
      await withAwsServer({}, async ({ url }) => {
        const result = await runEcr({
          section: at(url, { roleArn: ROLE }),
          env: { ...KEY, [name]: proxy.url },
        });
        assertEquals(passwordOf(result), passwordFor(roleKeyId(1)));
        assertEquals(proxy.heads, []);
      });
    });
  });
}

Deno.test("the container's source of AWS credentials is asked without a proxy, whatever Node does", async () => {
  await withRawServer(() => Promise.resolve(), async (proxy) => {
    await withRawServer(
      ({ send }) =>
        send(responseText(200, { "content-type": "application/json" }, "{}")),
      async (source) => {
        const { code } = await runEcr({
          section: { endpoint: source.url },
          env: {
            AWS_CONTAINER_CREDENTIALS_FULL_URI: `${source.url}/credentials`,
            AWS_CONTAINER_AUTHORIZATION_TOKEN: CANARY,
            HTTP_PROXY: proxy.url,
            ALL_PROXY: proxy.url,
            NODE_USE_ENV_PROXY: "1",
          },
        });
        assertEquals(code, 1);
        assertEquals([source.heads.length > 0, proxy.heads], [true, []]);
      },
    );
  });
});

Deno.test("what NO_PROXY says of other hosts still counts beside an endpoint on this machine", async () => {
  await withRawServer(() => Promise.resolve(), async (proxy) => {
    await withAwsServer({}, async ({ url }) => {
      const env = {
        ...KEY,
        ALL_PROXY: proxy.url,
        NO_PROXY: "elsewhere.example.com,invalid",
      };
      const section = {
        stsEndpoint: url,
        endpoint: `https://${HOST}`,
        roleArn: ROLE,
      };
      const says = "its name cannot be resolved: check the region";
      const result = await runEcr({ section, env });
      assertFailure(result, { code: "BACKEND_UNAVAILABLE", says });
      assertEquals(proxy.heads, []);
    });
  });
});

const PROXIES: readonly (readonly [
  what: string,
  answer: string,
  says: string,
])[] = [
  ["refuses", responseText(403, {}), "refuses to connect to it"],
  ["hangs up", "", "refuses to connect to it"],
  ["speaks no HTTP", "SSH-2.0-OpenSSH\r\n", "refuses to connect to it"],
  [
    "wants a user",
    responseText(407, { "proxy-authenticate": "Basic realm=proxy" }),
    "wants another user name and password",
  ],
];

for (const [what, answer, says] of PROXIES) {
  Deno.test(`ecr names the proxy that ${what}, with its variable and without its password`, async () => {
    await withRawServer(({ send }) => send(answer), async (proxy) => {
      const host = `127.0.0.1:${proxy.port}`;
      for (
        const [name, value] of [
          ["HTTPS_PROXY", `http://${withUser(host)}`],
          // Without a scheme it is taken for http.
          ["https_proxy", withUser(host)],
        ] as const
      ) {
        const result = await runEcr({
          section: { endpoint: `https://${HOST}` },
          env: { ...KEY, [name]: value },
        });
        assertFailure(result, {
          code: "BACKEND_UNAVAILABLE",
          says: `the proxy ${host} ${says}: check ${name}`,
        });
        assertEquals(findCanary(result.stderr), []);
      }
      assertStringIncludes(proxy.heads[0] ?? "", `CONNECT ${HOST}:443`);
    });
  });
}

Deno.test("ECR and STS name a proxy that is dead, or whose name nobody knows", async () => {
  const dead = `127.0.0.1:${deadPort()}`;
  for (
    const [section, asked] of [
      [{ endpoint: `https://${HOST}` }, "ecr:GetAuthorizationToken"],
      [at(`https://${HOST}`, { roleArn: ROLE }), "sts:AssumeRole"],
    ] as const
  ) {
    for (
      const [host, says] of [
        [dead, "refuses the connection"],
        ["proxy.invalid:3128", "cannot be resolved"],
      ] as const
    ) {
      const env = { ...KEY, ALL_PROXY: `http://${withUser(host)}` };
      const result = await runEcr({ section, env });
      assertFailure(result, {
        code: "BACKEND_UNAVAILABLE",
        says: `the proxy ${host} ${says}: check ALL_PROXY`,
      });
      assertStringIncludes(result.stderr, `${SAYS_ASKED} ${asked}`);
      assertEquals(findCanary(result.stderr), []);
    }
  }
});

Deno.test("ecr says that a variable is no URL of a proxy, without its value", async () => {
  const env = { ...KEY, HTTPS_PROXY: `//${withUser("proxy:3128")}` };
  const section = { endpoint: `https://${HOST}` };
  const result = await runEcr({ section, env });
  const says = "HTTPS_PROXY is not used, as it is not a URL of a proxy";
  assertFailure(result, { code: "BACKEND_UNAVAILABLE", says });
  assertEquals(findCanary(result.stderr), []);
});

Deno.test("the webhook names the proxy that fails it, and costs no answer", async () => {
  await withCollecting(async ({ configure, env, folder, run }) => {
    await configure(`url: "https://${HOST}/audit", timeout: 5s`);
    const dead = `127.0.0.1:${deadPort()}`;
    for (
      const [set, says] of [
        [
          { HTTPS_PROXY: `http://${withUser(dead)}` },
          `the proxy ${dead} refuses the connection: check HTTPS_PROXY`,
        ],
        [
          { HTTPS_PROXY: `http://${dead}`, NO_PROXY: HOST },
          "its name cannot be resolved: check the url of the webhook",
        ],
      ] as const
    ) {
      Object.assign(env, set);
      const { code, stderr } = await run(["get", IMAGE, "--trace"]);
      assertEquals(code, 0);
      assertStringIncludes(stderr, `does not have the record: ${says}`);
      assertEquals(findCanary(stderr), []);
      await Deno.remove(`${folder}/webhook`, { recursive: true });
    }
  });
});
