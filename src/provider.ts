/**
 * The port between the core and the providers. The core knows no provider, and
 * a provider knows no other provider, no config file and no standard input.
 * @module
 */
import type { Runtime } from "./runtime.ts";
import type { Schema } from "./schema.ts";
import type { Secret } from "./secret.ts";
import type { ImageName } from "./image_name.ts";

/** What a provider is asked. */
export interface CredentialRequest {
  readonly image: ImageName;
}

/** What a registry accepts. */
export interface Credentials {
  readonly username: string;
  readonly password: string;
}

/** A configured provider, ready to be asked. Making one has no effects. */
export interface CredentialSource {
  /** Whether another image of the same registry may need other credentials. */
  readonly perImage: boolean;
  /** Every secret that it reads, so that `validate` can look at them. */
  readonly secrets: readonly Secret[];
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
