/**
 * The variable with which the runtime writes the session secrets of TLS to a file.
 * @module
 */

/**
 * Its name. Deno opens the file before any code of the program runs, as root, and
 * writes to it at every handshake: who has it can read what was sent.
 */
export const KEY_LOG = "SSLKEYLOGFILE";
