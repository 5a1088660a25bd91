/**
 * The port between the core and the providers. The core knows no provider, and
 * a provider knows no other provider, no config file and no standard input.
 * @module
 */
import type { Runtime } from "./runtime/runtime.ts";
import type { Schema } from "./schema/schema.ts";
import type { Secret } from "./schema/secret_value.ts";
import type { ImagePattern } from "./image/match.ts";
import type { ImageName } from "./image/name.ts";

/** The service account of the pod that pulls an image (KEP-4412). */
export interface ServiceAccount {
  /** The token that the kubelet sent. A secret. */
  readonly token: string;
  /** From the token; `undefined` where it does not say. */
  readonly namespace: string | undefined;
  readonly name: string | undefined;
  /** Differs after an account was deleted and made again. */
  readonly uid: string | undefined;
  /** The claims `iss` and `sub` of the token; `undefined` where it has none. */
  readonly issuer: string | undefined;
  readonly subject: string | undefined;
  /** The claim `aud` of the token: its audience. */
  readonly audiences: readonly string[];
  /** The annotations that the kubelet's config lets through. A pod's owner may set them. */
  readonly annotations: ReadonlyMap<string, string>;
}

/** What a provider is asked. */
export interface CredentialRequest {
  readonly image: ImageName;
  /** Whose pod pulls, where the kubelet tells; see {@linkcode ServiceAccount}. */
  readonly serviceAccount?: ServiceAccount | undefined;
  /**
   * The audience of the token of a rule that names none, where the entry of
   * the kubelet says it; see {@linkcode AccountUse.isDefaultAudience}.
   */
  readonly defaultAudience?: string | undefined;
}

/** What a registry accepts. */
export interface Credentials {
  readonly username: string;
  readonly password: string;
  /** When a registry stops accepting them, in milliseconds since 1970; `undefined` for never. */
  readonly expiresAt?: number | undefined;
}

/** What a source needs of the service account of a pod: the kubelet's `tokenAttributes` say it. */
export interface AccountUse {
  /** Keys of the annotations. */
  readonly annotationKeys: readonly string[];
  /** The audience of the token. An entry of the kubelet has exactly one. */
  readonly audience: string;
  /** Whether the rule names no audience, so that another one does as well. */
  readonly isDefaultAudience: boolean;
  /**
   * How long the kubelet may keep an answer: for the account, or for one token
   * of it. It drops an answer whose password is the token itself unless this is
   * `Token` (`isServiceAccountTokenEcho`, Kubernetes 1.34).
   */
  readonly cacheType: "ServiceAccount" | "Token";
  /** Whether there is no answer for a pod without a service account. */
  readonly isRequired: boolean;
  /**
   * The one service that takes the tokens, such as AWS STS, where they are not
   * sent to the hosts of the rule. Rules that share it may share an audience.
   */
  readonly receiver?: string | undefined;
}

/** Something that is probably a mistake. */
export interface SourceWarning {
  /** Which pattern of the rule, from 0, is meant; `undefined` for the section. */
  readonly pattern?: number;
  /** What is wrong, and what to do. Never a secret. */
  readonly message: string;
}

/** A configured provider, ready to be asked. Making one has no effects. */
export interface CredentialSource {
  /** Whether another image of the same registry may need other credentials. */
  readonly perImage: boolean;
  /** Every secret that it reads, so that `validate` can look at them. */
  readonly secrets: readonly Secret[];
  /** Files that are no secrets and decide what is trusted, such as certificates. */
  readonly files?: readonly string[];
  /** Who is asked for credentials; `undefined` where nobody is, or it depends on the image. */
  readonly backend?: {
    /** Host, and port where it is not the usual one. */
    readonly host: string;
    /** What is sent, in words and without a secret: "POST with …". */
    readonly sends: string;
  } | undefined;
  /**
   * What it uses of the pod's service account beside its token; `undefined`
   * where it uses nothing. The kubelet sends only what its config lets through.
   */
  readonly serviceAccount?: AccountUse | undefined;
  /**
   * What the credentials depend on beside the rule itself, as text without a
   * secret: the request, the environment, files. Credentials are kept in the
   * cache under it. A source without this is never cached; neither is a request
   * for which it is `undefined`.
   */
  identity?(
    request: CredentialRequest,
    runtime: Runtime,
  ): Promise<string | undefined>;
  /**
   * What tells its cached credentials from others of the same rule, in a few
   * words for people: an account, a region, a role. Never a secret.
   */
  scope?(request: CredentialRequest): string;
  /** The user name, where it is known without asking for credentials. */
  username?(runtime: Runtime): Promise<string>;
  /**
   * Looks for what would make every answer fail, without asking a backend.
   * That each of `secrets` can be read is looked at before.
   *
   * @param match The patterns of its rule.
   * @throws {ProviderError} The first such thing.
   */
  check?(runtime: Runtime, match: readonly ImagePattern[]): Promise<void>;
  /**
   * What is legal but probably a mistake, found without asking a backend.
   *
   * @param match The patterns of its rule.
   */
  warnings?(
    runtime: Runtime,
    match: readonly ImagePattern[],
  ): Promise<readonly SourceWarning[]>;
  /**
   * The credentials for an image.
   *
   * @throws {ProviderError} When there are none. Never an empty answer instead.
   */
  getCredentials(
    request: CredentialRequest,
    runtime: Runtime,
  ): Promise<Credentials>;
}

/** A provider: the definition of its section in the config, which decodes to a source. */
export interface Provider {
  readonly section: Schema<CredentialSource>;
}

/**
 * Name of a provider in the config, and how to load its module. For some
 * sections, a smaller part of the provider is enough.
 */
export type ProviderTable = {
  readonly [name: string]: (
    section?: unknown,
  ) => Promise<{ readonly provider: Provider }>;
};
