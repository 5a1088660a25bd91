/**
 * A foreign service that answers in JSON, as messages need it.
 * @module
 */

/** An object of JSON whose members nobody has checked. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Who is asked, and what to do where it fails. */
export interface JsonService {
  /** As a sentence begins: "the token service of Google". */
  readonly name: string;
  /** What it is asked for: "an access token". */
  readonly wanted: string;
  /** What to check where it cannot be reached, as the end of a sentence. */
  readonly network: string;
  /** Whether the rule can name its authorities, as `caFile`. */
  readonly hasCaFile?: true;
  /**
   * The code of a refusal. It is shown, so it comes from a list of known ones or
   * is a number: the text of an answer may repeat a token.
   */
  codeIn?(body: JsonObject, status: number): string | undefined;
  /** What to do after a refusal, as the end of a sentence. */
  remedy(code: string | undefined, status: number): string;
}
