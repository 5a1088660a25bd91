/**
 * A token that says on whose behalf credentials are asked for: that of the pod's
 * service account, one in a file, or one that is signed here.
 * @module
 */
import type {
  AccountUse,
  CredentialRequest,
  SourceWarning,
} from "../provider.ts";
import type { Runtime } from "../runtime/runtime.ts";
import type { Secret } from "../schema/secret_value.ts";

/** Where a rule takes the token from that it passes on or exchanges. */
export interface Subject {
  /** What it is, for people, without a secret: "the token of the pod's service account for X". */
  readonly words: string;
  /** Every secret that it reads. */
  readonly secrets: readonly Secret[];
  /** What it needs of the kubelet; `undefined` where that is nothing. */
  readonly account: AccountUse | undefined;
  /** Whether another image of the same registry may have another token. */
  readonly perImage: boolean;
  /**
   * Whether there is no token for a request, and the rule then uses the
   * identity of the node (`otherwise: node`).
   */
  isNode(request: CredentialRequest): boolean;
  /**
   * What the token stands for, without the token itself, which is renewed often:
   * issuer, subject and the account, or the file. Belongs to the identity under
   * which a source keeps credentials.
   *
   * @returns `undefined` where the token does not tell: such credentials are
   * never kept.
   * @throws {ProviderError} As {@linkcode read}.
   */
  identity(
    request: CredentialRequest,
    runtime: Runtime,
  ): Promise<readonly unknown[] | undefined>;
  /**
   * The token. A secret. It is given out only where it is for the audience of
   * the rule, and for no other.
   *
   * @throws {ProviderError} `TOKEN_UNUSABLE` where there is none, or it is for
   * another audience or has expired; the errors of files and keys.
   */
  read(request: CredentialRequest, runtime: Runtime): Promise<string>;
  /** As in a `CredentialSource`. */
  check(runtime: Runtime): Promise<void>;
  /** As in a `CredentialSource`. */
  warnings(runtime: Runtime): Promise<readonly SourceWarning[]>;
}
