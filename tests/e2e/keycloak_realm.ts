/**
 * A realm with its clients, and the cluster whose tokens it trusts.
 * @module
 */

/** A cluster that Keycloak trusts. */
export interface TrustedCluster {
  /** The `iss` of its tokens. */
  readonly issuer: string;
  /** With which algorithm it signs them, such as `RS256`. */
  readonly algorithm: string;
  /** The `sub` of each service account that Keycloak knows, by the name of its user. */
  readonly accounts: Readonly<Record<string, string>>;
  /** Whether a token may come twice: a kubelet keeps that of a pod for a while. */
  readonly sendsAgain: boolean;
  /** How long its tokens are good at most, in seconds. */
  readonly lifetime: number;
}

/** The export of a realm, as the Admin REST API of Keycloak takes it. */
export function nodesRealm(
  realm: string,
  jwksUrl: string,
  cluster: TrustedCluster,
): Record<string, unknown> {
  return {
    realm,
    enabled: true,
    accessTokenLifespan: 300,
    clients: [
      client("pods", { protocolMappers: [audience("nodes")] }),
      client("nodes", {
        // The second has the name of the user.
        defaultClientScopes: ["basic", "profile"],
        protocolMappers: [audience("registry")],
        attributes: {
          "standard.token.exchange.enabled": "true",
          "oauth2.jwt.authorization.grant.enabled": "true",
          "oauth2.jwt.authorization.grant.idp": "cluster",
        },
      }),
      client("registry"),
      client("signed", {
        clientAuthenticatorType: "client-jwt",
        attributes: {
          "use.jwks.url": "true",
          "jwks.url": jwksUrl,
          "token.endpoint.auth.signing.alg": "ES256",
        },
      }),
    ],
    identityProviders: [{
      alias: "cluster",
      providerId: "jwt-authorization-grant",
      enabled: true,
      config: {
        issuer: cluster.issuer,
        useJwksUrl: "true",
        jwksUrl,
        jwtAuthorizationGrantEnabled: "true",
        jwtAuthorizationGrantAssertionReuseAllowed: `${cluster.sendsAgain}`,
        jwtAuthorizationGrantAssertionSignatureAlg: cluster.algorithm,
        jwtAuthorizationGrantMaxAllowedAssertionExpiration:
          `${cluster.lifetime}`,
      },
    }],
    users: Object.entries(cluster.accounts).map(([username, userId]) => ({
      username,
      enabled: true,
      email: `${username}@example.com`,
      emailVerified: true,
      firstName: "An",
      lastName: "Account",
      federatedIdentities: [{
        identityProvider: "cluster",
        userId,
        userName: username,
      }],
    })),
  };
}

function client(
  clientId: string,
  more: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> {
  return {
    clientId,
    secret: `${clientId}-secret`,
    serviceAccountsEnabled: true,
    standardFlowEnabled: false,
    publicClient: false,
    fullScopeAllowed: false,
    defaultClientScopes: ["basic"],
    ...more,
  };
}

function audience(clientId: string): Record<string, unknown> {
  return {
    name: `audience ${clientId}`,
    protocol: "openid-connect",
    protocolMapper: "oidc-audience-mapper",
    config: {
      "included.client.audience": clientId,
      "access.token.claim": "true",
    },
  };
}
