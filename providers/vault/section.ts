/**
 * The `vault` section of a registry.
 * @module
 */
import { endpointFault } from "../../src/schema/endpoint_url.ts";
import { notEmpty } from "../../src/schema/not_empty.ts";
import {
  goDuration,
  mapping,
  optional,
  required,
  type Schema,
  text,
  transform,
} from "../../src/schema/schema.ts";
import type { Place } from "../../src/schema/place.ts";
import { absolutePath } from "../../src/schema/secret.ts";
import { wholeNumber } from "../../src/schema/whole_number.ts";
import {
  type AnnotationChoice,
  annotationChoice,
} from "../../src/subject/annotation.ts";
import { subject } from "../../src/subject/section.ts";
import type { Subject } from "../../src/subject/subject.ts";

/** Which secret is read, and as whom. */
export interface VaultSection {
  /** Without a slash at its end. */
  readonly address: string;
  readonly caFile: string | undefined;
  readonly namespace: string | undefined;
  readonly mount: string;
  readonly role: string | undefined;
  readonly roleAnnotation: AnnotationChoice | undefined;
  readonly subject: Subject;
  /** Below `/v1/`. */
  readonly path: string;
  readonly version: number;
  /** The names of the fields. */
  readonly username: string;
  readonly password: string;
  readonly keepForMs: number;
}

const MINUTE_MS = 60_000;
const EXAMPLE = "https://vault.example.com:8200";

const address = text((value) => {
  const fault = endpointFault(value, EXAMPLE);
  if (fault !== undefined) return fault;
  const { search, hash } = new URL(value);
  return search === "" && hash === ""
    ? undefined
    : `expected an address without a query, such as ${EXAMPLE}`;
}, { pattern: "^https?://" });

// Each part stands in the URL as it is.
const PATH = /^[\w-][\w.-]*(?:\/[\w-][\w.-]*)*$/;

const path = (example: string) =>
  text(
    (value) =>
      PATH.test(value) ? undefined : `expected a path such as ${example}`,
    { pattern: PATH.source },
  );

/** The definition of the section. */
export const vaultSection: Schema<VaultSection> = transform(
  mapping({
    address: required(address, `the address of the server, such as ${EXAMPLE}`),
    caFile: optional(
      absolutePath,
      "certificate authorities in PEM, trusted in addition to the system's",
    ),
    namespace: optional(path("team-a"), "the namespace of Vault or OpenBao"),
    auth: required(
      mapping({
        mount: optional(
          path("kubernetes"),
          "where the method kubernetes or jwt is mounted (default kubernetes)",
        ),
        role: optional(notEmpty, "the role of the login"),
        roleAnnotation: optional(
          annotationChoice(notEmpty, "example.com/vault-role"),
          'the annotation of the pod\'s service account that chooses the role; without it "role" counts',
        ),
      }),
      "how to log in",
    ),
    subject: required(
      subject({ allowsNode: false }),
      "the token to log in with",
    ),
    secret: required(
      mapping({
        mount: optional(
          path("secret"),
          "where the KV engine is mounted (default secret)",
        ),
        path: required(
          path("registries/nexus"),
          "the secret, such as registries/nexus",
        ),
        version: optional(
          wholeNumber(1, 2),
          "the version of the KV engine (default 2)",
        ),
      }),
      "the secret that holds the credentials",
    ),
    username: optional(
      notEmpty,
      "the field with the user name (default username)",
    ),
    password: optional(
      notEmpty,
      "the field with the password (default password)",
    ),
    keepFor: optional(
      goDuration(MINUTE_MS, 12 * 60 * MINUTE_MS),
      "how long the credentials are kept (default 15m)",
    ),
  }),
  ({ address, auth, secret, username, password, keepFor, ...section }, at) => {
    const { mount = "kubernetes", role, roleAnnotation } = auth;
    const { mount: engine = "secret", path, version = 2 } = secret;
    return checked({
      ...section,
      address: address.replace(/\/+$/, ""),
      mount,
      role,
      roleAnnotation,
      path: version === 2 ? `${engine}/data/${path}` : `${engine}/${path}`,
      version,
      username: username ?? "username",
      password: password ?? "password",
      keepForMs: keepFor ?? 15 * MINUTE_MS,
    }, at);
  },
);

function checked(section: VaultSection, at: Place): VaultSection | undefined {
  const { role, roleAnnotation, subject } = section;
  if (role === undefined && roleAnnotation === undefined) {
    return at.at("auth").report('needs "role"');
  }
  return roleAnnotation !== undefined && subject.account === undefined
    ? at.at("auth").at("roleAnnotation").report(
      'needs "subject" with a service account',
    )
    : section;
}
