/**
 * Files that variables, profiles and the AWS SDK name: whoever opens them, a pipe
 * or a device is refused, and holds no run.
 * @module
 */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { at, ROLE, type Section } from "../kit/aws/run.ts";
import { config, request, shell, withFiles } from "../kit/program.ts";
import { KEY, withAwsServer } from "../kit/aws/server.ts";
import { makePipe } from "../kit/temporary_folder.ts";
import { NODE, REGISTRY } from "../kit/aws/run.ts";
import { WRITABLE_PROGRAM } from "../kit/writable_program.ts";
import { assertFailure } from "../kit/failure.ts";
import type { ErrorCode } from "../../src/runtime/errors.ts";

/** How a path comes to be opened. */
interface Way {
  readonly env: Readonly<Record<string, string>>;
  readonly section?: Section;
  /** Where in the folder the file has to be, and not only its path in a variable. */
  readonly place?: string;
  /** Of the AWS config file. */
  readonly profile?: string;
  readonly code?: ErrorCode;
  /** What is said, where it is not that the path is no regular file. */
  readonly says?: string;
}

const START = "https://start.example.com";
const SSO = `sso_start_url = ${START}
sso_region = eu-west-1
sso_account_id = 123456789012
sso_role_name = pull
`;
const FILE = "FILE";

const WAYS: Readonly<Record<string, Way>> = {
  AWS_CONFIG_FILE: { env: { AWS_CONFIG_FILE: FILE } },
  AWS_SHARED_CREDENTIALS_FILE: { env: { AWS_SHARED_CREDENTIALS_FILE: FILE } },
  AWS_WEB_IDENTITY_TOKEN_FILE: {
    env: { AWS_ROLE_ARN: ROLE, AWS_WEB_IDENTITY_TOKEN_FILE: FILE },
  },
  "web_identity_token_file of a profile": {
    env: {},
    profile: `role_arn = ${ROLE}\nweb_identity_token_file = ${FILE}\n`,
  },
  AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: {
    env: {
      AWS_CONTAINER_CREDENTIALS_FULL_URI: "URL/credentials",
      AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: FILE,
    },
  },
  "the config file at its usual place": { env: {}, place: ".aws/config" },
  "the kept token of single sign-on": {
    env: {},
    profile: SSO,
    place: `.aws/sso/cache/${await sha1(START)}.json`,
    // The SDK says nothing of any failure there.
    says: "uses single sign-on",
  },
  DENO_CERT: {
    env: { ...KEY, DENO_CERT: FILE },
    code: "VARIABLE_REFUSED",
  },
  SSL_CERT_FILE: {
    env: { ...KEY, SSL_CERT_FILE: FILE },
    code: "VARIABLE_REFUSED",
  },
  NODE_EXTRA_CA_CERTS: {
    env: { ...KEY, NODE_EXTRA_CA_CERTS: FILE },
    code: "VARIABLE_REFUSED",
  },
  "a file in SSL_CERT_DIR": {
    env: { ...KEY, SSL_CERT_DIR: "/nowhere:FOLDER/certs" },
    place: "certs/0a775a30.0",
    code: "VARIABLE_REFUSED",
  },
  "DENO_CERT, for a container's endpoint": {
    env: {
      AWS_CONTAINER_CREDENTIALS_FULL_URI: "https://127.0.0.1:1/credentials",
      DENO_CERT: FILE,
    },
    code: "VARIABLE_REFUSED",
  },
};

const KINDS: Readonly<Record<string, (path: string) => Promise<void>>> = {
  "a pipe": makePipe,
  "a device without an end": (path) => Deno.symlink("/dev/zero", path),
};

for (const [what, way] of Object.entries(WAYS)) {
  for (const [kind, make] of Object.entries(KINDS)) {
    Deno.test(`${what}: ${kind} is refused, and nobody waits for it`, async () => {
      await withAwsServer({}, async ({ url, calls }) => {
        await withFiles({}, async (folder) => {
          const path = `${folder}/${way.place ?? "file"}`;
          await Deno.mkdir(path.slice(0, path.lastIndexOf("/")), {
            recursive: true,
          });
          await make(path);
          const filled = (text: string) =>
            text.replaceAll(FILE, path).replaceAll("FOLDER", folder)
              .replaceAll("URL", url);
          const env = Object.fromEntries(
            Object.entries(way.env).map(([name, text]) => [name, filled(text)]),
          );
          await Deno.mkdir(`${folder}/.aws`, { recursive: true });
          if (way.profile !== undefined) {
            await Deno.writeTextFile(
              `${folder}/.aws/config`,
              `[default]\n${filled(way.profile)}`,
            );
          }
          const result = await ask(at(url, way.section ?? {}), folder, env);
          const { code = "CLOUD_CREDENTIALS", says } = way;
          assertFailure(result, { code, says: says ?? path });
          assertStringIncludes(result.stderr, says ?? "is not a regular file");
          assertEquals(calls, []);
        });
      });
    });
  }
}

