/**
 * Tokens of Azure Container Registry.
 * @module
 */
import { askJson, formQuestion, textIn } from "../../src/http/ask_json.ts";
import { askMetadata } from "../../src/http/metadata.ts";
import type { CredentialRequest, Credentials } from "../../src/provider.ts";
import type { Runtime } from "../../src/runtime/runtime.ts";
import { readSecret } from "../../src/schema/read_secret.ts";
import { futureEnd } from "../../src/subject/answer_end.ts";
import { endOfJwt } from "../../src/subject/jwt_end.ts";
import { CLOUDS } from "./cloud.ts";
import type { AcrSection } from "./section.ts";
import { entra, METADATA, registryService } from "./services.ts";
import { clientOf, registryOf, USERNAME } from "./target.ts";

/** The audience of Entra tokens that registries accept, in every cloud. */
const RESOURCE = "https://containerregistry.azure.net";

/** RFC 7523, section 2.2. */
const ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/**
 * Fetches the credentials for an image: a token of Microsoft Entra, which the
 * registry exchanges for one of its own (Azure/acr, docs/AAD-OAuth.md).
 *
 * @throws {ProviderError} With what to change.
 */
export async function fetchToken(
  section: AcrSection,
  request: CredentialRequest,
  runtime: Runtime,
): Promise<Credentials> {
  const host = registryOf(section, request);
  const client = clientOf(section, request);
  const fields = await proofOf(section, client, request, runtime);
  const entraToken = fields === undefined
    ? await ofNode(client, runtime)
    : await ofApplication(section, fields, runtime);
  const service = registryService(host);
  const answer = await askJson(
    service,
    formQuestion(`https://${host}/oauth2/exchange`, {
      grant_type: "access_token",
      service: host,
      access_token: entraToken,
      tenant: section.tenantId,
    }),
    runtime,
  );
  const password = textIn(service, answer, "refresh_token");
  // The answer has no "expires_in"; the token tells it itself.
  const now = runtime.now();
  const expiresAt = futureEnd(endOfJwt(password, now), service.name, now);
  return { username: USERNAME, password, expiresAt };
}

/** How an application proves who it is; `undefined` where the node itself asks. */
async function proofOf(
  section: AcrSection,
  client: string | undefined,
  request: CredentialRequest,
  runtime: Runtime,
): Promise<Readonly<Record<string, string>> | undefined> {
  const { subject, clientSecret, certificate } = section;
  const assertion = (token: string) => ({
    client_id: client ?? "",
    client_assertion_type: ASSERTION_TYPE,
    client_assertion: token,
  });
  if (clientSecret !== undefined) {
    const secret = await readSecret(clientSecret, runtime);
    return { client_id: client ?? "", client_secret: secret };
  }
  if (certificate !== undefined) {
    const { assertionFor } = await import("./certificate.ts");
    const url = tokenUrl(section);
    return assertion(
      await assertionFor(url, client ?? "", certificate, runtime),
    );
  }
  return subject === undefined || subject.isNode(request)
    ? undefined
    : assertion(await subject.read(request, runtime));
}

// Microsoft identity platform, "OAuth 2.0 client credentials flow".
async function ofApplication(
  section: AcrSection,
  proof: Readonly<Record<string, string>>,
  runtime: Runtime,
): Promise<string> {
  const service = entra(CLOUDS[section.cloud].authority);
  const question = formQuestion(tokenUrl(section), {
    grant_type: "client_credentials",
    scope: `${RESOURCE}/.default`,
    ...proof,
  });
  const answer = await askJson(service, question, runtime);
  return textIn(service, answer, "access_token");
}

// "How to use managed identities on a virtual machine to acquire a token".
async function ofNode(
  client: string | undefined,
  runtime: Runtime,
): Promise<string> {
  const query = new URLSearchParams({
    "api-version": "2018-02-01",
    resource: RESOURCE,
    ...client === undefined ? {} : { client_id: client },
  });
  const answer = await askMetadata("azure", METADATA, {
    path: `/metadata/identity/oauth2/token?${query}`,
    headers: { metadata: "true" },
  }, runtime);
  return textIn(METADATA, answer, "access_token");
}

function tokenUrl({ cloud, tenantId }: AcrSection): string {
  return `https://${CLOUDS[cloud].authority}/${tenantId}/oauth2/v2.0/token`;
}
