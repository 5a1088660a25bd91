/**
 * Registries that accept the token of a pod's service account, or another token
 * that this node has, as the password.
 * @module
 */
import type {
  CredentialRequest,
  Credentials,
  CredentialSource,
  Provider,
} from "../../src/provider.ts";
import type { Runtime } from "../../src/runtime/runtime.ts";
import { transform } from "../../src/schema/schema.ts";
import { endOf } from "../../src/subject/end.ts";
import { endOfJwt } from "../../src/subject/jwt_end.ts";
import { type TokenSection, tokenSection } from "./section.ts";

/** Answers with the token itself. Nothing is fetched, so nothing is cached. */
export const provider: Provider = {
  section: transform(tokenSection, toSource),
};

function toSource(section: TokenSection): CredentialSource {
  const { subject, username } = section;
  return {
    perImage: subject.perImage,
    secrets: subject.secrets,
    serviceAccount: subject.account,
    username: () => Promise.resolve(username),
    check: (runtime) => subject.check(runtime),
    warnings: (runtime) => subject.warnings(runtime),
    getCredentials: (request, runtime) => pass(section, request, runtime),
  };
}

async function pass(
  { subject, username }: TokenSection,
  request: CredentialRequest,
  runtime: Runtime,
): Promise<Credentials> {
  const password = await subject.read(request, runtime);
  const now = runtime.now();
  const end = endOfJwt(password, now);
  if (end !== undefined && end <= now) {
    const { ProviderError } = await import("../../src/runtime/errors.ts");
    throw new ProviderError(
      "TOKEN_UNUSABLE",
      `${subject.words} has expired, so a registry would refuse it: check the clock of this node`,
    );
  }
  return { username, password, expiresAt: endOf(end, now) };
}
