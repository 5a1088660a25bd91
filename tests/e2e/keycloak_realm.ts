/**
 * The realm of the suite: its clients, and the cluster whose tokens it trusts.
 * @module
 */

/** The issuer that Keycloak trusts, and the service account that it knows. */
export const CLUSTER = {
  issuer: "https://kubernetes.default.svc.cluster.local",
  subject: "system:serviceaccount:apps:builder",
} as const;

/** The export of a realm, as the Admin REST API of Keycloak takes it. */
export function nodesRealm(
  realm: string,
  jwksUrl: string,
): Record<string, unknown> {
  return {
    realm,
    enabled: true,
    accessTokenLifespan: 300,
    clients: [
      client("pods", { protocolMappers: [audience("nodes")] }),
      client("nodes", {
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
        issuer: CLUSTER.issuer,
        useJwksUrl: "true",
        jwksUrl,
        jwtAuthorizationGrantEnabled: "true",
        jwtAuthorizationGrantAssertionReuseAllowed: "false",
        jwtAuthorizationGrantAssertionSignatureAlg: "ES256",
      },
    }],
    users: [{
      username: "builder",
      enabled: true,
      email: "builder@example.com",
      emailVerified: true,
      firstName: "A",
      lastName: "Builder",
      federatedIdentities: [{
        identityProvider: "cluster",
        userId: CLUSTER.subject,
        userName: "builder",
      }],
    }],
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
