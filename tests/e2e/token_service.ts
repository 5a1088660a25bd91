/**
 * A small token service in front of a registry: it takes a JWT of a node, or of a
 * service account, as the password, and gives the bearer token that the registry
 * wants.
 *
 * Restates the token specification of `docker/distribution`
 * (`docs/spec/auth/token.md` and `jwt.md`).
 * @module
 */
import {
  createLocalJWKSet,
  decodeJwt,
  errors,
  importPKCS8,
  type JSONWebKeySet,
  type JWTPayload,
  jwtVerify,
  SignJWT,
} from "jose";

/** Somebody whose tokens the service takes. */
export interface Client {
  /** The `iss` and `aud` that a token needs. */
  readonly issuer: string;
  readonly audience: string;
  readonly jwks: JSONWebKeySet;
  /**
   * The repositories that each of them may pull, by the claim that names them.
   * Without it the token says that itself, in its claim `access`.
   */
  readonly pulls?: {
    readonly claim: string;
    readonly repositories: Readonly<Record<string, readonly string[]>>;
  };
}

/** What the service checks, and what it signs with. */
export interface Policy {
  readonly clients: readonly [Client, ...Client[]];
  /** The `iss` and `aud` of the bearer tokens. */
  readonly issuer: string;
  readonly service: string;
  /** PEM of the ES256 key for bearer tokens, and of its certificate. */
  readonly key: string;
  readonly certificate: string;
}

/** A running service. */
export interface TokenService {
  readonly realm: string;
  /** Why it refused, in the words of the verifier; in the order of the requests. */
  readonly refusals: string[];
  /** The claims of the token that was the password, for each bearer token that it gave. */
  readonly grants: JWTPayload[];
  /** How far its clock is ahead, in milliseconds. */
  aheadMs: number;
}

interface Access {
  readonly type: string;
  readonly name: string;
  readonly actions: readonly string[];
}

/** Where a service listens; a free port of loopback where nothing is given. */
export interface Listener {
  readonly hostname?: string;
  readonly port?: number;
  /** The name of the host by which it is asked. */
  readonly name?: string;
}

/** Runs a test with a service. It has ended when this returns. */
export async function withTokenService(
  policy: Policy,
  test: (service: TokenService) => Promise<void>,
  { hostname = "127.0.0.1", port = 0, name = hostname }: Listener = {},
): Promise<void> {
  const server = Deno.serve(
    { hostname, port, onListen: () => {} },
    (request) => answer(request, policy, service),
  );
  const realm = `http://${name}:${server.addr.port}/token`;
  const service: TokenService = {
    realm,
    refusals: [],
    grants: [],
    aheadMs: 0,
  };
  try {
    await test(service);
  } finally {
    await server.shutdown();
  }
}

async function answer(
  request: Request,
  policy: Policy,
  service: TokenService,
): Promise<Response> {
  const [user, password] = basicOf(request.headers.get("authorization"));
  try {
    const client = clientOf(password, policy);
    const { issuer, audience, jwks } = client;
    const currentDate = new Date(Date.now() + service.aheadMs);
    const { payload } = await jwtVerify(
      password,
      createLocalJWKSet(jwks),
      { issuer, audience, currentDate },
    );
    const scopes = new URL(request.url).searchParams.getAll("scope");
    const allowed = allowedTo(client, payload);
    const access = scopes.map((scope) => granted(scope, allowed));
    const token = await bearer(policy, user, access);
    service.grants.push(payload);
    return Response.json({ token, expires_in: 300 });
  } catch (error) {
    if (!(error instanceof errors.JOSEError)) throw error;
    const claim = "claim" in error ? ` ${error.claim}` : "";
    service.refusals.push(`${error.code}${claim}`);
    return Response.json(
      { errors: [{ code: "UNAUTHORIZED", message: "no valid token" }] },
      { status: 401 },
    );
  }
}

function basicOf(header: string | null): readonly [string, string] {
  const [scheme, value = ""] = (header ?? "").split(" ");
  if (scheme !== "Basic") return ["", ""];
  const [user = "", ...password] = atob(value).split(":");
  return [user, password.join(":")];
}

/** Who is said to have signed a token; the verifier says what else is wrong with it. */
function clientOf(token: string, { clients }: Policy): Client {
  const [first] = clients;
  try {
    const { iss } = decodeJwt(token);
    return clients.find(({ issuer }) => issuer === iss) ?? first;
  } catch {
    return first;
  }
}

function allowedTo({ pulls }: Client, payload: JWTPayload): readonly Access[] {
  if (pulls === undefined) {
    return payload["access"] as readonly Access[] | undefined ?? [];
  }
  const names = pulls.repositories[String(payload[pulls.claim])] ?? [];
  return names.map((name) => ({ type: "repository", name, actions: ["pull"] }));
}

// Both of what was asked for and of what is allowed, as the specification has it.
function granted(scope: string, allowed: readonly Access[]): Access {
  const [type = "", name = "", actions = ""] = scope.split(":");
  const may = allowed.filter((one) => one.type === type && one.name === name)
    .flatMap((one) => one.actions);
  const both = actions.split(",").filter((action) => may.includes(action));
  return { type, name, actions: both };
}

async function bearer(
  { issuer, service, key, certificate }: Policy,
  user: string,
  access: readonly Access[],
): Promise<string> {
  const der = certificate.replace(/-----[^-]*-----|\s/g, "");
  return await new SignJWT({ access })
    .setProtectedHeader({ typ: "JWT", alg: "ES256", x5c: [der] })
    .setIssuer(issuer)
    .setAudience(service)
    .setSubject(user)
    .setIssuedAt()
    .setNotBefore("10s ago")
    .setExpirationTime("5m")
    .setJti(crypto.randomUUID())
    .sign(await importPKCS8(key, "ES256"));
}
