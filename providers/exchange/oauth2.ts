/**
 * The keys of `oauth2`: the short form for a token endpoint.
 *
 * Client credentials (RFC 6749, section 4.4, and RFC 7523, section 2.2), JWT
 * bearer (RFC 7523, section 2.1) and token exchange (RFC 8693, section 2.1).
 * @module
 */
import {
  mapping,
  oneOf,
  optional,
  required,
  type Schema,
  transform,
} from "../../src/schema/schema.ts";
import type { Place } from "../../src/schema/place.ts";
import { absolutePath, secret } from "../../src/schema/secret.ts";
import type { Template } from "../../src/jwt/template.ts";
import type { Plan } from "./plan.ts";
import { formFields } from "./request.ts";
import { targetUrl } from "./url.ts";
import { SUBJECT, template, type Value } from "./value.ts";

const URN = "urn:ietf:params:oauth";
const GRANTS = ["token-exchange", "jwt-bearer", "client-credentials"] as const;
const TOKEN_TYPES = ["jwt", "id_token", "access_token"] as const;

const keys = {
  tokenUrl: required(
    targetUrl,
    "the token endpoint: https, or http on this machine",
  ),
  grant: required(oneOf(GRANTS), `one of ${GRANTS.join(", ")}`),
  clientId: optional(template, "the client ID"),
  clientSecret: optional(secret, "the secret of the client"),
  clientAuthentication: optional(
    oneOf(["basic", "post"]),
    "where the secret is sent: as user name and password, or as a field (default basic)",
  ),
  subjectTokenType: optional(
    oneOf(TOKEN_TYPES),
    "for token-exchange: what the subject is (default jwt)",
  ),
  audience: optional(template, "the audience of the token to get"),
  resource: optional(
    template,
    "the URI of the resource that the token is for (RFC 8707)",
  ),
  scope: optional(template, "the scopes to ask for, separated by spaces"),
  parameters: optional(formFields, "further fields for the service"),
  caFile: optional(
    absolutePath,
    "certificate authorities in PEM, trusted in addition to the system's",
  ),
};

const section = mapping(keys);
type Section = NonNullable<ReturnType<typeof section.decode>>;

/** The definition of `oauth2`. */
export const oauth2: Schema<Plan> = transform(section, toPlan);

function toPlan(written: Section, at: Place): Plan | undefined {
  const { tokenUrl, clientId, clientSecret, grant, caFile } = written;
  const { clientAuthentication, subjectTokenType, parameters = [] } = written;
  if (clientSecret === undefined && clientAuthentication !== undefined) {
    return at.at("clientAuthentication").report(
      'does nothing without "clientSecret"',
    );
  }
  if (clientSecret !== undefined && clientId === undefined) {
    return at.report('"clientId" is missing: whose "clientSecret" it is');
  }
  if (subjectTokenType !== undefined && grant !== "token-exchange") {
    return at.at("subjectTokenType").report(
      'goes with "grant: token-exchange"',
    );
  }
  const isBasic = clientSecret !== undefined && clientAuthentication !== "post";
  const fixed: readonly (readonly [string, Value | undefined])[] = [
    ...grantFields(written),
    ["client_id", isBasic ? undefined : valueOf(clientId)],
    [
      "client_secret",
      isBasic || !clientSecret ? undefined : {
        secret: clientSecret,
      },
    ],
    ["audience", valueOf(written.audience)],
    ["resource", valueOf(written.resource)],
    ["scope", valueOf(written.scope)],
  ];
  const taken = parameters.find(([name]) =>
    fixed.some(([other]) => other === name)
  );
  if (taken !== undefined) {
    return at.at("parameters").report(
      "has a field that this form sets itself: use its own key",
    );
  }
  return {
    url: tokenUrl.template,
    host: tokenUrl.host,
    method: "POST",
    basic: isBasic && clientId !== undefined
      ? {
        username: { template: clientId },
        password: { secret: clientSecret },
        isFormEncoded: true,
      }
      : undefined,
    form: [
      ...fixed.flatMap(([name, value]) =>
        value === undefined ? [] : [[name, value] as const]
      ),
      ...parameters,
    ],
    caFile,
  };
}

function grantFields(
  { grant, clientSecret, subjectTokenType = "jwt" }: Section,
): readonly (readonly [string, Value])[] {
  switch (grant) {
    case "token-exchange":
      return [
        ["grant_type", text(`${URN}:grant-type:token-exchange`)],
        ["subject_token", TOKEN],
        ["subject_token_type", text(`${URN}:token-type:${subjectTokenType}`)],
      ];
    case "jwt-bearer":
      return [
        ["grant_type", text(`${URN}:grant-type:jwt-bearer`)],
        ["assertion", TOKEN],
      ];
    case "client-credentials":
      return [
        ["grant_type", text("client_credentials")],
        ...clientSecret === undefined
          ? [
            [
              "client_assertion_type",
              text(`${URN}:client-assertion-type:jwt-bearer`),
            ],
            ["client_assertion", TOKEN],
          ] as const
          : [],
      ];
  }
}

const TOKEN: Value = { template: [{ variable: SUBJECT }] };

function text(value: string): Value {
  return { template: [value] };
}

function valueOf(template: Template | undefined): Value | undefined {
  return template && { template };
}
