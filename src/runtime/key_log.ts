/**
 * The variable with which the runtime writes the session secrets of TLS to a file.
 * @module
 */

/**
 * Its name. Deno opens the file before any code of the program runs, as root, and
 * writes to it at every handshake: who has it can read what was sent.
 */
export const KEY_LOG = "SSLKEYLOGFILE";

/** What it does, for those who check a node. */
export const KEY_LOG_WARNING =
  `${KEY_LOG} is set, which would write the session secrets of TLS to a file: no answer is given while it is`;
