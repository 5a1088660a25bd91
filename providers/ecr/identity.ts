/**
 * What a token of ECR depends on, for the cache.
 * @module
 */
import type { CredentialRequest } from "../../src/provider.ts";
import type { Runtime } from "../../src/runtime/runtime.ts";
import { ENDPOINT_VARIABLES } from "./endpoint.ts";
import { profileFiles } from "./profile_files.ts";
import type { EcrSection } from "./fields.ts";
import { roleOf, targetOf } from "./target.ts";

/** Variables that choose whose credentials the AWS SDK finds. None holds a secret. */
const VARIABLES = [
  "AWS_ACCESS_KEY_ID",
  "AWS_PROFILE",
  "AWS_DEFAULT_PROFILE",
  "AWS_ROLE_ARN",
  "AWS_WEB_IDENTITY_TOKEN_FILE",
  "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
  "AWS_CONTAINER_CREDENTIALS_FULL_URI",
  "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE",
  "AWS_EC2_METADATA_SERVICE_ENDPOINT",
  "AWS_CONFIG_FILE",
  "AWS_SHARED_CREDENTIALS_FILE",
  "AWS_USE_FIPS_ENDPOINT",
  "AWS_USE_DUALSTACK_ENDPOINT",
  ...ENDPOINT_VARIABLES,
  "HOME",
] as const;

/**
 * Everything that decides which token is given, beside the section itself.
 *
 * A role counts by its name: that of the node or of a pod finds its entry again
 * after its keys were renewed. Keys in the environment count by their ID, as
 * nothing else tells there whose they are.
 *
 * @returns `undefined` where the pod's service account cannot be told apart.
 */
export async function identityOf(
  section: EcrSection,
  request: CredentialRequest,
  runtime: Runtime,
): Promise<string | undefined> {
  const target = targetOf(section, request);
  const role = roleOf(section, request);
  const subject = section.web?.subject;
  if (subject !== undefined && !subject.isNode(request)) {
    const who = await subject.identity(request, runtime);
    return who && JSON.stringify([target, role, who]);
  }
  if (section.serviceAccount !== undefined) {
    const { namespace, name, uid } = request.serviceAccount ?? {};
    if (namespace === undefined || name === undefined || uid === undefined) {
      return undefined;
    }
    return JSON.stringify([target, role, { namespace, name, uid }]);
  }
  const variables = VARIABLES.map((name) => runtime.env(name) ?? null);
  return JSON.stringify([
    target,
    role,
    variables,
    await changesOfProfiles(runtime),
  ]);
}

// A profile keeps its name when somebody gives it to another role.
async function changesOfProfiles(runtime: Runtime): Promise<readonly number[]> {
  return await Promise.all(
    profileFiles(runtime).map(async (file) => {
      const facts = await runtime.stat(file);
      return typeof facts === "string" ? 0 : facts.modifiedAt;
    }),
  );
}

/** Whose token an entry of the cache is, for people. */
export function scopeOf(
  section: EcrSection,
  request: CredentialRequest,
): string {
  const { account = "public", region } = targetOf(section, request);
  const { namespace, name } = section.serviceAccount === undefined
    ? {}
    : request.serviceAccount ?? {};
  return [
    account,
    region,
    ...[roleOf(section, request) ?? section.profile].filter((it) =>
      it !== undefined
    ),
    ...namespace === undefined ? [] : [`${namespace}/${name}`],
  ].join(" ");
}
