/**
 * Paths of the project.
 * @module
 */

/** The folder of the project, without a slash at its end. */
export const PROJECT = decodeURIComponent(
  new URL("..", import.meta.url).pathname,
).replace(/\/$/, "");

/** Where tests leave how many cases they have generated, one file for each kind. */
export const FUZZ_COUNTS = `${PROJECT}/.build/fuzz`;
