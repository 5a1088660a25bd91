/**
 * What can be wrong with a YAML text.
 * @module
 */

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
