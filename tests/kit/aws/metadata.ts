/**
 * The two ways in which a machine gets credentials of its own: the metadata
 * service of an instance (IMDSv2), and the endpoint of a container.
 * @module
 */

/** Credentials of a role of the machine; {@linkcode MACHINE_KEYS} makes a server know them. */
export const MACHINE = {
  keyId: "ASIAMACHINE",
  secret: "secret/of+machine",
  sessionToken: "session/of+machine",
} as const;

/** For `keys` of a server of AWS. */
export const MACHINE_KEYS = {
  [MACHINE.keyId]: {
    secret: MACHINE.secret,
    sessionToken: MACHINE.sessionToken,
  },
} as const;

/** What a container has to send as `Authorization`. */
export const CONTAINER_TOKEN = "container-authorization";

const ROLE = "node-role";
const SESSION = "imds-session";

/** A running service. */
export interface MetadataServer {
  readonly url: string;
  /** Method and path of each request. */
  readonly calls: readonly string[];
}

/** Runs a test with a metadata service, which is gone afterwards. */
export async function withMetadata(
  test: (server: MetadataServer) => Promise<void>,
): Promise<void> {
  const calls: string[] = [];
  const server = Deno.serve({
    hostname: "127.0.0.1",
    port: 0,
    onListen: () => {},
  }, ({ method, url, headers }) => {
    const { pathname } = new URL(url);
    calls.push(`${method} ${pathname}`);
    return respond(`${method} ${pathname}`, headers);
  });
  try {
    await test({ url: `http://127.0.0.1:${server.addr.port}`, calls });
  } finally {
    await server.shutdown();
  }
}

function respond(asked: string, headers: Headers): Response {
  if (asked === "GET /container") {
    return headers.get("authorization") === CONTAINER_TOKEN
      ? credentials()
      : new Response(null, { status: 401 });
  }
  if (asked === "PUT /latest/api/token") {
    return headers.has("x-aws-ec2-metadata-token-ttl-seconds")
      ? new Response(SESSION)
      : new Response(null, { status: 400 });
  }
  // Version 2 gives nothing to a request without the session's token.
  if (headers.get("x-aws-ec2-metadata-token") !== SESSION) {
    return new Response(null, { status: 401 });
  }
  const folder = "GET /latest/meta-data/iam/security-credentials/";
  if (asked === folder) return new Response(ROLE);
  return asked === `${folder}${ROLE}`
    ? credentials()
    : new Response(null, { status: 404 });
}

function credentials(): Response {
  return Response.json({
    Code: "Success",
    Type: "AWS-HMAC",
    AccessKeyId: MACHINE.keyId,
    SecretAccessKey: MACHINE.secret,
    Token: MACHINE.sessionToken,
    Expiration: new Date(Date.now() + 3_600_000).toISOString(),
    LastUpdated: new Date().toISOString(),
  });
}
