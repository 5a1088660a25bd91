/**
 * The port between the core and the providers. The core knows no provider, and
 * a provider knows no other provider, no config file and no standard input.
 * @module
 */
import type { Runtime } from "./runtime.ts";
import type { Schema } from "./schema.ts";
import type { Secret } from "./secret_value.ts";
import type { ImageName } from "./image_name.ts";
import type { ServiceAccount } from "./service_account.ts";

/** What a provider is asked. */
export interface CredentialRequest {
  readonly image: ImageName;
  /** Whose pod pulls, where the kubelet tells; see {@linkcode ServiceAccount}. */
  readonly serviceAccount?: ServiceAccount | undefined;
}

/** What a registry accepts. */
export interface Credentials {
  readonly username: string;
  readonly password: string;
  /** When a registry stops accepting them, in milliseconds since 1970; `undefined` for never. */
  readonly expiresAt?: number | undefined;
}

/** What credentials depend on in the service account of a pod. */
export interface AccountUse {
  /** Keys of the annotations. */
  readonly annotationKeys: readonly string[];
}

/** A configured provider, ready to be asked. Making one has no effects. */
export interface CredentialSource {
  /** Whether another image of the same registry may need other credentials. */
  readonly perImage: boolean;
  /** Every secret that it reads, so that `validate` can look at them. */
  readonly secrets: readonly Secret[];
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
  /** The user name, where it is known without asking for credentials. */
  username?(runtime: Runtime): Promise<string>;
  /**
   * Looks for what would make every answer fail, without asking a backend.
   *
   * @throws {ProviderError} The first such thing.
   */
  check?(runtime: Runtime): Promise<void>;
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

/** Name of a provider in the config, and how to load its module. */
export type ProviderTable = {
  readonly [name: string]: () => Promise<{ readonly provider: Provider }>;
};
