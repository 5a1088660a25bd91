/**
 * What can be wrong with a YAML text.
 * @module
 */

/** What to say of a value that holds a mark of YAML. */
export const NEEDS_QUOTES =
  "is not valid YAML: put a value in quotes that begins with one of @ ` % & * ! | > ] } , or holds a colon before a space";

/** What is wrong with a YAML text. */
export class YamlProblem extends Error {
  /**
   * @param message What is wrong, without a piece of the text.
   * @param line Line from 1, where the parser gives one.
   */
  constructor(message: string, readonly line?: number) {
    super(message);
  }
}
