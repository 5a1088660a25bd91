/**
 * What is asked of Vault or OpenBao, and what its refusals mean.
 *
 * Its errors are texts that may repeat what was sent, so only the status counts
 * (HTTP API, "HTTP status codes").
 * @module
 */
import type { JsonService } from "../../src/http/json_service.ts";
import type { VaultSection } from "./section.ts";

/** The login. */
export function loginService(
  section: VaultSection,
  role: string,
): JsonService {
  const { mount } = section;
  return {
    ...serverOf(section),
    wanted: `a login as ${role} at auth/${mount}`,
    remedy: (_code, status) =>
      status === 404
        ? 'check "auth.mount" and "namespace": no such method is mounted there'
        : 'check that the role exists, and its bound audience, service accounts and namespaces; that the method trusts the issuer of the token; and "namespace"',
  };
}

/** The reading of a secret. */
export function secretService(section: VaultSection): JsonService {
  const { path } = section;
  return {
    ...serverOf(section),
    wanted: `the secret ${path}`,
    remedy: (_code, status) =>
      status === 404
        ? 'check "secret": there is none at this path, its last version was deleted, or the engine is of another version'
        : `allow "read" of ${path} in a policy of the role`,
  };
}

function serverOf({ address }: VaultSection) {
  return {
    name: `Vault at ${new URL(address).host}`,
    network:
      'check "address" and "caFile", and the network of this node; name a server that answers itself, or the load balancer',
    hasCaFile: true as const,
    codeIn: (_body: unknown, status: number) =>
      status === 503 ? "sealed, or in maintenance" : undefined,
  };
}
