/**
 * Credentials in the KV engine of Vault or OpenBao.
 * @module
 */
import { isMapping } from "../../src/format/is_mapping.ts";
import { readAuthorities } from "../../src/http/authorities.ts";
import { askJson, jsonQuestion, textIn } from "../../src/http/ask_json.ts";
import type { JsonObject } from "../../src/http/json_service.ts";
import type { CredentialRequest, Credentials } from "../../src/provider.ts";
import { ProviderError } from "../../src/runtime/errors.ts";
import type { Runtime } from "../../src/runtime/runtime.ts";
import type { VaultSection } from "./section.ts";
import { loginService, secretService } from "./services.ts";
import { roleOf } from "./target.ts";

/** "Eventual consistency": a request that comes too early after the login. */
const PASSING = [412];

/**
 * Logs in and reads the secret.
 *
 * Vault: Kubernetes and JWT auth method (API), KV secrets engine version 1 and 2
 * (API); OpenBao has the same.
 *
 * @throws {ProviderError} With what to change.
 */
export async function fetchSecret(
  section: VaultSection,
  request: CredentialRequest,
  runtime: Runtime,
): Promise<Credentials> {
  const { address, mount, path, caFile, namespace, subject } = section;
  const role = roleOf(section, request);
  const authorities = await readAuthorities(caFile, runtime);
  const bounds = { authorities, passing: PASSING };
  const headers: Record<string, string> = namespace === undefined
    ? {}
    : { "x-vault-namespace": namespace };
  const login = loginService(section, role);
  const { auth } = await askJson(
    login,
    jsonQuestion(
      `${address}/v1/auth/${mount}/login`,
      { role, jwt: await subject.read(request, runtime) },
      headers,
    ),
    runtime,
    bounds,
  );
  const token = textIn(login, isMapping(auth) ? auth : {}, "client_token");
  const answer = await askJson(
    secretService(section),
    {
      url: `${address}/v1/${path}`,
      method: "GET",
      headers: { ...headers, "x-vault-token": token },
    },
    runtime,
    bounds,
  );
  return credentialsIn(answer, section, runtime.now());
}

function credentialsIn(
  { data }: JsonObject,
  section: VaultSection,
  now: number,
): Credentials {
  const outer = isMapping(data) ? data : {};
  const inner = section.version === 2 ? outer["data"] : outer;
  const fields = isMapping(inner) ? inner : {};
  const field = (name: string): string => {
    const value = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (typeof value === "string" && value !== "") return value;
    throw new ProviderError(
      "BACKEND_UNAVAILABLE",
      `the secret ${section.path} in Vault has no text "${name}": write it, name its field in the rule, or correct "secret.version"`,
    );
  };
  return {
    username: field(section.username),
    password: field(section.password),
    // The engine keeps a secret until somebody changes it.
    expiresAt: now + section.keepForMs,
  };
}