Deno.test("a file of certificates that is larger than any is not read", async () => {
  await withFiles({ certs: "" }, async (folder) => {
    await Deno.truncate(`${folder}/certs`, 2 ** 34);
    const env = { ...KEY, DENO_CERT: `${folder}/certs` };
    const section = { endpoint: "http://127.0.0.1:1" };
    assertFailure(await ask(section, folder, env), {
      code: "VARIABLE_REFUSED",
      says: "has 17179869184 bytes",
    });
  });
});

Deno.test("a token file of AWS that is larger than any is not read", async () => {
  await withFiles({ token: "" }, async (folder) => {
    await Deno.truncate(`${folder}/token`, 2 ** 34);
    const env = {
      AWS_ROLE_ARN: ROLE,
      AWS_WEB_IDENTITY_TOKEN_FILE: `${folder}/token`,
    };
    assertFailure(await ask({}, folder, env), {
      code: "CLOUD_CREDENTIALS",
      says: "has more than 1024 KiB",
    });
  });
});

for (const command of ["--merge-into", "--remove-from"]) {
  for (const [kind, make] of Object.entries(KINDS)) {
    Deno.test(`kubelet-config ${command}: ${kind} is refused`, async () => {
      await withFiles({}, async (folder) => {
        await make(`${folder}/kubelet.yaml`);
        const text = config(
          "- { name: r, match: [a.io], static: { username: u, password: p } }\n",
        );
        await Deno.writeTextFile(`${folder}/registries.yaml`, text);
        const { code, stdout, stderr } = await run([
          "kubelet-config",
          `${command}=${folder}/kubelet.yaml`,
          `--config=${folder}/registries.yaml`,
        ]);
        assertEquals([code, stdout], [1, ""]);
        assertStringIncludes(stderr, "is not a regular file");
      });
    });
  }
}

// 137 is the code of a run that does not end.
function run(
  args: readonly string[],
  stdin = "",
  env: Readonly<Record<string, string>> = {},
) {
  return shell('exec timeout -s KILL 50 "$@"', [WRITABLE_PROGRAM, ...args], {
    stdin,
    env: { ...NODE, ...env },
  });
}

async function ask(
  section: Section,
  folder: string,
  env: Readonly<Record<string, string>>,
) {
  const rule = { name: "ecr", match: [REGISTRY], ecr: section };
  const text = config(`- ${JSON.stringify(rule)}\n`);
  const path = `${folder}/registries.yaml`;
  await Deno.writeTextFile(path, `${text}cache: { directory: off }\n`);
  const home = { HOME: folder };
  return await run(
    [`--config=${path}`],
    request(`${REGISTRY}/app`),
    { ...home, ...env },
  );
}

async function sha1(text: string): Promise<string> {
  const bytes = new TextEncoder().encode(text);
  return new Uint8Array(await crypto.subtle.digest("SHA-1", bytes)).toHex();
}

/** Endpoints that only the SDK's own clients of single sign-on read. */
const ENDPOINTS: Readonly<Record<string, (url: string) => Partial<Way>>> = {
  "AWS_ENDPOINT_URL_SSO": (url) => ({ env: { AWS_ENDPOINT_URL_SSO: url } }),
  "endpoint_url of a profile": (url) => ({
    profile: `${SSO}endpoint_url = ${url}\n`,
  }),
};

for (const [what, way] of Object.entries(ENDPOINTS)) {
  Deno.test(`${what}: nothing is sent in plain text but to this machine itself`, async () => {
    let calls = 0;
    const options = { hostname: "0.0.0.0", port: 0, onListen: () => {} };
    await using server = Deno.serve(options, () => {
      calls++;
      return new Response("{}", { status: 403 });
    });
    const askAt = (host: string) =>
      withFiles({}, async (folder) => {
        const { env = {}, profile = SSO } = way(
          `http://${host}:${server.addr.port}`,
        );
        const cache = `${folder}/.aws/sso/cache`;
        await Deno.mkdir(cache, { recursive: true });
        const text = `[default]\n${profile}`;
        await Deno.writeTextFile(`${folder}/.aws/config`, text);
        const expiresAt = new Date(Date.now() + 3_600_000).toISOString();
        await Deno.writeTextFile(
          `${cache}/${await sha1(START)}.json`,
          JSON.stringify({ accessToken: "access", expiresAt }),
        );
        const { code } = await ask({}, folder, env);
        assertEquals(code, 1);
      });
    await askAt("127.0.0.1");
    assert(calls > 0, "the endpoint was not asked");
    calls = 0;
    // An address that counts as another machine's, with the server behind it.
    await askAt("127.0.0.2");
    assertEquals(calls, 0);
  });
}
